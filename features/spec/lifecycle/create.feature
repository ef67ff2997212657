Feature: Creating a container
  A caller sets up networks and storage between create and start, so create must make everything but run nothing.

  @req:RT-CREATE-007 @req:RT-STATE-011 @req:RT-QUERY-003
  Rule: Create makes a container that waits to be started

    @id:create/created-state @smoke
    Scenario: A created container's state has what the spec lists
      When the runtime creates the container
      Then the command succeeds
      And the state has:
        | id     | ${id}     |
        | status | created   |
        | pid    | ${pid}    |
        | bundle | ${bundle} |

    @id:create/program-waits @runc:RUNC-CREATE-001 @req:RT-LIFE-005 @req:RT-CREATE-009
    Scenario: The program does not run before start
      Given a bundle whose process logs that it started
      And a created container
      When the runtime sends KILL to the container
      Then the command succeeds
      And the process ends by signal KILL
      And the log is empty

  @req:RT-LIFE-006 @req:RT-CREATE-014
  Rule: A configuration that is edited after create has no effect

    @id:create/later-edit-ignored @runc:RUNC-START-005
    Scenario: The program named at create runs though config.json names another
      Given a bundle whose process prints "first"
      And a created container
      And the bundle's configuration is changed to:
        """
        { "process": { "args": ["/bin/echo", "second"] } }
        """
      When the runtime starts the container
      Then the process prints "first"

  @req:RT-CREATE-003 @req:RT-CREATE-004 @req:RT-STATE-003
  Rule: An id names one container

    @id:create/id-in-use
    Scenario: An id in use is refused
      Given a created container
      When the runtime creates the container
      Then the command fails
      And the container is created

  @req:RT-CREATE-005 @req:RT-CREATE-006
  Rule: An invalid id makes no container

    @id:create/id-with-slash
    Scenario: An id that is a path is refused
      When the runtime creates the container as "../escaped"
      Then the command fails

  @req:CONFIG-VALID-001 @req:RT-ERR-002
  Rule: An invalid configuration is an error that leaves no trace

    @id:create/invalid-config @runc:RUNC-CREATE-013
    Scenario Outline: A configuration with <fault> is refused
      Given the bundle has the faulty fields:
        | <path> | <value> |
      When the runtime creates the container
      Then the command fails

      @runc:RUNC-CREATE-014
      Examples: Namespaces
        | fault                     | path             | value                                                                                                                 |
        | an unknown namespace type | linux.namespaces | [{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"cgroup"},{"type":"dream"}] |
        | a namespace type twice    | linux.namespaces | [{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"cgroup"},{"type":"mount"}] |

      @runc:RUNC-RLIM-003
      Examples: Limits
        | fault                     | path             | value                                       |
        | an unknown resource limit | process.rlimits  | [{"type":"RLIMIT_DREAM","soft":1,"hard":1}] |

    @id:create/config-not-json
    Scenario: A configuration that is not JSON is refused
      Given the bundle's config.json has the faulty text:
        """
        { "ociVersion":
        """
      When the runtime creates the container
      Then the command fails

    @id:create/config-missing @req:BUNDLE-FORMAT-001 @smoke
    Scenario: A bundle without config.json is refused
      Given the bundle has the fault that "config.json" is missing
      When the runtime creates the container
      Then the command fails

    @id:create/rootfs-missing @req:CONFIG-ROOT-006
    Scenario: A bundle without its root filesystem is refused
      Given the bundle has the fault that "rootfs" is missing
      When the runtime creates the container
      Then the command fails

    @id:create/config-elsewhere
    Scenario Outline: A bundle whose configuration is <where> is refused
      Given the bundle has the fault that "config.json" is at "<path>" instead
      When the runtime creates the container
      Then the command fails

      @req:BUNDLE-FORMAT-002
      Examples: Folders
        | where       | path               |
        | in a folder | config/config.json |

      @req:BUNDLE-FORMAT-003
      Examples: Names
        | where                 | path        |
        | spelt with a capital  | Config.json |
        | without an extension  | config      |
