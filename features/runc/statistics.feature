Feature: A container's statistics

  @runc:RUNC-EVENTS-001 @relied-by:containerd
  Rule: The statistics are one line of JSON

    @id:statistics/head
    Scenario: Type and id
      Given a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's type is "stats"
      And the output's id is "${id}"
      And the output's data is an object

  @runc:RUNC-EVENTS-002 @relied-by:containerd
  Rule: Each kind of resource has its part

    @id:statistics/part
    Scenario Outline: There is a part for <part>
      Given a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's data.<part> is an object

      Examples:
        | part    |
        | cpu     |
        | memory  |
        | pids    |
        | blkio   |
        | hugetlb |

  @runc:RUNC-EVENTS-003 @relied-by:containerd
  Rule: The use of processors is told in nanoseconds
    A total of nothing may be left out, as runc's own type of it says, so the process has used some.

    @id:statistics/cpu
    Scenario Outline: <time> time
      Given a bundle whose process computes for two seconds, and sleeps
      And a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's data.cpu.usage.<time> is a number

      Examples:
        | time   |
        | total  |
        | kernel |
        | user   |

  @runc:RUNC-EVENTS-004 @relied-by:containerd @needs:cgroup-memory
  Rule: The use of memory is told with its limit

    @id:statistics/memory-limit
    Scenario: The limit of the configuration
      Given the bundle has the fields:
        | linux.resources.memory.limit | 67108864 |
      And a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's data.memory.usage.limit is "67108864"
      And the output's data.memory.usage.usage is a number
      And the output's data.memory.raw is an object

  @runc:RUNC-EVENTS-005 @relied-by:containerd @needs:cgroup-pids
  Rule: The number of tasks is told with its limit

    @id:statistics/pids
    Scenario: Tasks and their limit
      Given a bundle whose process has 2 children that sleep
      And the bundle has the fields:
        | linux.resources.pids.limit | 100 |
      And a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's data.pids.current is "3"
      And the output's data.pids.limit is "100"

  @runc:RUNC-EVENTS-014 @relied-by:containerd
  Rule: Any container that has a process has statistics

    @id:statistics/standing
    Scenario Outline: A <status> container
      Given a <status> container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's type is "stats"

      Examples:
        | status  |
        | created |
        | paused  |

  @runc:RUNC-EVENTS-011 @relied-by:containerd
  Rule: A stopped container has none

    @id:statistics/stopped
    Scenario: The statistics of a stopped container
      Given a stopped container
      When the runtime is called with "events --stats {id}"
      Then the command exits with 1

  @runc:RUNC-EVENTS-008 @relied-by:containerd @needs:cgroup-hugetlb
  Rule: The use of huge pages is told by their size

    @id:statistics/huge-pages
    Scenario: How often pages of 2 MB were refused
      Given a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's data.hugetlb.2MB.failcnt is a number

  @runc:RUNC-EVENTS-012
  Rule: Interfaces are a list, or are not told

    @id:statistics/interfaces
    Scenario: An ordinary container
      Given a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's data is an object
      And the output's data.network_interfaces is a list, or is not told
