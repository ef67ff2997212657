Feature: The runtime's log
  Managers build the message that their users see from the last error in the log.

  @runc:RUNC-LOG-004 @runc:RUNC-LOG-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: With the format json each line of the log is an object with level, msg and time

    @id:log/json-lines
    Scenario Outline: Each line has <key>
      Given the commands have the global flags "--log {scratch}/log.json --log-format json"
      And a running container
      When the runtime is called with "state no-such-container", where "state {id}" is right
      Then the command fails
      And each line of the host's file "log.json" is JSON with <key>

      Examples:
        | key   |
        | level |
        | msg   |
        | time  |

    @id:log/json-error
    Scenario: The last line is the error
      Given the commands have the global flags "--log {scratch}/log.json --log-format json"
      When the runtime is called with "start no-such-container"
      Then the command exits with 1
      And the last line of the host's file "log.json" is JSON whose level is "error"

    @id:log/json-exec-error
    Scenario: Why a process could not be executed is in the log
      Given a running container
      And the commands have the global flags "--log {scratch}/log.json --log-format json"
      When the runtime executes a process that is "/bin/no-such-program"
      Then the command exits with 255
      And the last line of the host's file "log.json" is JSON whose level is "error"

  @runc:RUNC-LOG-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: An error is told in the log and to the caller

    @id:log/both
    Scenario: The error output is not empty though there is a log
      Given the commands have the global flags "--log {scratch}/log.json --log-format json"
      And a running container
      When the runtime is called with "start no-such-container"
      Then the command exits with 1
      And the error output is not empty

  @runc:RUNC-LOG-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A log that is there is added to

    @id:log/added-to
    Scenario: What was in the log stays
      Given the host has the file "log" with "from before"
      And the commands have the global flags "--log {scratch}/log"
      When the runtime is called with "start no-such-container"
      Then the command exits with 1
      And the host's file "log" has a line like "from before"
      And the host's file "log" has a line like "*container*"

  @runc:RUNC-LOG-005
  Rule: A format that nobody knows is refused

    @id:log/unknown-format
    Scenario: The format xml
      Given a running container
      And the commands have the faulty global flags "--log-format xml"
      When the runtime queries the container's state
      Then the command fails

  @runc:RUNC-LOG-007
  Rule: A log that cannot be opened is an error

    @id:log/unopenable
    Scenario: A log in a folder that is not there
      Given a running container
      And the commands have the faulty global flags "--log {scratch}/no-such-folder/log"
      When the runtime queries the container's state
      Then the command fails

  @runc:RUNC-LOG-003
  Rule: Without another format a line of the log has its parts as names and values

    @id:log/text
    Scenario Outline: The log <format>
      Given the commands have the global flags "--log {scratch}/log <flag>"
      When the runtime is called with "start no-such-container"
      Then the command exits with 1
      And the host's file "log" has a line like "time=* level=error msg=*"

      Examples:
        | format             | flag              |
        | without a format   |                   |
        | of the format text | --log-format text |

  @runc:RUNC-LOG-001
  Rule: On demand the runtime tells what it does

    @id:log/debug
    Scenario: Records of the level debug go to the error output
      Given a bundle whose process prints "hello"
      And the commands have the global flags "--debug"
      When the runtime runs the container
      Then the command succeeds
      And the error output has a line like "*level=debug*"

    @id:log/debug-exec
    Scenario: Exec tells too
      Given a running container
      And the commands have the global flags "--debug"
      When the runtime executes a process that prints "hello"
      Then the command succeeds
      And the error output has a line like "*level=debug*"
