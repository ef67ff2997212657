Feature: Executing a process in a running container
  Health checks and shells go through exec; its status and output are what the caller gets.

  @runc:RUNC-EXEC-001
  Rule: An executed process has its own output and status

    @id:exec/output @smoke
    Scenario: The output is the executed process's
      Given a running container
      When the runtime executes a process that prints "hello"
      Then the command succeeds
      And the executed process prints "hello"

    @id:exec/status @runc:RUNC-EXEC-002
    Scenario: The exit status is the executed process's
      Given a running container
      When the runtime executes a process that exits with 9
      Then the command exits with 9

    @id:exec/stopped-refused @runc:RUNC-EXEC-005
    Scenario: A stopped container executes nothing
      Given a stopped container
      When the runtime executes a process that prints "hello"
      Then the command fails
      And the container is stopped
