Feature: The command line itself

  @runc:RUNC-CLI-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Help is no error

    @id:cli/help
    Scenario Outline: <flag>
      When the runtime is called with "<flag>"
      Then the command succeeds
      And the output has a line like "*Open Container Initiative runtime*"

      Examples:
        | flag   |
        | -h     |
        | --help |

  @runc:RUNC-CLI-002
  Rule: Each command has help

    @id:cli/command-help
    Scenario Outline: <command> --help
      When the runtime is called with "<command> --help"
      Then the command succeeds
      And the output has a line like "*<command>*"

      Examples:
        | command |
        | create  |
        | start   |
        | state   |
        | kill    |
        | delete  |
        | run     |
        | exec    |
        | list    |
        | ps      |
        | pause   |
        | resume  |
        | update  |
        | events  |
        | spec    |

  @runc:RUNC-CLI-004 @runc:RUNC-CONS-011 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The version is told as managers parse it

    @id:cli/version
    Scenario Outline: <flag> tells the version of runtime and spec
      When the runtime is called with "<flag>"
      Then the command succeeds
      And the output's first line is like "* version *.*"
      And the output has lines in this order:
        | * version *.* |
        | spec: *.*.*   |

      Examples:
        | flag      |
        | -v        |
        | --version |

  @runc:RUNC-CLI-005 @runc:RUNC-CLI-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A wrong number of words is an error with status 1

    @id:cli/too-few
    Scenario Outline: <command> without an id
      Given a running container
      When the runtime is called with "<command>", where "<right>" is right
      Then the command fails
      And the command exits with 1

      Examples:
        | command | right       |
        | state   | state {id}  |
        | kill    | kill {id}   |
        | pause   | pause {id}  |
        | ps      | ps {id}     |

    @id:cli/too-many
    Scenario: start with two ids
      Given a running container
      When the runtime is called with "state {id} another", where "state {id}" is right
      Then the command fails
      And the command exits with 1

  @runc:RUNC-CLI-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A failure has the status 1

    @id:cli/failure-status
    Scenario Outline: <command> of an unknown id
      When the runtime is called with "<words>"
      Then the command exits with 1
      And the error names "does not exist"

      Examples:
        | command | words                    |
        | state   | state no-such-container  |
        | start   | start no-such-container  |
        | kill    | kill no-such-container 9 |
        | delete  | delete no-such-container |

  @runc:RUNC-CLI-010 @relied-by:podman
  Rule: --rootless is taken

    @id:cli/rootless
    Scenario Outline: --rootless=<word>
      Given the commands have the global flags "--rootless=<word>"
      When the runtime creates the container
      Then the command succeeds
      And the container is created

      Examples:
        | word  |
        | true  |
        | false |
        | auto  |

  @runc:RUNC-CLI-003
  Rule: A command that nobody knows has no help

    @id:cli/unknown-command-help
    Scenario: Help of an unknown command is refused
      When the runtime is called with "dream --help", where "state --help" is right
      Then the command fails

  @runc:RUNC-CLI-009 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Global flags stand before the command

    @id:cli/global-flag-late
    Scenario Outline: <flag> after the command is refused
      Given a running container
      When the runtime is called with "state <flag> {id}", where "state {id}" is right
      Then the command fails

      Examples:
        | flag                  |
        | --debug               |
        | --log={scratch}/log   |
        | --log-format=json     |
        | --root={scratch}/root |
        | --systemd-cgroup      |
        | --rootless=false      |

  @runc:RUNC-CLI-011
  Rule: A word that a command does not take is an error with status 1

    @id:cli/word-too-many
    Scenario Outline: <command> with a word
      Given a running container
      When the runtime is called with "<command> word", where "<right>" is right
      Then the command fails
      And the command exits with 1

      Examples:
        | command  | right                   |
        | list     | list                    |
        | spec     | spec --bundle {scratch} |
        | features | features                |

    @id:cli/kill-with-two-signals @runc:RUNC-KILL-009
    Scenario: kill with two signals
      Given a running container
      When the runtime is called with "kill {id} TERM KILL", where "kill {id} TERM" is right
      Then the command fails
      And the command exits with 1
      And the container is running
