Feature: What a runtime tells of itself
  Managers offer what the runtime says that it can do.

  @runc:RUNC-FEATURES-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The features are a JSON object with the spec's parts

    @id:features-command/parts
    Scenario Outline: <part> is a <kind>
      When the runtime tells its features
      Then the command succeeds
      And the output's <part> is a <kind>

      Examples:
        | part          | kind   |
        | ociVersionMin | string |
        | ociVersionMax | string |
        | hooks         | list   |
        | mountOptions  | list   |
        | linux         | object |
        | annotations   | object |

  @runc:RUNC-FEATURES-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The part for Linux has lists of what is known

    @id:features-command/linux
    Scenario Outline: linux.<part> is a <kind>
      When the runtime tells its features
      Then the command succeeds
      And the output's linux.<part> is a <kind>

      Examples:
        | part                 | kind    |
        | namespaces           | list    |
        | capabilities         | list    |
        | cgroup               | object  |
        | cgroup.v1            | boolean |
        | cgroup.v2            | boolean |
        | cgroup.systemd       | boolean |
        | seccomp              | object  |
        | seccomp.enabled      | boolean |
        | apparmor.enabled     | boolean |
        | selinux.enabled      | boolean |

    @id:features-command/namespaces
    Scenario: The namespaces that every container has are named
      When the runtime tells its features
      Then the command succeeds
      And the output's linux.namespaces holds "pid"
      And the output's linux.namespaces holds "mount"
      And the output's linux.namespaces holds "network"

  @runc:RUNC-FEATURES-004 @relied-by:containerd @relied-by:cri-o
  Rule: A runtime with recursive read-only mounts says so

    @id:features-command/recursive-read-only
    Scenario: rro is among the mount options
      When the runtime tells its features
      Then the command succeeds
      And the output's mountOptions holds "rro"

  @runc:RUNC-FEATURES-003
  Rule: Whether containers can be saved is told by runc's own name for it

    @id:features-command/checkpoint
    Scenario: The annotation is there
      When the runtime tells its features
      Then the command succeeds
      And the output has the annotation "org.opencontainers.runc.checkpoint.enabled"

  @runc:RUNC-FEATURES-005
  Rule: Annotations that a caller must not let anybody set are named

    @id:features-command/unsafe-annotations
    Scenario Outline: <annotation>
      When the runtime tells its features
      Then the command succeeds
      And the output's potentiallyUnsafeConfigAnnotations holds "<annotation>"

      Examples:
        | annotation            |
        | bundle                |
        | org.systemd.property. |
        | org.criu.config       |
