@limitation @needs:docker @needs:overlayfs @relied-by:docker
@lim:docker @issue:kata-containers/kata-containers#722
Feature: Docker drives the runtime
  Docker calls a runtime by its path and by runc's command line. A runtime that has no such command line, or whose
  containers Docker cannot follow, cannot be chosen by `docker run --runtime`.

  @runc:RUNC-CONS-001
  Rule: Docker runs a container by the runtime and hears how it went

    @id:docker/output @smoke
    Scenario: Docker runs a container and passes on its output
      When Docker runs a container that prints "hello"
      Then the manager's command exits with 0
      And the manager prints "hello"

    @id:docker/exit-status
    Scenario: Docker passes on the container's exit status
      When Docker runs a container that exits with 42
      Then the manager's command exits with 42

    @id:docker/logs
    Scenario: Docker keeps the output of a container in the background
      When Docker runs, in the background, a container that prints "kept"
      Then the manager's log of the container has "kept"
      And the manager reports the container as stopped

  @runc:RUNC-CONS-002
  Rule: Docker executes processes in a running container

    @id:docker/exec
    Scenario: Docker executes a process and passes on its output
      Given a Docker container that sleeps
      When Docker executes in it a process that prints "inside"
      Then the manager's command exits with 0
      And the manager prints "inside"

    @id:docker/exec-exit-status
    Scenario: Docker passes on the exit status of an executed process
      Given a Docker container that sleeps
      When Docker executes in it a process that exits with 5
      Then the manager's command exits with 5

  @runc:RUNC-CONS-003
  Rule: Docker stops a container by signals

    @id:docker/stop
    Scenario: The container's process gets the signal by which Docker stops it
      Given a Docker container that reports each signal it catches
      When Docker stops it
      Then the manager's log of the container has "caught 15"
      And the manager reports the container as stopped

    @id:docker/kill @runc:RUNC-SIGNAL-002
    Scenario: Docker reports a killed container's death by its signal
      Given a Docker container that sleeps
      When Docker sends KILL to it
      Then the manager's command exits with 0
      And the manager reports the exit status 137

  @runc:RUNC-CONS-004
  Rule: Docker removes a container with all that it had

    @id:docker/remove
    Scenario: Nothing is left of a running container that Docker removes
      Given a Docker container that sleeps
      When Docker removes it
      Then the manager's command exits with 0
      And nothing of it is left
