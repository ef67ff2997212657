@limitation @lim:resource-memory @issue:kata-containers/runtime#158
Feature: Where a limit on memory takes effect
  In a virtual machine a limit becomes the size of the machine's memory, a limit in the guest, and a limit for the
  machine's own process. runc has one place for it: the cgroup.

  @req:LINUX-MEM-003 @req:LINUX-MEM-012
  Rule: A limit bounds the memory of the container, and of nothing else

    @id:memory/within-limit @needs:cgroup-memory
    Scenario: A process can have most of the memory that its limit allows
      Given a bundle whose process takes 112 MiB of memory
      And the bundle has the fields:
        | linux.resources.memory.limit | 134217728 |
      And a created container
      When the runtime starts the container
      Then the process prints "taken"

    @id:memory/beyond-limit @needs:cgroup-memory
    Scenario: A process that takes more than its limit is killed
      Given a bundle whose process takes 192 MiB of memory
      And the bundle has the fields:
        | linux.resources.memory.limit | 134217728 |
      And a created container
      When the runtime starts the container
      Then the process ends by signal KILL

    @id:memory/limit-on-host @needs:cgroup-memory
    Scenario: The host's cgroup of the container has the limit
      Given the bundle has the fields:
        | linux.resources.memory.limit | 134217728 |
      And a running container
      When the runtime queries the container's state
      Then the host's cgroup at cgroupsPath has the memory limit "134217728"

    @id:memory/charged-on-host @needs:cgroup-memory @runc:RUNC-CGROUP-025
    Scenario: The memory that a process takes is charged to the host's cgroup of the container
      Given a bundle whose process keeps 64 MiB of memory
      And a running container
      When the runtime queries the container's state
      Then the host's cgroup at cgroupsPath is charged for 64 MiB or more

  @req:LINUX-MEM-003
  Rule: A container without a limit can have what the host has

    @id:memory/no-limit @needs:memory-1-gib
    Scenario: A process without a limit takes more than any small machine would have
      Given a bundle whose process takes 288 MiB of memory
      When the runtime runs the container
      Then the command succeeds
      And the process prints "taken"

    @id:memory/size-seen
    Scenario: A container with a limit sees the size of the host's memory
      Given a bundle whose process prints the size of memory
      And the bundle has the fields:
        | linux.resources.memory.limit | 134217728 |
      And a created container
      When the runtime starts the container
      Then the process prints the host's size of memory

  @runc:RUNC-UPDATE-001
  Rule: A limit can be changed while the container runs

    @id:memory/update-raises @needs:cgroup-memory @needs:memory-1-gib
    Scenario: A limit that is raised lets a process take more
      Given a bundle whose process takes 288 MiB of memory once its limit allows it
      And the bundle has the fields:
        | linux.resources.memory.limit | 67108864 |
      And a running container
      When the runtime updates the container's resources to:
        """
        { "memory": { "limit": 536870912 } }
        """
      Then the command succeeds
      And the process prints "taken"

    @id:memory/update-lowers @needs:cgroup-memory
    Scenario: A limit that is lowered shows in the container's cgroup
      Given the bundle has the fields:
        | linux.resources.memory.limit | 134217728 |
      And a running container
      When the runtime updates the container's resources to:
        """
        { "memory": { "limit": 67108864 } }
        """
      Then the command succeeds
      And the container's memory limit is "67108864"
