Feature: A configuration to start from

  @runc:RUNC-SPEC-001 @relied-by:docker @relied-by:containerd @relied-by:podman
  Rule: The configuration runs a shell with a terminal on a read-only root

    @id:spec-command/content
    Scenario Outline: <path> is <value>
      Given the host has the directory "new"
      When the runtime is called with "spec --bundle {scratch}/new"
      Then the command succeeds
      And the host's file "new/config.json" is JSON whose <path> is "<value>"

      Examples:
        | path                    | value  |
        | process.terminal        | true   |
        | process.args.0          | sh     |
        | process.cwd             | /      |
        | process.user.uid        | 0      |
        | process.noNewPrivileges | true   |
        | root.path               | rootfs |
        | root.readonly           | true   |

  @runc:RUNC-SPEC-002
  Rule: A configuration that is there is not written over

    @id:spec-command/exists
    Scenario: The file stays as it was
      Given the host has the file "old/config.json" with "mine"
      And the host has the directory "new"
      When the runtime is called with "spec --bundle {scratch}/old", where "spec --bundle {scratch}/new" is right
      Then the command fails
      And the host's file "old/config.json" holds "mine"
