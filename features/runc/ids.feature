Feature: The ids of containers
  Managers make ids of their own, and must know what a runtime takes.

  @runc:RUNC-ID-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: An id has letters, digits, and _ + - . only

    @id:ids/refused
    Scenario Outline: An id with a <what> is refused
      When the runtime creates the container as "<id>"
      Then the command fails

      Examples:
        | what        | id           |
        | colon       | lacuna:id    |
        | blank       | lacuna id    |
        | slash       | lacuna/id    |
        | percent     | lacuna%id    |
        | at sign     | lacuna@id    |
        | accent      | lacunaé      |
        | dollar sign | lacuna$id    |
        | climbing up | ../lacuna-id |

  @runc:RUNC-ID-002
  Rule: The empty id and the two dots are refused

    @id:ids/dots
    Scenario Outline: The id "<id>"
      When the runtime creates the container as "<id>"
      Then the command fails

      Examples:
        | id |
        | .  |
        | .. |

  @runc:RUNC-ID-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: An id is used once

    @id:ids/in-use
    Scenario Outline: A <status> container keeps its id
      Given a <status> container
      When the runtime creates the container
      Then the command fails
      And the container is <status>

      Examples:
        | status  |
        | created |
        | running |
        | paused  |
        | stopped |
