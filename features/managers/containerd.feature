@needs:containerd @needs:overlayfs @relied-by:containerd
Feature: containerd drives the runtime
  containerd's shim calls the runtime for Docker and for Kubernetes. Here it is driven by its own client, ctr, so that
  nothing of Docker's comes between.

  @runc:RUNC-CONS-001
  Rule: containerd runs a container by the runtime and hears how it went

    @id:containerd/output @smoke
    Scenario: containerd runs a container and passes on its output
      When containerd runs a container that prints "hello"
      Then the manager's command exits with 0
      And the manager prints "hello"

    @id:containerd/exit-status @runc:RUNC-PIDFILE-005
    Scenario: containerd passes on the container's exit status
      When containerd runs a container that exits with 42
      Then the manager's command exits with 42

  @runc:RUNC-CONS-002
  Rule: containerd executes processes in a running container

    @id:containerd/exec
    Scenario: containerd passes on the exit status of an executed process
      Given a containerd container that sleeps
      When containerd executes in it a process that exits with 5
      Then the manager's command exits with 5

  @runc:RUNC-CONS-003
  Rule: containerd sends signals to a container

    @id:containerd/signal
    Scenario: A signal that containerd sends reaches the container's process
      Given a containerd container that reports each signal it catches
      When containerd sends HUP to it
      Then the manager's log of the container has "caught 1"
      And the manager reports the container as running

    @id:containerd/kill
    Scenario: A container that containerd kills is stopped
      Given a containerd container that sleeps
      When containerd sends KILL to it
      Then the manager's command exits with 0
      And the manager reports the container as stopped

  @runc:RUNC-CONS-004
  Rule: containerd removes a container with all that it had

    @id:containerd/remove
    Scenario: Nothing is left of a running container that containerd removes
      Given a containerd container that sleeps
      When containerd removes it
      Then the manager's command exits with 0
      And nothing of it is left
