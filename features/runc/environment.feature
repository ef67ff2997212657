Feature: The environment of a process, as callers know it from runc
  Images are built for what runc fills in and tolerates, and break where another runtime is more literal.

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: HOME is filled in when it is empty or absent

    @id:environment/home-empty @runc:RUNC-ENV-002
    Scenario: An empty HOME is replaced, and is there once
      Given a bundle whose process runs the script "tr '\0' '\n' </proc/1/environ | grep ^HOME= | tr '\n' '!'; echo"
      And the root has the file "etc/passwd" with "someone:x:1000:1000:someone:/var/someone:/bin/sh"
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 1000}                        |
        | process.env  | ["PATH=/bin", "HOME=", "LACUNA_TOKEN=${token}"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "HOME=/var/someone!"

    @id:environment/home-of-nobody @runc:RUNC-ENV-006
    Scenario: A user without an entry has the root as its home
      Given a bundle whose process prints the environment variable "HOME"
      And the root has the file "etc/passwd" with "someone:x:1000:1000:someone:/var/someone:/bin/sh"
      And the bundle has the fields:
        | process.user | {"uid": 4321, "gid": 1000} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "/"

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Nothing is there but what is configured, and HOME

    @id:environment/nothing-else @runc:RUNC-ENV-006 @req:CONFIG-PROCESS-014
    Scenario: The process has the configured variables and its home
      Given a bundle whose process runs the script "echo $(tr '\0' '\n' </proc/1/environ | sed '/^LACUNA_TOKEN=/d' | sort)"
      And the bundle has the fields:
        | process.user | {"uid": 4321, "gid": 1000}                                  |
        | process.env  | ["PATH=/bin", "CONFIGURED=yes", "LACUNA_TOKEN=${token}"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "CONFIGURED=yes HOME=/ PATH=/bin"

    @id:environment/nothing-else-in-exec @runc:RUNC-ENV-006
    Scenario: An executed process has the configured variables and its home
      Given a running container
      When the runtime executes, patched as below, a process that runs the script "echo $(tr '\0' '\n' </proc/$$/environ | sed '/^LACUNA_TOKEN=/d' | sort)"
        """
        { "user": { "uid": 4321, "gid": 1000 }, "env": ["PATH=/bin", "CONFIGURED=yes", "LACUNA_TOKEN=${token}"] }
        """
      Then the command succeeds
      And the executed process prints "CONFIGURED=yes HOME=/ PATH=/bin"

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Variables arrive once, and whole

    @id:environment/last-wins @runc:RUNC-ENV-003
    Scenario: Of a variable that is there twice the last value arrives, alone
      Given a bundle whose process runs the script "tr '\0' '\n' </proc/1/environ | grep ^X_TWICE= | tr '\n' '!'; echo"
      And the bundle has the fields:
        | process.env | ["PATH=/bin", "X_TWICE=1", "X_TWICE=2", "LACUNA_TOKEN=${token}"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "X_TWICE=2!"

    @id:environment/newline @runc:RUNC-ENV-004
    Scenario: A value with a line end arrives unchanged
      Given a bundle whose process runs the script "tr '\n\0' '!\n' </proc/1/environ | grep ^X_LINES="
      And the bundle has the fields:
        | process.env | ["PATH=/bin", "X_LINES=one\\ntwo", "LACUNA_TOKEN=${token}"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "X_LINES=one!two"

  @runc:RUNC-ENV-005
  Rule: What is no variable is refused

    @id:environment/no-variable
    Scenario Outline: An entry <fault> is refused
      Given the bundle has the faulty fields:
        | process.env | ["PATH=/bin", <entry>] |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | fault                 | entry         |
        | without an equal sign | "X_ALONE"     |
        | without a name        | "=value"      |
        | with a NUL            | "X_NUL=a\u0000b" |

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The working directory is entered as root, and made where it is missing

    @id:environment/cwd-of-others @runc:RUNC-ENV-009
    Scenario: A user starts in a directory that it may not enter
      Given a bundle whose process prints its working directory
      And the bundle's mounts also hold:
        """
        { "destination": "/closed", "type": "tmpfs", "source": "tmpfs", "options": ["mode=0700"] }
        """
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 1000} |
        | process.cwd  | "/closed"                  |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "/closed"

    @id:environment/cwd-made @runc:RUNC-ENV-010
    Scenario: A directory that is not there is made
      Given a bundle whose process prints its working directory
      And the bundle has the fields:
        | process.cwd | "/made/for/it" |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "/made/for/it"

  @runc:RUNC-ENV-011 @needs:userns @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: An id that the user namespace does not map is refused

    @id:environment/unmapped
    Scenario Outline: An unmapped <property> is refused
      Given the bundle has a user namespace
      And the bundle has the faulty fields:
        | process.user.<property> | 70000 |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | property |
        | uid      |
        | gid      |

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: What the caller is limited to does not reach the process, and what it is given does

    @id:environment/limits-of-exec @runc:RUNC-RLIM-002
    Scenario: An executed process has the container's limits
      Given the bundle has the fields:
        | process.rlimits | [{"type": "RLIMIT_CORE", "soft": 4096, "hard": 8192}] |
      And a running container
      When the runtime executes a process that runs the script "[ $(resource-limit RLIMIT_CORE | tr ' ' -) = 4096-8192 ] && echo configured || echo another"
      Then the command succeeds
      And the executed process prints "configured"

    @id:environment/processors @req:LINUX-CPU-011 @needs:cgroup-cpuset @needs:multi-cpu
    Scenario: The process may run on the processors of its set alone
      Given a bundle whose process prints its scheduling cpus
      And the bundle has the fields:
        | linux.resources.cpu.cpus | "1" |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1"

    @id:environment/processors-of-exec @req:LINUX-CPU-011 @needs:cgroup-cpuset @needs:multi-cpu
    Scenario: An executed process may run on the processors of the container's set alone
      Given the bundle has the fields:
        | linux.resources.cpu.cpus | "1" |
      And a running container
      When the runtime executes a process that prints its scheduling cpus
      Then the command succeeds
      And the executed process prints "1"

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Capabilities are no more than configured

    @id:capabilities/none-inherited @runc:RUNC-CAP-001
    Scenario Outline: Without an <set> set it is empty
      Given a bundle whose process prints its <set> capabilities
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0000000000000000"

      Examples:
        | set         |
        | inheritable |
        | ambient     |

    @id:capabilities/bounded @runc:RUNC-CAP-004
    Scenario: The superuser's capabilities are those of its bounding set
      Given a bundle whose process prints its effective capabilities
      And the bundle has the fields:
        | process.capabilities | {"bounding": ["CAP_KILL"], "permitted": ["CAP_KILL", "CAP_CHOWN"], "effective": ["CAP_KILL", "CAP_CHOWN"]} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0000000000000020"

    @id:capabilities/ambient-not-inheritable @runc:RUNC-CAP-005
    Scenario: An ambient capability that is not inheritable is left out, and the others are there
      Given a bundle whose process prints its ambient capabilities
      And the bundle has the fields:
        | process.capabilities | {"bounding": ["CAP_KILL", "CAP_CHOWN"], "permitted": ["CAP_KILL", "CAP_CHOWN"], "inheritable": ["CAP_KILL"], "effective": ["CAP_KILL"], "ambient": ["CAP_KILL", "CAP_CHOWN"]} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0000000000000020"

  @needs:multi-cpu @needs:cgroup-cpuset @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: What the caller is bound to does not bind the container

    @id:environment/processors-of-caller @runc:RUNC-SCHED-007 @runc:RUNC-SCHED-008
    Scenario: A process may run on processors that its caller may not
      Given a bundle whose process prints its scheduling cpus
      And the bundle has the fields:
        | linux.resources.cpu.cpus | "0-1" |
      And the commands may run on processor 1 alone
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0 1"

    @id:environment/processors-of-exec-caller @runc:RUNC-SCHED-007 @runc:RUNC-SCHED-008
    Scenario: An executed process may run on processors that its caller may not
      Given the bundle has the fields:
        | linux.resources.cpu.cpus | "0-1" |
      And a running container
      And the commands may run on processor 1 alone
      When the runtime executes a process that prints its scheduling cpus
      Then the command succeeds
      And the executed process prints "0 1"

  Rule: A scheduler that no process can have is refused

    @id:scheduler/contradictory @runc:RUNC-SCHED-003
    Scenario Outline: A scheduler with <fault> is refused
      Given the bundle has the faulty fields:
        | process.scheduler | <value> |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | fault                                  | value                                                            |
        | a nice value of 20                     | {"policy": "SCHED_OTHER", "nice": 20}                            |
        | a nice value of -21                    | {"policy": "SCHED_BATCH", "nice": -21}                           |
        | a priority that is for real-time alone | {"policy": "SCHED_OTHER", "priority": 5}                         |
        | a runtime that is for deadlines alone  | {"policy": "SCHED_OTHER", "runtime": 10000000, "period": 20000000} |

    @id:scheduler/deadline-and-set @runc:RUNC-SCHED-002 @needs:sched-core @needs:multi-cpu @needs:cgroup-cpuset
    Scenario: Deadlines on a part of the processors are refused
      Given the bundle has the fields:
        | process.scheduler | {"policy": "SCHED_DEADLINE", "runtime": 10000000, "deadline": 20000000, "period": 30000000} |
      And the bundle has the faulty fields:
        | linux.resources.cpu.cpus | "0" |
      When the runtime runs the container in the background
      Then the command reports an error

  Rule: Personality and policies of memory hold where they are not asked for again

    @id:personality/filtered @runc:RUNC-PERS-003 @needs:seccomp
    Scenario: A filter of the call that sets the personality does not keep it from being set
      Given a bundle whose process runs the script "uname -m"
      And the bundle is patched with:
        """
        { "linux": { "personality": { "domain": "LINUX32" },
          "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["personality"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "i686"

    @id:exec/memory-policy @runc:RUNC-MPOL-002 @needs:numa
    Scenario: An executed process has the container's policy of memory
      Given the bundle has the fields:
        | linux.memoryPolicy | {"mode": "MPOL_BIND", "nodes": "0"} |
      And a running container
      When the runtime executes a process that runs the script "sed -n '1s/^[0-9a-f]* \(.*:[0-9]\|local\|default\).*/\1/p' /proc/self/numa_maps"
      Then the command succeeds
      And the executed process prints "bind:0"
