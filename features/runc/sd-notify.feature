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

    @id:sd-notify/socket-mode @runc:RUNC-NOTIFYSOCK-003
    Scenario: Any user of the container may say so
      Given a bundle whose process runs the script "stat -c %a $NOTIFY_SOCKET"
      And the commands have the environment variable "NOTIFY_SOCKET={scratch}/notify"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "777"

  @runc:RUNC-NOTIFYSOCK-002 @relied-by:podman
  Rule: Start returns when the process is ready

    @id:sd-notify/start-waits
    Scenario: A process that takes a second to be ready
      Given a bundle whose process runs the script "notify STATUS=waking; sleep 1; echo nearly; notify READY=1; exec sleep 600"
      And a manager of services listens at the socket "notify"
      And the commands have the environment variable "NOTIFY_SOCKET={scratch}/notify"
      When the runtime creates the container
      Then the command succeeds
      When the runtime starts the container
      Then the command succeeds
      And the process has already printed "nearly"

    @id:sd-notify/start-ends
    Scenario: Start ends too when the process does
      Given a bundle whose process runs the script "echo gone"
      And a manager of services listens at the socket "notify"
      And the commands have the environment variable "NOTIFY_SOCKET={scratch}/notify"
      When the runtime creates the container
      Then the command succeeds
      When the runtime starts the container
      Then the command succeeds
      And the container is stopped

  @runc:RUNC-NOTIFYSOCK-003 @relied-by:podman @relied-by:cri-o
  Rule: The service's manager is told that the process is ready, and nothing else that it says

    @id:sd-notify/told
    Scenario Outline: The manager gets <line>
      Given a bundle whose process runs the script "notify STATUS=waking READY=1; exec sleep 600"
      And a manager of services listens at the socket "notify"
      And the commands have the environment variable "NOTIFY_SOCKET={scratch}/notify"
      When the runtime runs the container in the background
      Then the command succeeds
      And the host's file "notify.received" has a line like "<line>"
      And the host's file "notify.received" has no line like "STATUS=*"

      Examples:
        | line      |
        | READY=1   |
        | MAINPID=* |
