Feature: Cgroups, as managers count on them
  Managers watch, bound and clean containers by their cgroups, and must find them where they said.

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A cgroup that is in use is not taken

    @id:cgroup-command/occupied @runc:RUNC-CGROUP-015
    Scenario: One that holds another container's process is refused
      Given a running container
      And a bundle whose process sleeps
      And the bundle has the faulty fields:
        | linux.cgroupsPath | "/${sandbox}" |
      And a prepared container
      When the runtime creates the container
      Then the command fails

    @id:cgroup-command/frozen @runc:RUNC-CGROUP-016 @needs:cgroup-freezer
    Scenario: One that is frozen is refused
      Given the host has a cgroup that is frozen for 4 seconds
      And the bundle has the faulty fields:
        | linux.cgroupsPath | "${hostCgroup}" |
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-CGROUP-021 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Without systemd a cgroup is a path

    @id:cgroup-command/path-cleaned
    Scenario: What says nothing in it is left out
      Given the bundle has the fields:
        | linux.cgroupsPath | "//${id}-in/.././${id}-in/" |
      When the runtime runs the container in the background
      Then the command succeeds
      And the host's cgroup at cgroupsPath holds the container's process

    @id:cgroup-command/named-after-id @isolation:process
    Scenario: Without any the container's id is the cgroup's name
      Given the bundle has the fields:
        | process.args      | ["/bin/sh", "-c", "grep -q '/${id}$' /proc/self/cgroup && echo named"] |
        | linux.cgroupsPath | null |
      And the bundle's linux.namespaces lack:
        """
        { "type": "cgroup" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "named"

  @runc:RUNC-CGROUP-022 @needs:cgroup-devices @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Device rules say what they permit, and leave the default devices alone

    @id:device-rules/no-access
    Scenario: A rule without access is refused
      Given the bundle has the fault:
        """
        { "linux": { "resources": { "devices": [{ "allow": true, "type": "c", "major": 1, "minor": 3 }] } } }
        """
      When the runtime creates the container
      Then the command fails

    @id:device-rules/defaults
    Scenario: Where a rule forbids all the default devices are open
      Given a bundle whose process runs the script "echo forbidden: $(for d in null zero full random urandom tty ptmx; do [ $(attempt open /dev/$d) = EPERM ] && echo $d; done)."
      And the bundle is patched with:
        """
        { "linux": { "resources": { "devices": [{ "allow": false, "access": "rwm" }] } } }
        """
      And a created container
      When the runtime starts the container
      Then the command succeeds
      And the process prints "forbidden: ."

  @needs:cgroup-memory @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Limits of memory make sense together, and a failure tells of them

    @id:cgroup-command/swap-alone @runc:RUNC-CGROUP-023 @needs:cgroup-v2
    Scenario: A limit of swap without one of memory is refused
      Given the bundle has the fault:
        """
        { "linux": { "resources": { "memory": { "swap": 67108864 } } } }
        """
      When the runtime creates the container
      Then the command fails

    @id:cgroup-command/memory-too-low @runc:RUNC-CGROUP-024
    Scenario: A limit that the container cannot start with is named in the error
      Given the bundle has the fault:
        """
        { "linux": { "resources": { "memory": { "limit": 100000 } } } }
        """
      When the runtime creates the container
      Then the command fails
      And the error names, in any case, "oom" or "memory limit"

  @runc:RUNC-CGROUP-011 @needs:cgroup-pids @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A limit of 0 tasks is one

    @id:cgroup-command/no-children
    Scenario: The process runs, and has no children
      Given a bundle whose process tries to have 5 children
      And the bundle has the fields:
        | linux.resources.pids.limit | 0 |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0"

  @needs:cgroup-v2 @relied-by:containerd @relied-by:cri-o
  Rule: On cgroup v2 files are written as they are given

    @id:unified/keys @runc:RUNC-CGROUP-012 @needs:cgroup-memory @needs:cgroup-cpu @needs:cgroup-pids
    Scenario: Each key of several controllers
      Given the bundle is patched with:
        """
        { "linux": { "resources": { "unified": {
          "memory.min": "131072", "memory.low": "524288", "memory.high": "67108864", "memory.max": "134217728", "memory.swap.max": "16777216",
          "pids.max": "99", "cpu.max": "10000 100000", "cpu.weight": "42" } } } }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's memory.min is "131072"
      And the container's memory.low is "524288"
      And the container's memory.high is "67108864"
      And the container's memory.max is "134217728"
      And the container's memory.swap.max is "16777216"
      And the container's pids.max is "99"
      And the container's cpu.max is "10000 100000"
      And the container's cpu.weight is "42"

    @id:unified/wins @runc:RUNC-CGROUP-013 @needs:cgroup-memory
    Scenario: A key wins over the field that sets the same file
      Given the bundle is patched with:
        """
        { "linux": { "resources": { "memory": { "limit": 67108864 }, "unified": { "memory.max": "134217728" } } } }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's memory.max is "134217728"

    @id:unified/lines @runc:RUNC-CGROUP-008 @needs:cgroup-pids
    Scenario: A value of two lines is written line by line
      Given the bundle is patched with:
        """
        { "linux": { "resources": { "unified": { "pids.max": "98\n97" } } } }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's pids.max is "97"

    @id:own-cgroup/controllers @runc:RUNC-CGROUP-005 @needs:cgroup-memory @needs:cgroup-cpu @needs:cgroup-cpuset @needs:cgroup-io @needs:cgroup-pids
    Scenario: Controllers that no limit needs are there all the same
      Given a bundle whose process runs the script "echo missing: $(for c in cpuset cpu io memory pids; do grep -qw $c /sys/fs/cgroup/cgroup.controllers || echo $c; done)."
      When the runtime runs the container
      Then the command succeeds
      And the process prints "missing: ."

  @needs:cgroup-v2
  Rule: On cgroup v2 a container may have a hierarchy of its own

    @id:own-cgroup/alone @runc:RUNC-CGROUP-014 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario: Neither a parent nor a neighbour is seen
      Given a bundle whose process runs the script "find /sys/fs/cgroup -type d | wc -l"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1"

    @id:own-cgroup/delegated @runc:RUNC-CGROUP-017 @needs:cgroup-pids @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario: Where it may write, the process parts it further
      Given a bundle whose process runs the script "cd /sys/fs/cgroup && mkdir inner && echo $$ >inner/cgroup.procs && echo +pids >cgroup.subtree_control && echo 55 >inner/pids.max && cat inner/pids.max"
      And the bundle's mounts lack:
        """
        { "destination": "/sys/fs/cgroup" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "rw"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "55"

    @id:own-cgroup/hosts-namespace @runc:RUNC-CGROUP-019 @req:LINUX-CGOWN-003 @needs:userns @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario: In the host's cgroup namespace a user namespace does not own it
      Given a bundle whose process runs the script "stat -c %u /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)"
      And the bundle has a user namespace
      And the bundle's linux.namespaces lack:
        """
        { "type": "cgroup" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/sys/fs/cgroup" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "rw"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "65534"
