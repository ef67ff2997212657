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

  @runc:RUNC-LIST-003 @relied-by:containerd
  Rule: List tells of each container what its state tells

    @id:list/fields
    Scenario Outline: The list tells <field>
      Given a running container
      When the runtime lists its containers
      Then the command succeeds
      And the output lists the container with the <field> "<value>"

      Examples:
        | field      | value            |
        | pid        | ${pid}           |
        | bundle     | ${bundle}        |
        | rootfs     | ${bundle}/rootfs |
        | owner      | root             |

    @id:list/several
    Scenario: Each container is listed
      Given a created container
      And a paused container
      When the runtime lists its containers
      Then the output lists 2 entries
      And the output lists the container as paused

    @id:list/stopped @runc:RUNC-LIST-008
    Scenario: A stopped container is listed with pid 0
      Given a stopped container
      When the runtime lists its containers
      Then the output lists the container as stopped
      And the output lists the container with the pid "0"

  @runc:RUNC-LIST-006 @relied-by:containerd
  Rule: Without containers the list is null

    @id:list/empty
    Scenario: The only container was deleted
      Given a deleted container
      When the runtime lists its containers
      Then the command succeeds
      And the output is "null"

  @runc:RUNC-LIST-001 @relied-by:containerd
  Rule: Without a format the list is a table

    @id:list/table
    Scenario: The head of the table
      Given a running container
      When the runtime is called with "list"
      Then the command succeeds
      And the output has a line like "ID * PID * STATUS * BUNDLE * CREATED * OWNER"

    @id:list/table-row
    Scenario: A row of the table
      Given a running container
      When the runtime is called with "list"
      Then the command succeeds
      And the output has a line like "lacuna-* running *"

  @runc:RUNC-LIST-002
  Rule: On demand the list is of ids alone

    @id:list/quiet
    Scenario Outline: list <flag>
      Given a running container
      When the runtime is called with "list <flag>"
      Then the command succeeds
      And the output is "${id}"

      Examples:
        | flag    |
        | --quiet |
        | -q      |

  @runc:RUNC-LIST-007
  Rule: A format that nobody knows is refused

    @id:list/unknown-format
    Scenario: The format xml
      Given a running container
      When the runtime is called with "list --format xml", where "list --format json" is right
      Then the command fails

  @runc:RUNC-ROOT-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Containers of another --root are not seen

    @id:root/other
    Scenario Outline: <operation> under another root does not know the container
      Given a running container
      And the commands have the faulty global flags "--root {scratch}/other"
      When the runtime <does>
      Then the command fails

      Examples:
        | operation | does                            |
        | state     | queries the container's state   |
        | kill      | sends KILL to the container     |
        | pause     | pauses the container            |

  @runc:RUNC-LIST-004
  Rule: A root that is not there is an error

    @id:list/root-missing
    Scenario: The list of a folder that is not there
      Given a running container
      And the commands have the faulty global flags "--root {scratch}/absent"
      When the runtime lists its containers
      Then the command fails

  @runc:RUNC-ROOT-004
  Rule: The state root is not the root of the file system

    @id:root/slash
    Scenario Outline: --root <path> is refused
      Given a running container
      And the commands have the faulty global flags "--root <path>"
      When the runtime lists its containers
      Then the command fails

      Examples:
        | path                                                     |
        | /                                                        |
        | ../../../../../../../../../../../../../../../../../../../ |

  @runc:RUNC-ROOT-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The runtime makes the state root, for its owner alone

    @id:root/made
    Scenario: A state root that is not there yet
      Given a bundle whose process prints "hello"
      And the commands have the global flags "--root {scratch}/made"
      When the runtime runs the container
      Then the command succeeds
      And the host's file "made" has the mode 700
