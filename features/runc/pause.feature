Feature: Pausing and resuming a container

  @runc:RUNC-PAUSE-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A paused container does nothing until it is resumed

    @id:pause/holds-signals
    Scenario: A signal to a paused container is handled after resume
      Given a bundle whose process reports each signal it catches
      And a paused container
      When the runtime sends USR1 to the container
      Then the command succeeds
      And the process has not printed "caught 10"
      When the runtime resumes the container
      Then the command succeeds
      And the process prints "caught 10"

  @runc:RUNC-PAUSE-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: An unknown id is an error

    @id:pause/unknown
    Scenario Outline: <command> of an unknown id
      Given a paused container
      When the runtime is called with "<command> no-such-container"
      Then the command exits with 1
      And the container is paused

      Examples:
        | command |
        | pause   |
        | resume  |

  @runc:RUNC-PAUSE-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Only a running container is paused, and only a paused one resumed

    @id:pause/stopped
    Scenario: A stopped container is not paused
      Given a stopped container
      When the runtime pauses the container
      Then the command fails
      And the container is stopped

    @id:pause/twice
    Scenario: A paused container is not paused again
      Given a paused container
      When the runtime pauses the container
      Then the command fails
      And the container is paused

    @id:pause/resume-running
    Scenario: A running container is not resumed
      Given a running container
      When the runtime resumes the container
      Then the command fails
      And the container is running

  @runc:RUNC-PAUSE-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A paused container can be updated, and stays paused

    @id:pause/update @needs:cgroup-pids
    Scenario: The limit of tasks of a paused container
      Given a paused container
      When the runtime updates the container's resources to:
        """
        { "pids": { "limit": 30 } }
        """
      Then the command succeeds
      And the container is paused
      When the runtime resumes the container
      Then the command succeeds
      And the container's pids limit is "30"

  @runc:RUNC-PAUSE-005 @relied-by:cri-o
  Rule: The host's cgroup shows that the container is paused

    @id:pause/host-cgroup @needs:cgroup-v1 @needs:cgroup-freezer @isolation:process
    Scenario: The freezer's state
      Given a running container
      When the runtime pauses the container
      Then the command succeeds
      And the host's cgroup at cgroupsPath has the freezer.state "FROZEN"
