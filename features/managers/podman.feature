@needs:podman @relied-by:podman
Feature: What Podman asks of a runtime beside running a container
  Podman's monitor hands terminals to the runtime, and Podman reads the runtime's errors.

  @runc:RUNC-TTY-002 @runc:RUNC-TTY-006
  Rule: A container has a terminal where Podman asks for one

    @id:podman/terminal
    Scenario: The container's process is on a terminal of its own
      When Podman runs, with a terminal, a container that is "/bin/tty"
      Then the manager's command exits with 0
      And the manager prints "/dev/pts/0"

  @runc:RUNC-SIGNAL-002
  Rule: Podman hears by which signal a container died

    @id:podman/kill
    Scenario: Podman reports a killed container's death by its signal
      Given a Podman container that sleeps
      When Podman sends KILL to it
      Then the manager's command exits with 0
      And the manager reports the exit status 137

  @runc:RUNC-CONS-010
  Rule: A program that cannot be executed has a status of its own

    @id:podman/missing-program
    Scenario: Podman exits with 127 when the container's program is missing
      When Podman runs a container that is "/bin/missing"
      Then the manager refuses it with status 127
