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

  @runc:RUNC-SPEC-003
  Rule: The process may do little, and sees a host of its own

    @id:spec-command/limits
    Scenario Outline: <path>
      Given the host has the directory "new"
      When the runtime is called with "spec --bundle {scratch}/new"
      Then the command succeeds
      And the host's file "new/config.json" is JSON whose <path> is "<value>"

      Examples:
        | path                                  | value                                               |
        | process.capabilities.bounding.0       | CAP_AUDIT_WRITE                                     |
        | process.capabilities.permitted.1      | CAP_KILL                                            |
        | process.capabilities.effective.2      | CAP_NET_BIND_SERVICE                                |
        | process.rlimits.0.type                | RLIMIT_NOFILE                                       |
        | process.rlimits.0.hard                | 1024                                                |
        | linux.namespaces.0.type               | pid                                                 |
        | linux.namespaces.1.type               | network                                             |
        | linux.resources.devices.0.allow       | false                                               |
        | linux.resources.devices.0.access      | rwm                                                 |
        | linux.maskedPaths.0                   | /proc/acpi                                          |
        | linux.readonlyPaths.0                 | /proc/bus                                           |

  @runc:RUNC-SPEC-004 @relied-by:podman
  Rule: On demand the configuration is one that needs no privileges

    @id:spec-command/rootless
    Scenario Outline: <path>
      Given the host has the directory "new"
      When the runtime is called with "spec --rootless --bundle {scratch}/new"
      Then the command succeeds
      And the host's file "new/config.json" is JSON whose <path> is "<value>"

      Examples:
        | path                            | value |
        | linux.uidMappings.0.containerID | 0     |
        | linux.uidMappings.0.size        | 1     |
        | linux.gidMappings.0.size        | 1     |
        | linux.namespaces.1.type         | ipc   |
        | linux.namespaces.4.type         | user  |
        | mounts.5.type                   | none  |
        | mounts.5.options.0              | rbind |
