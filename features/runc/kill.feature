Feature: Signals by name and number
  Managers pass on what their users type, in any of the usual spellings.

  @runc:RUNC-KILL-002
  Rule: A signal is a number or a known name

    @id:kill/unknown-signal
    Scenario: A signal that nobody knows is refused
      Given a running container
      When the runtime is called with "kill {id} DREAM", where "kill {id} KILL" is right
      Then the command fails
      And the container is running
