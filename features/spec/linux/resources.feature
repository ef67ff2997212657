Feature: Resource limits
  A limit that is dropped without a word lets one container starve the others.

  @req:LINUX-PIDS-001
  Rule: The number of tasks is capped

    @id:resources/pids-limit @needs:cgroup-pids
    Scenario: The cgroup has the configured limit of tasks
      Given the bundle is patched with:
        """
        { "linux": { "resources": { "pids": { "limit": 100 } } } }
        """
      And a running container
      When the runtime queries the container's state
      Then the container's pids limit is "100"

    @id:resources/pids-refused @needs:cgroup-pids
    Scenario: The process gets no more children than its limit leaves
      Given a bundle whose process tries to have 150 children
      And the bundle is patched with:
        """
        { "linux": { "resources": { "pids": { "limit": 100 } } } }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "99"

  @req:LINUX-DEVCG-003 @req:LINUX-DEVCG-001
  Rule: Device rules hold in their order

    @id:resources/device-rules @needs:cgroup-devices @needs:fuse
    Scenario Outline: A device that the last rule <rule> <outcome>
      Given a bundle whose process tries to open "/dev/fuse"
      And the bundle is patched with:
        """
        { "linux": {
          "devices": [{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "fileMode": 438, "uid": 0, "gid": 0 }],
          "resources": { "devices": [
            { "allow": <first>, "access": "rw" },
            { "allow": <second>, "type": "c", "major": 10, "minor": 229, "access": "rw" }
          ] } } }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "<printed>"

      Examples:
        | rule    | first | second | printed | outcome          |
        | permits | false | true   | done    | can be opened    |
        | forbids | true  | false  | EPERM   | cannot be opened |

  @req:LINUX-UNIFIED-001 @req:LINUX-UNIFIED-005
  Rule: Each unified key is written to the cgroup file of its name

    @id:resources/unified @needs:cgroup-v2
    Scenario: A unified key sets the cgroup file
      Given the bundle is patched with:
        """
        { "linux": { "resources": { "unified": { "pids.max": "33" } } } }
        """
      And a running container
      When the runtime queries the container's state
      Then the container's pids.max is "33"

    @id:resources/unified-lines @needs:cgroup-v2 @needs:loop-device @req:LINUX-UNIFIED-008
    Scenario: Each line of a unified key's value is written
      Given a bundle whose process runs the script "echo $(sort /sys/fs/cgroup/io.max | cut -d' ' -f1,2)"
      And the bundle is patched with:
        """
        { "linux": { "resources": { "unified": { "io.max": "7:0 rbps=1048576\n7:1 rbps=2097152" } } } }
        """
      When the runtime runs the container
      Then the process prints "7:0 rbps=1048576 7:1 rbps=2097152"

  @req:LINUX-UNIFIED-002
  Rule: unified on a v1 host is an error

    @id:resources/unified-on-v1 @runc:RUNC-CGROUP-006 @needs:cgroup-v1 @isolation:process
    Scenario: A unified key on a host with cgroup v1 is refused
      Given the bundle has the fault:
        """
        { "linux": { "resources": { "unified": { "pids.max": "33" } } } }
        """
      When the runtime creates the container
      Then the command fails
