@limitation @needs:podman @needs:overlayfs @relied-by:podman
@lim:podman @issue:kata-containers/kata-containers#722 @issue:podman-container-tools/podman#8579
Feature: Podman drives the runtime
  Podman and its monitor call a runtime by its path, and wait for its containers' processes. A runtime that exists only
  as a shim of containerd cannot be used by it.

  @runc:RUNC-CONS-007
  Rule: Podman runs a container by the runtime and hears how it went

    @id:podman/output @smoke
    Scenario: Podman runs a container and passes on its output
      When Podman runs a container that prints "hello"
      Then the manager's command exits with 0
      And the manager prints "hello"

    @id:podman/exit-status @runc:RUNC-PIDFILE-005
    Scenario: Podman passes on the container's exit status
      When Podman runs a container that exits with 42
      Then the manager's command exits with 42

    @id:podman/logs
    Scenario: Podman keeps the output of a container in the background
      When Podman runs, in the background, a container that prints "kept"
      Then the manager's log of the container has "kept"
      And the manager reports the container as stopped

  @runc:RUNC-CONS-008
  Rule: Podman executes processes in a running container

    @id:podman/exec
    Scenario: Podman executes a process and passes on its output
      Given a Podman container that sleeps
      When Podman executes in it a process that prints "inside"
      Then the manager's command exits with 0
      And the manager prints "inside"

  @runc:RUNC-CONS-009
  Rule: Podman stops and removes a container

    @id:podman/stop
    Scenario: The container's process gets the signal by which Podman stops it
      Given a Podman container that reports each signal it catches
      When Podman stops it
      Then the manager's log of the container has "caught 15"
      And the manager reports the container as stopped

    @id:podman/remove
    Scenario: Nothing is left of a running container that Podman removes
      Given a Podman container that sleeps
      When Podman removes it
      Then the manager's command exits with 0
      And nothing of it is left
