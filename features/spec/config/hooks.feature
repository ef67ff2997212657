Feature: Hooks
  Networks, devices and storage are set up by hooks, so their order, their input and what their failure does are contract.

  @req:CONFIG-HOOKS-030
  Rule: Hooks run at their points, in order

    @id:hooks/create-order @runc:RUNC-HOOK-010 @req:CONFIG-HOOK-PRESTART-005 @req:CONFIG-HOOK-CREATECONTAINER-004 @req:RT-LIFE-007 @req:RT-LIFE-011 @req:RT-LIFE-015
    Scenario: Create runs prestart, createRuntime and createContainer hooks in this order, each list in its own
      Given the bundle has the createContainer hook "createContainer"
      And the bundle has the createRuntime hook "first createRuntime"
      And the bundle has the createRuntime hook "second createRuntime"
      And the bundle has the prestart hook "prestart"
      When the runtime creates the container
      Then the command succeeds
      And the log reads, in order:
        | prestart             |
        | first createRuntime  |
        | second createRuntime |
        | createContainer      |

    @id:hooks/start-container-first @req:CONFIG-HOOK-STARTCONTAINER-002 @req:RT-LIFE-020
    Scenario: A startContainer hook runs before the program
      Given a bundle whose process logs that it started
      And the bundle has the startContainer hook "startContainer"
      And a created container
      When the runtime starts the container
      Then the log has "startContainer" before "process"

    @id:hooks/poststart-last @req:CONFIG-HOOK-POSTSTART-001 @req:RT-LIFE-025
    Scenario: A poststart hook waits for the program to be executed
      Given a bundle whose process logs that it started
      And the bundle has the startContainer hook "startContainer" that takes 3 seconds
      And the bundle has the poststart hook "poststart" that waits 1 second first
      And a created container
      When the runtime starts the container
      Then the log has "process" before "poststart"

    @id:hooks/poststop @req:RT-LIFE-032 @req:CONFIG-HOOK-POSTSTOP-002
    Scenario: Poststop hooks have run when delete returns
      Given the bundle has the poststop hook "poststop"
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the hook "poststop" ran 1 time

  @req:CONFIG-HOOKS-031 @req:CONFIG-HOOKS-032
  Rule: A hook reads the container's state from its input

    @id:hooks/state-on-stdin
    Scenario: A createRuntime hook reads id, bundle and pid
      Given the bundle has the createRuntime hook "reader"
      When the runtime creates the container
      Then the command succeeds
      And the hook "reader" read the state's id as "${id}"
      And the hook "reader" read the state's bundle as "${bundle}"
      And the hook "reader" read the state's pid as "${pid}"

  Rule: A hook that fails during create makes create fail and leaves no container

    @id:hooks/create-fails @runc:RUNC-HOOK-001
    Scenario Outline: A <point> hook that fails makes create fail
      Given the bundle has the faulty <point> hook "faulty" that fails
      When the runtime creates the container
      Then the command fails
      And the hook "faulty" ran 1 time

      @req:RT-LIFE-008 @req:RT-LIFE-009
      Examples: prestart
        | point    |
        | prestart |

      @req:RT-LIFE-012
      Examples: createRuntime
        | point         |
        | createRuntime |

      @req:RT-LIFE-016
      Examples: createContainer
        | point           |
        | createContainer |

    @id:hooks/start-fails @runc:RUNC-HOOK-002 @req:RT-LIFE-021 @req:RT-LIFE-022
    Scenario: A startContainer hook that fails makes start fail and stops the container
      Given the bundle has the faulty startContainer hook "faulty" that fails
      And a created container
      When the runtime starts the container
      Then the command reports an error
      And the process has ended

    @id:hooks/timeout @runc:RUNC-HOOK-008 @req:CONFIG-HOOKS-014 @req:RT-LIFE-012
    Scenario: A createRuntime hook that outlasts its timeout is aborted
      Given the bundle has the faulty createRuntime hook "slow" that outlasts its timeout of 1 second
      When the runtime creates the container
      Then the command fails
