@limitation @lim:constraints-cgroup-placement @issue:kata-containers/runtime#1125
Feature: Which cgroup of the host holds a container
  Whoever watches or bounds containers from the host looks at cgroupsPath, and counts on all of the container's
  processes being there.

  @req:LINUX-CGPATH-002
  Rule: The container's process is in the host's cgroup at cgroupsPath

    @id:placement/process
    Scenario: The host's cgroup holds the container's process
      Given a running container
      When the runtime queries the container's state
      Then the host's cgroup at cgroupsPath holds the container's process

  @runc:RUNC-CGROUP-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: All processes of the container are in the host's cgroup

    @id:placement/children @isolation:process @isolation:vm
    Scenario: The host's cgroup holds the process and its children, and nothing else
      A kernel in user space has processes of its own there, now more, now less.

      Given a bundle whose process has 2 children that sleep
      And a running container
      When the runtime queries the container's state
      Then the host's cgroup at cgroupsPath holds 3 processes

    @id:placement/executed
    Scenario: The host's cgroup holds a process that is executed in the container
      Given a running container
      When the runtime executes in the background a process that sleeps
      Then the command succeeds
      And the host's cgroup at cgroupsPath holds the executed process

  @runc:RUNC-CGROUP-004 @req:LINUX-CGPATH-010
  Rule: The limits are those of the host's cgroup

    @id:placement/limit @needs:cgroup-pids
    Scenario: The host's cgroup has the limit of tasks
      Given the bundle has the fields:
        | linux.resources.pids.limit | 40 |
      And a running container
      When the runtime queries the container's state
      Then the host's cgroup at cgroupsPath has the pids limit "40"

    @id:placement/limit-inside @needs:cgroup-pids
    Scenario: The container's own view of its cgroup has the limit of tasks
      Given a bundle whose process prints its cgroup's pids limit
      And the bundle has the fields:
        | linux.resources.pids.limit | 40 |
      And a created container
      When the runtime starts the container
      Then the process prints "40"
