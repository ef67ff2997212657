Feature: Running a container in one command
  `run` is create, start, wait and delete; its status is the program's.

  @runc:RUNC-RUN-001
  Rule: The status of run is the program's

    @id:run/status
    Scenario: Run ends with the program's exit status
      Given a bundle whose process exits with 5
      When the runtime runs the container
      Then the command exits with 5
      And there is no such container

    @id:run/output
    Scenario: Run passes the program's output on
      Given a bundle whose process prints "hello"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "hello"
