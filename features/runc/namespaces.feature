Feature: Namespaces, as managers set them up
  Managers mix namespaces of their own with new ones, and reach those of a container through its process.

  @runc:RUNC-NS-007 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A new pid namespace is all that /proc shows

    @id:pid-namespace/proc
    Scenario: The process sees itself alone
      Given a bundle whose process runs the script "cd /proc; echo $$ is among [0-9]*"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1 is among 1"

  @runc:RUNC-NS-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A name needs a UTS namespace to be the name in

    @id:uts-namespace/refused
    Scenario Outline: A <property> without one is refused
      Given the bundle is patched with:
        """
        { "hostname": null, "<property>": "elsewhere" }
        """
      And the bundle has the faulty fields:
        | linux.namespaces | [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "mount"}, {"type": "cgroup"}] |
      When the runtime creates the container
      Then the command fails

      Examples:
        | property   |
        | hostname   |
        | domainname |

  @needs:userns @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: What the host binds is there in a user namespace

    @id:user-namespace/bind @runc:RUNC-USERNS-001
    Scenario: A folder that all may enter
      Given a bundle whose process prints the content of "/mnt/text"
      And the bundle has a user namespace
      And the host has the file "open/text" with "from the host"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/open", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "from the host"

    @id:user-namespace/bind-closed @runc:RUNC-USERNS-002
    Scenario: Folders in two that the host's superuser alone may enter
      Given a bundle whose process runs the script "cat /mnt/one/text /mnt/two/text | tr '\n' ' '"
      And the bundle has a user namespace
      And the host has the directories "one" and "two", closed to others
      And the host has the file "one/in/text" with "first"
      And the host has the file "two/in/text" with "second"
      And the root has the directory "mnt/one"
      And the root has the directory "mnt/two"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt/one", "type": "bind", "source": "${scratch}/one/in", "options": ["bind"] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt/two", "type": "bind", "source": "${scratch}/two/in", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "first second "

    @id:user-namespace/bind-closed-exec @runc:RUNC-USERNS-002
    Scenario: A process that is executed finds such a folder too
      Given the bundle has a user namespace
      And the host has the directories "one" and "two", closed to others
      And the host has the file "one/in/text" with "from the host"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/one/in", "options": ["bind"] }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      When the runtime executes a process that prints the content of "/mnt/text"
      Then the command succeeds
      And the executed process prints "from the host"

    @id:user-namespace/bind-before-cgroup @runc:RUNC-USERNS-003 @needs:cgroup-v1 @needs:cgroup-pids @isolation:process
    Scenario: A bind before the cgroups does not hide them, where the cgroup namespace is the host's
      Given a bundle whose process runs the script "[ -e /sys/fs/cgroup/pids/tasks ] && cat /mnt/text"
      And the bundle has a user namespace
      And the host has the file "open/text" with "both"
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
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/open", "options": ["bind"] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "both"

  @needs:userns @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A user namespace may be another's

    @id:user-namespace/joined @runc:RUNC-USERNS-004 @lim:namespace-by-path
    Scenario: By its path alone, and with its mappings
      Given a bundle whose process tells that it runs
      And the bundle has a user namespace
      And a running container
      And a bundle whose process runs the script "echo $(cat /proc/self/uid_map /proc/self/gid_map)"
      And the bundle's linux.namespaces also hold:
        """
        { "type": "user", "path": "/proc/${sandboxPid}/ns/user" }
        """
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0 100000 65536 0 100000 65536"

    @id:user-namespace/foreign-network @runc:RUNC-USERNS-006 @lim:namespace-by-path
    Scenario: Together with a network namespace that is not its own
      Given a bundle whose process tells that it runs
      And the bundle has a user namespace
      And a running container
      And the host keeps a net namespace apart
      And a bundle whose process tells where its net namespace is
      And the bundle has the fields:
        | linux.uidMappings | [{"containerID": 0, "hostID": 100000, "size": 65536}] |
        | linux.gidMappings | [{"containerID": 0, "hostID": 100000, "size": 65536}] |
      And the bundle's linux.namespaces also hold:
        """
        { "type": "user", "path": "/proc/${sandboxPid}/ns/user" }
        """
      And the bundle's linux.namespaces lack:
        """
        { "type": "network" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "network", "path": "${keptNamespace}" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/sys" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/sys/fs/cgroup" }
        """
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process is in the net namespace that is kept apart

    @id:user-namespace/joined-otherwise @runc:RUNC-USERNS-007 @lim:namespace-by-path
    Scenario: With mappings that are not its own it is refused
      Given a bundle whose process tells that it runs
      And the bundle has a user namespace
      And a running container
      And a bundle whose process sleeps
      And the bundle has the fields:
        | linux.uidMappings | [{"containerID": 0, "hostID": 100000, "size": 65536}] |
        | linux.gidMappings | [{"containerID": 0, "hostID": 100000, "size": 65536}] |
      And the bundle's linux.namespaces also hold:
        """
        { "type": "user", "path": "/proc/${sandboxPid}/ns/user" }
        """
      And the bundle has the faulty fields:
        | linux.uidMappings | [{"containerID": 0, "hostID": 200000, "size": 65536}] |
      And a prepared container
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-USERNS-008 @needs:userns @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A new user namespace needs mappings

    @id:user-namespace/without-mappings
    Scenario: Without any it is refused
      Given the bundle's linux.namespaces also hold the fault:
        """
        { "type": "user" }
        """
      When the runtime creates the container
      Then the command fails

  @needs:timens
  Rule: A time namespace has the offsets that it is given

    @id:time-namespace/offsets @runc:RUNC-TIMENS-002
    Scenario Outline: <what>
      Given a bundle whose process runs the script "echo $(cat /proc/self/timens_offsets)"
      And the bundle's linux.namespaces also hold:
        """
        { "type": "time" }
        """
      And the bundle has the fields:
        | linux.timeOffsets | <offsets> |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<printed>"

      Examples:
        | what               | offsets                                                                                             | printed                                      |
        | None, which are 0  | null                                                                                                | monotonic 0 0 boottime 0 0                   |
        | One for each clock | {"monotonic": {"secs": 7881, "nanosecs": 2718281}, "boottime": {"secs": 1337, "nanosecs": 3141519}} | monotonic 7881 2718281 boottime 1337 3141519 |

    @id:time-namespace/user-namespace @runc:RUNC-TIMENS-002 @needs:userns
    Scenario: With a user namespace
      Given a bundle whose process runs the script "echo $(cat /proc/self/timens_offsets)"
      And the bundle has a user namespace
      And the bundle's linux.namespaces also hold:
        """
        { "type": "time" }
        """
      And the bundle has the fields:
        | linux.timeOffsets | {"monotonic": {"secs": 7881}, "boottime": {"secs": 1337}} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "monotonic 7881 0 boottime 1337 0"

    @id:time-namespace/executed @runc:RUNC-TIMENS-003
    Scenario: A process that is executed has them too
      Given the bundle's linux.namespaces also hold:
        """
        { "type": "time" }
        """
      And the bundle has the fields:
        | linux.timeOffsets | {"monotonic": {"secs": 7881}, "boottime": {"secs": 1337}} |
      When the runtime runs the container in the background
      Then the command succeeds
      When the runtime executes a process that runs the script "echo $(cat /proc/self/timens_offsets)"
      Then the command succeeds
      And the executed process prints "monotonic 7881 0 boottime 1337 0"

    @id:time-namespace/joined-refused @runc:RUNC-TIMENS-001 @lim:namespace-by-path
    Scenario: Offsets of a namespace that is another's are refused
      Given the host keeps a time namespace apart
      And the bundle's linux.namespaces also hold:
        """
        { "type": "time", "path": "${keptNamespace}" }
        """
      And the bundle has the faulty fields:
        | linux.timeOffsets | {"monotonic": {"secs": 10}} |
      When the runtime creates the container
      Then the command fails

  @needs:netdevice @lim:domainname-personality-netdevices
  Rule: A network device is named as devices may be

    @id:net-device/name @runc:RUNC-NETDEV-005
    Scenario Outline: A name <fault> is refused
      Given the host has a network device
      And the bundle has the faulty fields:
        | linux.netDevices | {"${netDevice}": {"name": "<name>"}} |
      When the runtime creates the container
      Then the command fails
      And the host still has the network device

      Examples:
        | fault                     | name                 |
        | with a slash              | eth/7                |
        | that is a folder's parent | ..                   |
        | that is too long          | a-name-of-20-letters |

    @id:net-device/user-namespace @runc:RUNC-USERNS-009 @needs:userns
    Scenario: A device moves into a user namespace, where it has its new name
      Given a bundle whose process runs the script "ls /sys/class/net | grep -x eth7"
      And the bundle has a user namespace
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "eth7"
      And the host's end of the network device is gone

  @runc:RUNC-RDT-001 @relied-by:containerd @relied-by:cri-o
  Rule: A class of caches is named as a folder may be

    @id:rdt-class/name
    Scenario Outline: The name <name> is refused
      Given the bundle has the fault:
        """
        { "linux": { "intelRdt": { "closID": "<name>" } } }
        """
      When the runtime creates the container
      Then the command fails

      Examples:
        | name |
        | .    |
        | ..   |
        | a/b  |
