Feature: Creating a container, as managers do
  What a manager learns when create fails decides what it tells its user.

  @runc:RUNC-CREATE-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A configuration that holds nothing is refused

    @id:create-command/config-null
    Scenario: A config.json that is null
      Given the bundle's config.json has the faulty text:
        """
        null
        """
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-CREATE-007 @runc:RUNC-CONS-010 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A program that is not there makes create fail, in words that managers know

    @id:create-command/program-not-in-path
    Scenario: A name that no folder of PATH has
      Given the bundle has the faulty fields:
        | process.args | ["no-such-program"] |
      When the runtime creates the container
      Then the command fails
      And the error names, in any case, "executable file not found" or "no such file or directory"

    @id:create-command/program-missing
    Scenario: A path that is not there
      Given the bundle has the faulty fields:
        | process.args | ["/bin/no-such-program"] |
      When the runtime creates the container
      Then the command fails
      And the error names, in any case, "executable file not found" or "no such file or directory"

  @runc:RUNC-CREATE-008 @runc:RUNC-CONS-010 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A program that may not be executed makes create fail, in words that managers know

    @id:create-command/program-not-executable
    Scenario: A plain file is no program
      Given the root has the file "etc/plain" with "text"
      And the bundle has the faulty fields:
        | process.args | ["/etc/plain"] |
      When the runtime creates the container
      Then the command fails
      And the error names, in any case, "permission denied" or "eacces"

  @runc:RUNC-CREATE-011 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Create takes the flags that managers pass

    @id:create-command/flags
    Scenario Outline: <flag> is taken
      Given a bundle whose process prints "hello"
      And the commands have the flags "<flag>"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "hello"

      Examples:
        | flag               |
        | --no-new-keyring   |
        | --preserve-fds=0   |

    @id:create-command/no-pivot
    Scenario: A root without pivot_root
      Given a bundle whose process prints the content of "/etc/mark"
      And the root has the file "etc/mark" with "own root"
      And the commands have the flags "--no-pivot"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "own root"

  @runc:RUNC-CREATE-004
  Rule: A container is not created without a process that it could start

    @id:create-command/process-refused
    Scenario Outline: A configuration with <what> is refused
      Given the bundle has the faulty fields:
        | <path> | <value> |
      When the runtime creates the container
      Then the command fails

      Examples:
        | what                         | path         | value |
        | no process                   | process      | null  |
        | no arguments                 | process.args | []    |
        | an empty working directory   | process.cwd  | ""    |
        | a relative working directory | process.cwd  | "tmp" |

  @runc:RUNC-CREATE-005
  Rule: The root is a folder, and no link to one

    @id:create-command/root-link
    Scenario: A link to the root is refused
      Given the root has the link "link" to "."
      And the bundle has the faulty fields:
        | root.path | "rootfs/link" |
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-CREATE-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The reason of a failure comes after the name of what failed

    @id:create-command/error-prefix
    Scenario Outline: Why <operation> failed
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "dreamfs", "source": "dream" }
        """
      When the runtime <does>
      Then the command fails
      And the error output has a line like "*<operation> failed: *: *"

      Examples:
        | operation | does                                    |
        | create    | creates the container                   |
        | run       | runs the container in the background    |

  @runc:RUNC-CREATE-009
  Rule: After a failure the id can be used at once

    @id:create-command/again
    Scenario: A container whose configuration was mended is created
      Given the bundle has the fields:
        | process.args | ["/bin/no-such-program"] |
      When the runtime creates the container
      Then the command exits with 1
      Given the bundle's configuration is changed to:
        """
        { "process": { "args": ["/bin/sleep", "600"] } }
        """
      When the runtime creates the container
      Then the command succeeds
      And the container is created

  @runc:RUNC-CREATE-015 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The version of the configuration is not checked, and the state tells the runtime's own

    @id:create-command/old-version
    Scenario: A configuration from before version 1.0.0
      Given the bundle has the fields:
        | ociVersion | "1.0.0-rc1" |
      When the runtime creates the container
      Then the command succeeds
      And the state's ociVersion is another version than "1.0.0-rc1"

  @runc:RUNC-PROC-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A container whose runtime dies while making it has no process

    @id:create-command/runtime-killed
    Scenario: The runtime is killed by a hook
      Given the bundle has the createRuntime hook "killer" with:
        """
        { "path": "/bin/sh", "args": ["sh", "-c", "kill -KILL $PPID"] }
        """
      When the runtime creates the container
      Then the command ends by signal KILL
      And no process is left of the container
      When the runtime deletes the container by force
      Then the command succeeds
      And nothing is left of the container

  @runc:RUNC-ROOT-005 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: What is known of a container is in a folder of its own below the state root

    @id:root/state-file
    Scenario Outline: The folder of a <status> container has its state
      Given a <status> container
      When the runtime queries the container's state
      Then the command succeeds
      And the state root has the container's file "state.json"

      Examples:
        | status  |
        | created |
        | running |
        | stopped |

    @id:root/start-file
    Scenario: What starts the container is there until it is started
      Given a created container
      Then the state root has the container's file "exec.fifo"
      When the runtime starts the container
      Then the command succeeds
      And the state root has the container's file "state.json"
      And the state root has no file "exec.fifo" of the container

    @id:root/folder-gone
    Scenario: With the container the folder goes
      Given a stopped container
      Then the state root has the container's file "state.json"
      When the runtime deletes the container
      Then the command succeeds
      And the state root has no file "." of the container

  @runc:RUNC-CONS-015 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Containers may be handled at the same time

    @id:create-command/at-once
    Scenario: Four containers
      When the runtime carries 4 containers through their lives at the same time
      Then each of the 4 containers has lived and is gone

  @runc:RUNC-CONS-019 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A socket of the host can be bound into the container

    @id:create-command/socket-bound @lim:unix-socket-volume @issue:superradcompany/microsandbox#248
    Scenario: The process hears who listens there
      Given a bundle whose process reads the socket "/run/peer"
      And a peer at the host's socket "peer" sends "from the host"
      And the bundle's mounts also hold:
        """
        { "destination": "/run/peer", "type": "bind", "source": "${scratch}/peer", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "from the host"
