@relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
Feature: Session keyrings, as callers know them from runc
  Whoever shares a keyring shares the keys to file systems and networks that are in it.

  Rule: A container has a session keyring of its own, named after it

    @id:keyring/own @runc:RUNC-LSM-003 @runc:RUNC-LSM-002
    Scenario: The session keyring is named after the container
      Given a bundle whose process runs the script "[ $(session-keyring) = _ses.$CONTAINER ] && echo own || echo another"
      And the bundle has the fields:
        | process.env | ["PATH=/bin", "CONTAINER=${id}", "LACUNA_TOKEN=${token}"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "own"

    @id:keyring/executed @runc:RUNC-LSM-002
    Scenario: An executed process has it too
      Given the bundle has the fields:
        | process.env | ["PATH=/bin", "CONTAINER=${id}", "LACUNA_TOKEN=${token}"] |
      And a running container
      When the runtime executes a process that runs the script "[ $(session-keyring) = _ses.$CONTAINER ] && echo own || echo another"
      Then the command succeeds
      And the executed process prints "own"

    @id:keyring/of-caller @runc:RUNC-LSM-003
    Scenario: With --no-new-keyring there is none
      Given a bundle whose process runs the script "[ $(session-keyring) = _ses.$CONTAINER ] && echo own || echo another"
      And the bundle has the fields:
        | process.env | ["PATH=/bin", "CONTAINER=${id}", "LACUNA_TOKEN=${token}"] |
      And the commands have the flags "--no-new-keyring"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "another"
