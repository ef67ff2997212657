@limitation @lim:resource-cpu @issue:kata-containers/runtime#203
Feature: Where a limit on processor time takes effect
  In a virtual machine a quota becomes a number of virtual processors, a quota in the guest, and a limit for the
  machine's own process. runc has one place for it: the cgroup.

  @req:LINUX-CPU-002 @req:LINUX-CPU-008
  Rule: A quota bounds the time that the container gets

    @id:cpu/quota-in-container @needs:cgroup-cpu
    Scenario: A process gets no more than its quota
      Given a bundle whose process tells if it gets more than 45 percent of a processor
      And the bundle has the fields:
        | linux.resources.cpu.quota  | 20000  |
        | linux.resources.cpu.period | 100000 |
      And a created container
      When the runtime starts the container
      Then the process prints "no"

    @id:cpu/quota-seen-inside @needs:cgroup-cpu
    Scenario: The container's cgroup has the quota
      Given the bundle has the fields:
        | linux.resources.cpu.quota  | 150000 |
        | linux.resources.cpu.period | 100000 |
      And a running container
      When the runtime queries the container's state
      Then the container's cpu quota is "150000"

    @id:cpu/quota-on-host @needs:cgroup-cpu
    Scenario: The host's cgroup of the container has the quota
      Given the bundle has the fields:
        | linux.resources.cpu.quota  | 150000 |
        | linux.resources.cpu.period | 100000 |
      And a running container
      When the runtime queries the container's state
      Then the host's cgroup at cgroupsPath has the cpu quota "150000"

  @runc:RUNC-UPDATE-006
  Rule: A quota can be changed while the container runs

    @id:cpu/update-in-container @needs:cgroup-cpu
    Scenario: A quota that is raised shows in the container's cgroup
      Given the bundle has the fields:
        | linux.resources.cpu.quota  | 50000  |
        | linux.resources.cpu.period | 100000 |
      And a running container
      When the runtime updates the container's resources to:
        """
        { "cpu": { "quota": 200000, "period": 100000 } }
        """
      Then the command succeeds
      And the container's cpu quota is "200000"

    @id:cpu/update-on-host @needs:cgroup-cpu
    Scenario: A quota that is raised shows in the host's cgroup of the container
      Given the bundle has the fields:
        | linux.resources.cpu.quota  | 50000  |
        | linux.resources.cpu.period | 100000 |
      And a running container
      When the runtime updates the container's resources to:
        """
        { "cpu": { "quota": 200000, "period": 100000 } }
        """
      Then the command succeeds
      And the host's cgroup at cgroupsPath has the cpu quota "200000"

  Rule: A quota leaves the number of processors as it is

    @id:cpu/number-of-processors @needs:multi-cpu
    Scenario: A container with a quota sees each processor of the host
      Given a bundle whose process prints the number of processors
      And the bundle has the fields:
        | linux.resources.cpu.quota  | 50000  |
        | linux.resources.cpu.period | 100000 |
      And a created container
      When the runtime starts the container
      Then the process prints the host's number of processors

  @req:LINUX-CPU-011
  Rule: A set of processors bounds where the container runs

    @id:cpu/set @needs:cgroup-cpuset @needs:multi-cpu
    Scenario: A process runs on the processors of its set alone
      Given a bundle whose process prints its scheduling cpus
      And the bundle has the fields:
        | linux.resources.cpu.cpus | "1" |
      And a created container
      When the runtime starts the container
      Then the process prints "1"

    @id:cpu/update-set @needs:cgroup-cpuset @needs:multi-cpu @runc:RUNC-UPDATE-005
    Scenario: A set that is changed to another processor moves the container there
      Given the bundle has the fields:
        | linux.resources.cpu.cpus | "0" |
      And a running container
      When the runtime updates the container's resources to:
        """
        { "cpu": { "cpus": "1" } }
        """
      Then the command succeeds
      When the runtime executes a process that prints its scheduling cpus
      Then the executed process prints "1"
