Feature: Starting a container, as managers do

  @runc:RUNC-START-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Start does not wait for the program, and has a status of its own

    @id:start-command/status
    Scenario: A program that ends at once with another status
      Given a bundle whose process exits with 3
      And a created container
      When the runtime starts the container
      Then the command succeeds
      And the process ends by status 3

  @runc:RUNC-START-003 @relied-by:containerd
  Rule: A container whose process has ended cannot be started

    @id:start-command/process-ended
    Scenario: The process was killed before start
      Given a created container
      When the runtime sends KILL to the container
      Then the command succeeds
      And the container is stopped
      When the runtime starts the container
      Then the command fails

  @runc:RUNC-START-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Only a created container is started

    @id:start-command/running
    Scenario: A running container runs on
      Given a running container
      When the runtime starts the container
      Then the command fails
      And the container is running

    @id:start-command/stopped
    Scenario: A stopped container stays stopped
      Given a stopped container
      When the runtime starts the container
      Then the command fails
      And the container is stopped

  @runc:RUNC-START-004 @runc:RUNC-STATE-008 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A created container that is paused is started only after it is resumed

    @id:start-command/paused
    Scenario: Start is refused while the container is paused
      Given a created container
      When the runtime pauses the container
      Then the command succeeds
      And the container is paused
      When the runtime starts the container
      Then the command fails
      And the container is paused

    @id:start-command/resumed
    Scenario: The container is created again once it is resumed
      Given a created container
      When the runtime pauses the container
      Then the command succeeds
      When the runtime resumes the container
      Then the command succeeds
      And the container is created
