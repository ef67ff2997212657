Feature: Telling systemd that a service is ready
  Where a unit runs a container, systemd goes on when the service in it says that it is ready.

  @runc:RUNC-NOTIFYSOCK-001 @relied-by:podman @relied-by:cri-o
  Rule: With NOTIFY_SOCKET the process has a socket to say so

    @id:sd-notify/socket
    Scenario: The process is told of a socket of its own
      Given a bundle whose process runs the script "test -S ${NOTIFY_SOCKET:-/none} && echo a socket || echo none"
      And the commands have the environment variable "NOTIFY_SOCKET={scratch}/notify"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "a socket"
