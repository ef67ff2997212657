Feature: What the state tells beyond the spec
  Managers read more from the state than the spec promises.

  @runc:RUNC-STATE-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The state also tells root file system, time of creation, and owner

    @id:state-json/rootfs
    Scenario: The root file system is told as an absolute path
      Given a created container
      When the runtime queries the container's state
      Then the command succeeds
      And the state has:
        | rootfs | ${bundle}/rootfs |

    @id:state-json/created-time
    Scenario: The time of creation is told
      Given a created container
      When the runtime queries the container's state
      Then the command succeeds
      And the state's created is a time

    @id:state-json/owner
    Scenario: The owner of a container of the superuser is an empty text
      Given a created container
      When the runtime queries the container's state
      Then the command succeeds
      And the output's owner is a string

  @runc:RUNC-STATE-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A paused container has a status of its own

    @id:state-json/paused
    Scenario: The state of a paused container
      Given a paused container
      When the runtime queries the container's state
      Then the command succeeds
      And the output's status is "paused"
      And the output's pid is a number

  @runc:RUNC-STATE-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The pid is the process's on the host, and 0 once it has ended

    @id:state-json/pid
    Scenario: The pid is that of the pid file
      Given a running container
      When the runtime queries the container's state
      Then the state has:
        | pid | ${pid} |

    @id:state-json/pid-when-stopped @runc:RUNC-CONS-016
    Scenario: A stopped container has pid 0
      Given a stopped container
      When the runtime queries the container's state
      Then the command succeeds
      And the state has:
        | status | stopped |
        | pid    | 0       |

  @runc:RUNC-STATE-005 @runc:RUNC-CREATE-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The bundle is told as an absolute path

    @id:state-json/relative-bundle
    Scenario: A bundle that was given as a relative path
      Given the commands have the flags "--bundle ../{id}/bundle"
      When the runtime creates the container
      Then the command succeeds
      And the state has:
        | bundle | ${bundle} |

  @runc:RUNC-STATE-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The annotations are those of the configuration

    @id:state-json/annotations
    Scenario: Annotations are told as they are, and no others
      Given the bundle has the fields:
        | annotations | {"com.example.key": "a value", "other": "=1, 2"} |
      And a created container
      When the runtime queries the container's state
      Then the state has:
        | annotations | {"com.example.key":"a value","other":"=1, 2"} |

  @runc:RUNC-ID-004 @runc:RUNC-CONS-009 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: An operation on an unknown id says that the container does not exist

    @id:state-json/does-not-exist
    Scenario Outline: <command> on an unknown id says so
      When the runtime is called with "<words> no-such-container <more>", where "<words> {id} <more>" is right
      Then the command fails
      And the error names "does not exist"

      Examples:
        | command | words                  | more |
        | state   | state                  |      |
        | kill    | kill                   | KILL |
        | pause   | pause                  |      |
        | ps      | ps                     |      |
        | exec    | exec                   | true |
        | update  | update --pids-limit 20 |      |
