Feature: Listing containers
  Managers take stock after a restart from the list alone.

  @runc:RUNC-LIST-003
  Rule: List tells the status of each container

    @id:list/running
    Scenario: A running container is listed with its status
      Given a running container
      When the runtime lists its containers
      Then the command succeeds
      And the output lists the container as running
