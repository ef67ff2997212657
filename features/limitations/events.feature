@limitation
Feature: What the events command tells
  Managers learn from it that a container ran out of memory, and what it used.

  @lim:events-oom @issue:kata-containers/runtime#308
  @runc:RUNC-EVENTS-010 @relied-by:containerd
  Rule: A process that is killed for lack of memory is told of

    @id:events/oom @needs:cgroup-memory
    Scenario: An event of type oom tells of the kill
      Given a bundle whose process takes 96 MiB of memory
      And the bundle has the fields:
        | linux.resources.memory.limit | 33554432 |
      And a created container
      And the runtime watches the container's events
      When the runtime starts the container
      Then an event of type "oom" is reported
      And the process ends by signal KILL

  @lim:events-oom @issue:kata-containers/runtime#308
  @runc:RUNC-EVENTS-009 @relied-by:containerd
  Rule: Statistics are told while the container runs

    @id:events/stats
    Scenario: Events of type stats come while the container runs
      Given a running container
      And the runtime watches the container's events
      When the runtime queries the container's state
      Then an event of type "stats" is reported

  @lim:events-intel-rdt @issue:kata-containers/runtime#309
  @runc:RUNC-EVENTS-002 @relied-by:containerd
  Rule: The statistics have a part for Intel RDT

    @id:events/rdt-part
    Scenario: The statistics have a part for Intel RDT
      Given a running container
      When the runtime queries the container's state
      Then the container's statistics have intel_rdt

  @lim:events-intel-rdt @issue:kata-containers/runtime#309
  @runc:RUNC-EVENTS-013 @relied-by:containerd
  Rule: The statistics tell the class of a container's cache and memory bandwidth

    @id:events/rdt-schema @needs:resctrl
    Scenario: The statistics of a container in a class of its own tell the class's schema
      Given the bundle has the fields:
        | linux.intelRdt | {"l3CacheSchema": "L3:0=f"} |
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's statistics have intel_rdt.l3_cache_schema
