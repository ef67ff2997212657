Feature: Hooks that fail
  What a failed hook has begun must be undone, and what is to be undone by later hooks must be given to them.

  Rule: After a hook's failure during create, the poststop hooks run

    @id:hooks/poststop-after-failed-create @req:RT-LIFE-010 @req:RT-LIFE-014 @req:RT-LIFE-018
    Scenario Outline: Poststop hooks run after a failed <point> hook
      Given the bundle has the poststop hook "cleaner"
      And the bundle has the faulty <point> hook "faulty" that fails
      When the runtime creates the container
      Then the command fails
      And the hook "cleaner" ran 1 time

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |

  @req:RT-LIFE-009 @req:RT-LIFE-013 @req:RT-LIFE-017
  Rule: After a hook's failure during create, the program never runs

    @id:hooks/no-program-after-failed-create
    Scenario Outline: No program has run after a failed <point> hook
      Given a bundle whose process logs that it started
      And the bundle has the faulty <point> hook "faulty" that fails with 3
      When the runtime creates the container
      Then the command fails
      And the log reads, in order:
        | faulty |

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |

  @req:RT-LIFE-008 @req:RT-LIFE-012 @req:RT-LIFE-016
  Rule: After a failed hook, no later hook of create runs

    @id:hooks/later-hooks-skipped
    Scenario: A createContainer hook does not run after a failed createRuntime hook
      Given the bundle has the createContainer hook "later"
      And the bundle has the faulty createRuntime hook "faulty" that fails
      When the runtime creates the container
      Then the command fails
      And the hook "later" ran 0 times

    @id:hooks/missing-program
    Scenario Outline: A <point> hook whose program is missing makes create fail
      Given the bundle has the faulty <point> hook "missing" that is missing
      When the runtime creates the container
      Then the command fails

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |

  @req:RT-LIFE-022
  Rule: After a failed startContainer hook, the program never runs

    @id:hooks/no-program-after-failed-start @runc:RUNC-HOOK-002
    Scenario: No program has run after a failed startContainer hook
      Given a bundle whose process logs that it started
      And the bundle has the faulty startContainer hook "faulty" that fails
      And a created container
      When the runtime starts the container
      Then the process has ended
      And the hook "faulty" ran 1 time
      And the hook "process" ran 0 times
      And the command's outcome is recorded as "start"

    @id:hooks/poststop-after-failed-start @req:RT-LIFE-023
    Scenario: Poststop hooks run after a failed startContainer hook
      Given the bundle has the poststop hook "cleaner"
      And the bundle has the faulty startContainer hook "faulty" that fails
      And a created container
      When the runtime starts the container
      Then the command reports an error
      And the hook "cleaner" ran 1 time

  @req:RT-LIFE-026
  Rule: A failed poststart hook is an error, and the container is destroyed

    @id:hooks/poststart-fails @runc:RUNC-HOOK-002
    Scenario: A poststart hook that fails is an error
      Given the bundle has the faulty poststart hook "faulty" that fails
      When the runtime runs the container in the background
      Then the command reports an error
      And the hook "faulty" ran 1 time

    @id:hooks/poststart-fails-stops @runc:RUNC-HOOK-002 @req:RT-LIFE-027 @req:RT-LIFE-028
    Scenario: Nothing is left of a container whose poststart hook failed
      Given the bundle has the faulty poststart hook "faulty" that fails
      When the runtime runs the container in the background
      Then the command reports an error
      And there is no such container
      And nothing is left of the container

    @id:hooks/poststop-after-failed-poststart @req:RT-LIFE-028
    Scenario: Poststop hooks run after a failed poststart hook
      Given the bundle has the poststop hook "cleaner"
      And the bundle has the faulty poststart hook "faulty" that fails
      When the runtime runs the container in the background
      Then the command reports an error
      And the hook "cleaner" ran 1 time

  @req:RT-LIFE-033 @req:RT-LIFE-034
  Rule: A failed poststop hook is a warning

    @id:hooks/poststop-fails
    Scenario: Delete succeeds though a poststop hook fails
      Given the bundle has the poststop hook "faulty" that fails
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the hook "faulty" ran 1 time
      And there is no such container
      And nothing is left of the container

    @id:hooks/poststop-goes-on
    Scenario: A poststop hook runs though the one before failed
      Given the bundle has the poststop hook "faulty" that fails
      And the bundle has the poststop hook "next"
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the hook "next" ran 1 time

  @req:CONFIG-HOOKS-006 @req:CONFIG-HOOKS-014 @req:CONFIG-HOOKS-018
  Rule: A hook that outlasts its timeout is aborted and has failed

    @id:hooks/timeout-of-create @runc:RUNC-HOOK-008
    Scenario Outline: A <point> hook that outlasts its timeout makes create fail
      Given the bundle has the faulty <point> hook "slow" that outlasts its timeout of 1 second
      When the runtime creates the container
      Then the command fails

      Examples:
        | point           |
        | prestart        |
        | createContainer |

    @id:hooks/timeout-of-poststop @req:CONFIG-HOOKS-027
    Scenario: A poststop hook that outlasts its timeout does not hold up the next
      Given the bundle has the poststop hook "slow" that outlasts its timeout of 1 second
      And the bundle has the poststop hook "next"
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the hook "next" ran 1 time

    @id:hooks/within-timeout
    Scenario: A createRuntime hook that ends within its timeout is no failure
      Given the bundle has the createRuntime hook "quick" with:
        """
        { "timeout": 10 }
        """
      When the runtime creates the container
      Then the command succeeds
      And the hook "quick" ran 1 time
