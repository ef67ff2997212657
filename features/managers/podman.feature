@needs:podman @needs:overlayfs @relied-by:podman
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

  @runc:RUNC-CONS-013 @needs:nat @isolation:process @isolation:vm
  Rule: A container is on Podman's network
    A kernel in user space is run without a network, as its profile says.

    @id:podman/published-port
    Scenario: A port that Podman publishes leads to the container
      Given a Podman container, with the host's port 8080 leading to its port 80, that serves "hello" on port 80
      When the host's port 8080 is asked for "/text"
      Then the port answers "hello"

    @id:podman/outward
    Scenario: A container reaches a port that the host has
      Given a Podman container, with the host's port 8080 leading to its port 80, that serves "hello" on port 80
      When Podman runs, on its network, a container that runs the script "until wget -q -O - http://$(ip route | sed -n 's/^default via //p' | cut -d' ' -f1):8080/text; do sleep 0.2; done"
      Then the manager prints "hello"

  @runc:RUNC-CONS-020 @isolation:process @isolation:vm
  Rule: The containers of a Podman pod share what the pod shares
    A kernel in user space is run without a network, as its profile says.

    @id:podman/pod @lim:join-container-netns @issue:kata-containers/runtime#1335
    Scenario: Containers of a Podman pod talk over its loopback
      Given a Podman pod with a container that serves "hello" on port 80
      When Podman runs, in the pod, a container that runs the script "until wget -q -O - http://127.0.0.1/text; do sleep 0.2; done"
      Then the manager prints "hello"
