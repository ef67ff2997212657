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

      Examples:
        | setting            | resources                                           | value    |
        | memory limit       | { "memory": { "limit": 67108864 } }                 | 67108864 |
        | memory reservation | { "memory": { "reservation": 33554432 } }           | 33554432 |
        | pids limit         | { "pids": { "limit": 41 } }                         | 41       |
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
