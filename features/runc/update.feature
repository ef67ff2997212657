Feature: Updating a container's limits

  @runc:RUNC-UPDATE-008 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A document of resources changes what it names

    @id:update/document
    Scenario Outline: The <setting> becomes <value>
      Given a running container
      When the runtime updates the container's resources to:
        """
        <resources>
        """
      Then the command succeeds
      And the container's <setting> is "<value>"

      Examples: Memory and tasks
        | setting            | resources                                           | value    |
        | memory limit       | { "memory": { "limit": 67108864 } }                 | 67108864 |
        | memory reservation | { "memory": { "reservation": 33554432 } }           | 33554432 |
        | pids limit         | { "pids": { "limit": 41 } }                         | 41       |

      @runc:RUNC-UPDATE-013
      Examples: Processors and memory nodes
        | setting            | resources                                           | value    |
        | cpu set            | { "cpu": { "cpus": "0" } }                          | 0        |
        | memory nodes       | { "cpu": { "mems": "0" } }                          | 0        |

    @id:update/document-on-input @runc:RUNC-CONS-005
    Scenario: The document comes by the command's input
      Given a running container
      And the commands' input is JSON:
        """
        { "pids": { "limit": 42 } }
        """
      When the runtime is called with "update --resources=- {id}"
      Then the command succeeds
      And the container's pids limit is "42"

    @id:update/others-stay @runc:RUNC-UPDATE-031
    Scenario: A limit that an earlier update changed stays
      Given the bundle has the fields:
        | linux.resources.pids.limit | 100 |
      And a running container
      When the runtime updates the container's resources to:
        """
        { "pids": { "limit": 41 } }
        """
      Then the command succeeds
      When the runtime updates the container's resources to:
        """
        { "memory": { "limit": 67108864 } }
        """
      Then the command succeeds
      And the container's pids limit is "41"
      And the container's memory limit is "67108864"

  Rule: Flags change one limit each

    @id:update/flag
    Scenario Outline: <flag> sets the limit
      Given a running container
      When the runtime is called with "update <flag> {id}"
      Then the command succeeds
      And the container's <setting> is "<value>"

      @runc:RUNC-UPDATE-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
      Examples: Memory
        | flag                          | setting            | value    |
        | --memory=67108864             | memory limit       | 67108864 |
        | --memory=64M                  | memory limit       | 67108864 |

      @runc:RUNC-UPDATE-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
      Examples: Memory that is kept
        | flag                          | setting            | value    |
        | --memory-reservation=33554432 | memory reservation | 33554432 |

      @runc:RUNC-UPDATE-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
      Examples: Tasks
        | flag                          | setting            | value    |
        | --pids-limit=51               | pids limit         | 51       |

      @runc:RUNC-UPDATE-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
      Examples: Processors
        | flag                          | setting            | value    |
        | --cpuset-cpus=0               | cpu set            | 0        |

      @runc:RUNC-UPDATE-007 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
      Examples: Shares, at the ends of the scale
        | flag                          | setting            | value    |
        | --cpu-share=262144            | cpu shares         | 262144   |
        | --cpu-share=2                 | cpu shares         | 2        |

    @id:update/no-limit-of-tasks @runc:RUNC-UPDATE-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario: -1 removes the limit of tasks
      Given the bundle has the fields:
        | linux.resources.pids.limit | 100 |
      And a running container
      When the runtime is called with "update --pids-limit=-1 {id}"
      Then the command succeeds
      And the container's pids limit is "max"

  @runc:RUNC-UPDATE-028 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A stopped container is not updated

    @id:update/stopped
    Scenario: Update of a stopped container is refused
      Given a stopped container
      When the runtime updates the container's resources to:
        """
        { "pids": { "limit": 41 } }
        """
      Then the command fails
      And the container is stopped

  @runc:RUNC-UPDATE-026
  Rule: A value that is no number is refused

    @id:update-command/no-number
    Scenario Outline: <flag> of no number is refused
      Given a running container
      When the runtime is called with "update <flag> dream {id}", where "update <flag> <right> {id}" is right
      Then the command fails
      And the container is running

      Examples:
        | flag         | right    |
        | --memory     | 67108864 |
        | --cpu-share  | 512      |
        | --pids-limit | 100      |

  @runc:RUNC-UPDATE-018 @needs:cgroup-memory @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A limit below what is used can be refused

    @id:update-command/check-before-update
    Scenario: With checkBeforeUpdate the container is unharmed
      Given a bundle whose process keeps 48 MiB of memory
      And the bundle has the fields:
        | linux.resources.memory | {"limit": 134217728} |
      And a running container
      When the runtime updates the container's resources, where '{"memory": {"limit": 100663296, "checkBeforeUpdate": true}}' is right, to:
        """
        { "memory": { "limit": 16777216, "checkBeforeUpdate": true } }
        """
      Then the command fails
      And the container is running

  @needs:cgroup-cpu
  Rule: A period or a quota may come alone

    @id:update-command/quota-alone @runc:RUNC-UPDATE-023
    Scenario: A quota without a period is of 100 ms
      Given a bundle whose process runs the script "cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_period_us 2>/dev/null | sed 's/.* //'"
      And the bundle has the fields:
        | linux.resources.cpu | {"quota": 50000} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "100000"

    @id:update-command/period-invalid @runc:RUNC-UPDATE-022
    Scenario: A period of 100 µs is refused
      Given the bundle has the fields:
        | linux.resources.cpu | {"period": 100000, "quota": 50000} |
      And the bundle has the faulty fields:
        | linux.resources.cpu.period | 100 |
      When the runtime runs the container in the background
      Then the command reports an error

    @id:update-command/period-without-quota @runc:RUNC-UPDATE-021
    Scenario: A period without a quota limits nothing
      Given the bundle has the fields:
        | linux.resources.cpu | {"period": 50000} |
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's cpu period is "50000"
      And the container's cpu quota is "max"

    @id:update-command/period-later @runc:RUNC-UPDATE-024
    Scenario: A period that an update sets limits nothing
      Given a running container
      When the runtime is called with "update --cpu-period 60000 {id}"
      Then the command succeeds
      And the container's cpu period is "60000"
      And the container's cpu quota is "max"

    @id:update-command/quota-later @runc:RUNC-UPDATE-024
    Scenario: A quota that an update sets is of 100 ms
      Given a running container
      When the runtime is called with "update --cpu-quota 60000 {id}"
      Then the command succeeds
      And the container's cpu quota is "60000"
      And the container's cpu period is "100000"

  @runc:RUNC-UPDATE-025 @relied-by:containerd @relied-by:cri-o @needs:cgroup-v1 @needs:cgroup-cpu @isolation:process
  Rule: A container has no greater part of a processor than the cgroup above it

    @id:update-command/quota-of-pod
    Scenario: A quota above that of the pod is refused
      Given the host has a cgroup with the cpu quota "50000"
      And the bundle has the fields:
        | linux.cgroupsPath | "${hostCgroup}/${id}" |
      And a running container
      When the runtime is called with "update --cpu-quota 60000 {id}", where "update --cpu-quota 40000 {id}" is right
      Then the command fails
      And the container's cpu quota is "max"

    @id:update-command/quota-and-period-of-pod
    Scenario: A quota and a period that fit together alone are set at once
      Given the host has a cgroup with the cpu quota "50000"
      And the bundle has the fields:
        | linux.cgroupsPath   | "${hostCgroup}/${id}"               |
        | linux.resources.cpu | {"period": 100000, "quota": 50000} |
      And a running container
      When the runtime is called with "update --cpu-period 10000 --cpu-quota 3000 {id}"
      Then the command succeeds
      And the container's cpu quota is "3000"
      And the container's cpu period is "10000"

  @runc:RUNC-UPDATE-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o @needs:cgroup-memory @needs:cgroup-memory-swap
  Rule: The limit of swap is told together with that of memory

    @id:update-command/swap
    Scenario Outline: Of 128 MiB in all, 64 MiB are memory: <setting> on <version>
      Given a running container
      When the runtime is called with "update --memory 67108864 --memory-swap 134217728 {id}"
      Then the command succeeds
      And the container's <setting> is "<value>"

      @needs:cgroup-v1 @isolation:process
      Examples: Both are limited
        | version | setting                      | value     |
        | v1      | memory.memsw.limit_in_bytes  | 134217728 |

      @needs:cgroup-v2
      Examples: The rest is limited
        | version | setting         | value    |
        | v2      | memory.swap.max | 67108864 |

    @id:update-command/swap-unlimited
    Scenario: -1 removes the limit
      Given the bundle has the fields:
        | linux.resources.memory | {"limit": 67108864, "swap": 67108864} |
      And a running container
      When the runtime is called with "update --memory 67108864 --memory-swap=-1 {id}"
      Then the command succeeds
      And the container's memory swap is "max"

  @needs:cgroup-cpu
  Rule: What an update does not name stays

    @id:update-command/burst-stays @runc:RUNC-UPDATE-009
    Scenario: A burst that an earlier update allowed
      Given the bundle has the fields:
        | linux.resources.cpu | {"period": 100000, "quota": 60000} |
      And a running container
      When the runtime is called with "update --cpu-burst 50000 {id}"
      Then the command succeeds
      And the container's cpu burst is "50000"
      When the runtime is called with "update --memory 67108864 {id}"
      Then the command succeeds
      And the container's cpu burst is "50000"

    @id:update-command/idle @runc:RUNC-UPDATE-010
    Scenario Outline: That a container is idle, by <how>
      Given a running container
      When the runtime is called with "update --cpu-idle 1 {id}"
      Then the command succeeds
      And the container's cpu.idle is "1"
      When the runtime is called with "update <flag> {id}"
      Then the command succeeds
      And the container's cpu.idle is "<value>"

      Examples:
        | how            | flag              | value |
        | a flag again   | --cpu-idle 0      | 0     |
        | no other flag  | --pids-limit 100  | 1     |

    @id:update-command/idle-refused @runc:RUNC-UPDATE-010
    Scenario Outline: <value> is neither
      Given a running container
      When the runtime is called with "update --cpu-idle=<value> {id}", where "update --cpu-idle=0 {id}" is right
      Then the command fails
      And the container's cpu.idle is "0"

      Examples:
        | value |
        | -1    |
        | 2     |

  @runc:RUNC-UPDATE-016 @needs:cgroup-cpu-rt @isolation:process
  Rule: The time of real-time processes is set in an order that the kernel accepts

    @id:update-command/real-time
    Scenario: A shorter period with less time
      Given a running container
      When the runtime updates the container's resources to:
        """
        { "cpu": { "realtimePeriod": 900000, "realtimeRuntime": 300000 } }
        """
      Then the command succeeds
      And the container's cpu.rt_runtime_us is "300000"
      When the runtime is called with "update --cpu-rt-period 100000 --cpu-rt-runtime 30000 {id}"
      Then the command succeeds
      And the container's cpu.rt_runtime_us is "30000"
      And the container's cpu.rt_period_us is "100000"

  @needs:cgroup-v2
  Rule: Files of cgroup v2 are changed by their names

    @id:update-command/unified
    Scenario Outline: <file>
      Given a running container
      When the runtime updates the container's resources to:
        """
        { "unified": { "<file>": "<value>" } }
        """
      Then the command succeeds
      And the container's <file> is "<value>"

      @runc:RUNC-UPDATE-012 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
      Examples: Tasks and time
        | file       | value        |
        | pids.max   | 20           |
        | cpu.max    | 20000 100000 |
        | cpu.weight | 42           |

      @runc:RUNC-UPDATE-014 @relied-by:containerd @relied-by:podman @relied-by:cri-o
      Examples: Places
        | file        | value |
        | cpuset.cpus | 0     |
        | cpuset.mems | 0     |

  @runc:RUNC-UPDATE-027
  Rule: Limits of the kernel's memory are taken, and do nothing

    @id:update-command/kernel-memory
    Scenario Outline: <flag>
      Given the bundle has the fields:
        | linux.resources.memory.limit | 67108864 |
      And a running container
      When the runtime is called with "update <flag> 33554432 {id}"
      Then the command succeeds
      And the container's memory limit is "67108864"
      And the error output has a line like "*ignored*"

      Examples:
        | flag                |
        | --kernel-memory     |
        | --kernel-memory-tcp |

  @runc:RUNC-UPDATE-029 @needs:no-resctrl
  Rule: Parts of caches are refused where the processor has none to give

    @id:update-command/no-caches
    Scenario Outline: <flag>
      Given a running container
      When the runtime is called with "update <flag> <schema> {id}", where "update --pids-limit 100 {id}" is right
      Then the command fails
      And the container is running

      Examples:
        | flag              | schema  |
        | --l3-cache-schema | L3:0=1  |
        | --mem-bw-schema   | MB:0=10 |

  @runc:RUNC-CONS-012 @relied-by:cri-o
  Rule: The document may come by the command's input as a word of its own

    @id:update/document-on-input-word
    Scenario: --resources -
      Given a running container
      And the commands' input is JSON:
        """
        { "pids": { "limit": 43 } }
        """
      When the runtime is called with "update --resources - {id}"
      Then the command succeeds
      And the container's pids limit is "43"

  @runc:RUNC-UPDATE-017 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o @needs:cgroup-devices
  Rule: No device is opened while limits change

    @id:update-command/devices-stay-denied
    Scenario: A process that tries a denied device all the time
      Given a bundle whose process runs the script "echo ready; l=; while :; do r=$(attempt open /dev/denied); [ x$r = x$l ] || echo $r; l=$r; done"
      And the bundle has the fields:
        | linux.devices           | [{"path": "/dev/denied", "type": "c", "major": 10, "minor": 229, "fileMode": 438}] |
        | linux.resources.devices | [{"allow": false, "access": "rwm"}]                                               |
      And a running container
      And the process prints "ready"
      When the runtime is called with "update --pids-limit=100 {id}"
      Then the command succeeds
      When the runtime is called with "update --pids-limit=200 {id}"
      Then the command succeeds
      When the runtime is called with "update --pids-limit=300 {id}"
      Then the command succeeds
      And the process has already printed "EPERM"
      And the process has not printed "done"

  @runc:RUNC-UPDATE-019 @needs:cgroup-v1 @needs:cgroup-io @needs:loop-device
  Rule: A rate for a device takes the place of the one that it had

    @id:update-command/rate-of-device
    Scenario Outline: <what>
      Given the bundle has the fields:
        | linux.resources.blockIO.throttleReadBpsDevice | [{"major": 7, "minor": 0, "rate": 1048576}] |
      And a running container
      When the runtime updates the container's resources to:
        """
        { "blockIO": { "throttleReadBpsDevice": <rates> } }
        """
      Then the command succeeds
      And the host's cgroup at cgroupsPath has the blkio.throttle.read_bps_device "7:0 2097152"

      Examples:
        | what                         | rates                                                                                     |
        | Another rate                 | [{"major": 7, "minor": 0, "rate": 2097152}]                                               |
        | Of two rates the last counts | [{"major": 7, "minor": 0, "rate": 4194304}, {"major": 7, "minor": 0, "rate": 2097152}] |
