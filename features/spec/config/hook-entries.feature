Feature: The entries of hooks
  A hook entry that is wrong must not be dropped, for what the hook would have set up is then missing.

  Rule: A hook's program, arguments and environment are its own

    @id:hooks/arguments @req:CONFIG-HOOKS-004 @req:CONFIG-HOOKS-012 @req:CONFIG-HOOKS-018 @req:CONFIG-HOOKS-024 @req:CONFIG-HOOKS-027
    Scenario Outline: A <point> hook gets its arguments
      Given the bundle has the <point> hook "named" with:
        """
        { "args": ["hook", "${rootfs}/hooks.log", "<point>", "named", "two words", "", "last"] }
        """
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the hook "named" got the arguments "two words  last"

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |
        | poststart       |
        | poststop        |

    @id:hooks/arguments-in-container @req:CONFIG-HOOKS-021
    Scenario: A startContainer hook gets its arguments
      Given a bundle whose process tells that it runs
      And the bundle has the startContainer hook "named" with:
        """
        { "args": ["hook", "/hooks.log", "startContainer", "named", "two words", "", "last"] }
        """
      And a running container
      When the runtime queries the container's state
      Then the command succeeds
      And the hook "named" got the arguments "two words  last"

    @id:hooks/environment @req:CONFIG-HOOKS-005 @req:CONFIG-HOOKS-013 @req:CONFIG-HOOKS-018 @req:CONFIG-HOOKS-021 @req:CONFIG-HOOKS-024 @req:CONFIG-HOOKS-027
    Scenario Outline: A <point> hook has the configured environment alone
      Given a bundle whose process tells that it runs
      And the bundle has the <point> hook "named" with:
        """
        { "env": ["FIRST=1", "SECOND=two words", "EMPTY="] }
        """
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the hook "named" got the environment "FIRST=1 SECOND=two words EMPTY="

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |
        | startContainer  |
        | poststart       |
        | poststop        |

  Rule: A hook has a path

    @id:hooks/without-path
    Scenario Outline: A <point> hook without a path is refused
      Given the bundle has the faulty fields:
        | hooks.<point> | [{"args": ["hook"]}] |
      When the runtime creates the container
      Then the command fails

      @req:CONFIG-HOOKS-002
      Examples: prestart
        | point    |
        | prestart |

      @req:CONFIG-HOOKS-010
      Examples: createRuntime
        | point         |
        | createRuntime |

      @req:CONFIG-HOOKS-018
      Examples: createContainer
        | point           |
        | createContainer |

      @req:CONFIG-HOOKS-021
      Examples: startContainer
        | point          |
        | startContainer |

      @req:CONFIG-HOOKS-024
      Examples: poststart
        | point     |
        | poststart |

      @req:CONFIG-HOOKS-027
      Examples: poststop
        | point    |
        | poststop |

  Rule: A hook's path is absolute

    @id:hooks/relative-path
    Scenario Outline: A <point> hook with a relative path is refused
      Given the bundle has the faulty <point> hook "relative" that has a relative path
      When the runtime creates the container
      Then the command fails

      @req:CONFIG-HOOKS-003
      Examples: prestart
        | point    |
        | prestart |

      @req:CONFIG-HOOKS-011
      Examples: createRuntime
        | point         |
        | createRuntime |

      @req:CONFIG-HOOKS-018
      Examples: createContainer
        | point           |
        | createContainer |

      @req:CONFIG-HOOKS-021
      Examples: startContainer
        | point          |
        | startContainer |

      @req:CONFIG-HOOKS-024
      Examples: poststart
        | point     |
        | poststart |

      @req:CONFIG-HOOKS-027
      Examples: poststop
        | point    |
        | poststop |

  Rule: A hook's timeout is greater than zero

    @id:hooks/timeout-not-positive @req:CONFIG-HOOKS-015
    Scenario Outline: A createRuntime hook with a timeout of <timeout> seconds is refused
      Given the bundle has the fields:
        | hooks.createRuntime | [{"path": "${rootfs}/bin/hook", "args": ["hook", "${rootfs}/hooks.log", "createRuntime", "timed"], "timeout": 5}] |
      And the bundle has the faulty fields:
        | hooks.createRuntime | [{"path": "${rootfs}/bin/hook", "args": ["hook", "${rootfs}/hooks.log", "createRuntime", "timed"], "timeout": <timeout>}] |
      When the runtime creates the container
      Then the command fails

      Examples:
        | timeout |
        | 0       |
        | -1      |

    @id:hooks/prestart-timeout-not-positive @req:CONFIG-HOOKS-007
    Scenario Outline: A prestart hook with a timeout of <timeout> seconds is refused
      Given the bundle has the fields:
        | hooks.prestart | [{"path": "${rootfs}/bin/hook", "args": ["hook", "${rootfs}/hooks.log", "prestart", "timed"], "timeout": 5}] |
      And the bundle has the faulty fields:
        | hooks.prestart | [{"path": "${rootfs}/bin/hook", "args": ["hook", "${rootfs}/hooks.log", "prestart", "timed"], "timeout": <timeout>}] |
      When the runtime creates the container
      Then the command fails

      Examples:
        | timeout |
        | 0       |
        | -1      |

  @req:CONFIG-HOOKS-001
  Rule: Any of the lists may be there, or none

    @id:hooks/none
    Scenario: A bundle whose hooks hold no list can be created
      Given the bundle has the fields:
        | hooks | {} |
      When the runtime creates the container
      Then the command succeeds
      And the container is created

    @id:hooks/all-points @req:RT-HOOKS-001 @req:RT-LIFE-007 @req:RT-LIFE-011 @req:RT-LIFE-015 @req:RT-LIFE-020 @req:RT-LIFE-025 @req:RT-LIFE-032
    Scenario: Hooks at all six points run, each once
      Given a bundle whose process tells that it runs
      And the bundle has the prestart hook "prestart"
      And the bundle has the createRuntime hook "createRuntime"
      And the bundle has the createContainer hook "createContainer"
      And the bundle has the startContainer hook "startContainer"
      And the bundle has the poststart hook "poststart"
      And the bundle has the poststop hook "poststop"
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the hook "prestart" ran 1 time
      And the hook "createRuntime" ran 1 time
      And the hook "createContainer" ran 1 time
      And the hook "startContainer" ran 1 time
      And the hook "poststart" ran 1 time
      And the hook "poststop" ran 1 time

  @req:CONFIG-HOOKS-030
  Rule: Hooks of one list run in the listed order, one after the other

    @id:hooks/listed-order
    Scenario Outline: Three <point> hooks run in their order
      Given a bundle whose process tells that it runs
      And the bundle has the <point> hook "one"
      And the bundle has the <point> hook "two"
      And the bundle has the <point> hook "three"
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the log reads, in order:
        | one   |
        | two   |
        | three |

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |
        | startContainer  |
        | poststart       |
        | poststop        |

  Rule: Hooks run within the operation of their point

    @id:hooks/within-create @req:CONFIG-HOOK-PRESTART-001 @req:CONFIG-HOOK-CREATERUNTIME-001 @req:CONFIG-HOOK-CREATECONTAINER-001
    Scenario Outline: A <point> hook has run when create returns
      Given the bundle has the <point> hook "within"
      When the runtime creates the container
      Then the command succeeds
      And the hook "within" ran 1 time

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |

    @id:hooks/not-within-create @req:CONFIG-HOOK-STARTCONTAINER-001
    Scenario Outline: A <point> hook has not run when create returns
      Given the bundle has the <point> hook "later"
      When the runtime creates the container
      Then the command succeeds
      And the container is created
      And the hook "later" ran 0 times

      Examples:
        | point          |
        | startContainer |
        | poststart      |
        | poststop       |

    @id:hooks/poststart-within-start @req:CONFIG-HOOK-POSTSTART-002
    Scenario: A poststart hook has run when start returns
      Given the bundle has the poststart hook "within"
      And a created container
      When the runtime starts the container
      Then the command succeeds
      And the hook "within" ran 1 time

    @id:hooks/poststop-not-at-exit @req:CONFIG-HOOK-POSTSTOP-003
    Scenario: A poststop hook has not run when the process has ended
      Given a bundle whose process exits with 0
      And the bundle has the poststop hook "cleaner"
      And a stopped container
      When the runtime queries the container's state
      Then the command succeeds
      And the container is stopped
      And the hook "cleaner" ran 0 times

    @id:hooks/start-container-changes @req:CONFIG-HOOK-STARTCONTAINER-003
    Scenario: The program sees what a startContainer hook wrote
      Given a bundle whose process runs the script "grep -c startContainer /hooks.log"
      And the bundle has the startContainer hook "writer"
      And a created container
      When the runtime starts the container
      Then the process prints "1"
