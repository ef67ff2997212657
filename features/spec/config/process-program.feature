Feature: The program, its arguments and its environment
  A word that is split, joined, dropped or added changes what a program does.

  @req:CONFIG-PROCESS-016
  Rule: The program gets its arguments as they are

    @id:process/arguments
    Scenario Outline: An argument list with <what> arrives as it is
      Given the bundle has the fields:
        | process.args | ["/bin/sh", "-c", "printf '<%s>' \"$@\"; echo", "sh", <arguments>] |
      And a created container
      When the runtime starts the container
      Then the process prints "<printed>"

      Examples:
        | what             | arguments              | printed                |
        | a blank          | "two words", "last"    | <two words><last>      |
        | an empty text    | "first", "", "last"    | <first><><last>        |
        | quotes           | "it's", "`date`"       | <it's><`date`>         |
        | a dollar sign    | "$HOME", "${x"         | <$HOME><${x>           |
        | multi-byte text  | "naïve", "日本"        | <naïve><日本>          |

  @req:CONFIG-PROCESS-014
  Rule: The program has the configured environment

    @id:process/environment
    Scenario: The variables arrive with their values
      Given a bundle whose process runs the script "tr '\0' '\n' </proc/1/environ | grep ^X_ | sort | tr '\n' '!'; echo"
      And the bundle has the fields:
        | process.env | ["PATH=/bin", "X_FIRST=1", "X_BLANK=two words", "X_EMPTY=", "X_EQUALS=a=b", "LACUNA_TOKEN=${token}"] |
      And a created container
      When the runtime starts the container
      Then the process prints "X_BLANK=two words!X_EMPTY=!X_EQUALS=a=b!X_FIRST=1!"

    @id:process/environment-not-callers
    Scenario: The caller's environment does not reach the program
      Given a bundle whose process runs the script "tr '\0' '\n' </proc/1/environ | grep -c -e ^LACUNA_RUN= -e ^NODE_ -e ^OLDPWD= -e ^_="
      And a created container
      When the runtime starts the container
      Then the process prints "0"

    @id:process/environment-home
    Scenario: Whether a home directory is added to the environment
      Given a bundle whose process runs the script "tr '\0' '\n' </proc/1/environ | grep -c ^HOME="
      And a created container
      When the runtime starts the container
      Then what the process prints is recorded as "homes"

    @id:process/environment-odd @req:CONFIG-PROCESS-015
    Scenario: What the program gets of a variable that is there twice
      Given a bundle whose process runs the script "tr '\0' '\n' </proc/1/environ | grep ^X_ | tr '\n' '!'; echo"
      And the bundle has the fields:
        | process.env | ["PATH=/bin", "X_TWICE=1", "X_TWICE=2", "LACUNA_TOKEN=${token}"] |
      And a created container
      When the runtime starts the container
      Then what the process prints is recorded as "twice"

  @req:CONFIG-PROCESS-018
  Rule: A program named without a slash is looked for along PATH

    @id:process/path-lookup
    Scenario: The program is found in the directory that PATH names
      Given the root has the directory "opt/first"
      And the root has the program "opt/found/finder" with "#!/bin/echo found"
      And the bundle has the fields:
        | process.args | ["finder"]                                          |
        | process.env  | ["PATH=/opt/first:/opt/found", "LACUNA_TOKEN=${token}"] |
      And a created container
      When the runtime starts the container
      Then the process prints "found /opt/found/finder"

    @id:process/path-lookup-fails @req:CONFIG-PROCESS-020
    Scenario: A program that PATH does not lead to is an error
      Given the bundle has the faulty fields:
        | process.args | ["no-such-program"] |
      When the runtime runs the container in the background
      Then the command reports an error

  @req:CONFIG-PROCESS-019
  Rule: A program named with a slash is that file

    @id:process/relative-path
    Scenario: A relative path is looked up from cwd
      Given the bundle has the fields:
        | process.args | ["./echo", "from here"] |
        | process.cwd  | "/bin"                  |
      And a created container
      When the runtime starts the container
      Then the process prints "from here"

  @req:CONFIG-PROCESS-020
  Rule: A program that cannot be executed is an error

    @id:process/cannot-execute
    Scenario Outline: A program that is <what> makes create or start fail
      Given the root has the file "etc/note" with "no program"
      And the bundle has the faulty fields:
        | process.args | ["<path>"] |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | what             | path             |
        | missing          | /no/such/program |
        | not executable   | /etc/note        |
        | a directory      | /etc             |

  @req:CONFIG-PROCESS-011 @req:CONFIG-PROCESS-013
  Rule: The working directory is an absolute path

    @id:process/cwd-invalid
    Scenario Outline: A working directory that is <what> is refused
      Given the bundle has the faulty fields:
        | process.cwd | <value> |
      When the runtime creates the container
      Then the command fails

      Examples:
        | what          | value   |
        | relative      | "tmp"   |
        | a dot path    | "./tmp" |
        | empty         | ""      |
        | missing       | null    |

  @req:CONFIG-PROCESS-017
  Rule: There is a program

    @id:process/no-arguments
    Scenario Outline: A process whose args are <what> is refused
      Given the bundle has the faulty fields:
        | process.args | <value> |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | what    | value |
        | empty   | []    |
        | missing | null  |

  @req:CONFIG-PROCESS-002 @req:RT-START-007
  Rule: Start needs a process

    @id:process/missing
    Scenario: A bundle without a process cannot be run
      Given the bundle has the faulty fields:
        | process | null |
      When the runtime runs the container in the background
      Then the command reports an error

  @req:CONFIG-PROCESS-001
  Rule: Create needs no process

    @id:process/not-for-create
    Scenario: A bundle without a process can be created
      Given the bundle has the fields:
        | process | null |
      When the runtime creates the container
      Then the command succeeds
      And the container is created

  @req:CONFIG-PROCESS-004
  Rule: There is no terminal unless it is asked for

    @id:process/no-terminal
    Scenario Outline: A process <whose> has no terminal
      Given a bundle whose process runs the script "test -t 0 || test -t 1 || test -t 2 && echo terminal || echo none"
      And the bundle has the fields:
        | process.terminal | <value> |
      And a created container
      When the runtime starts the container
      Then the process prints "none"

      Examples:
        | whose                   | value |
        | whose terminal is false | false |
        | without that property   | null  |

  Rule: The size of a console that is not there is ignored

    @id:process/console-size-ignored @req:CONFIG-PROCESS-007 @req:CONFIG-PROCESS-008
    Scenario Outline: A console size is ignored when terminal is <terminal>
      Given a bundle whose process prints "started"
      And the bundle has the fields:
        | process.terminal    | <terminal>                  |
        | process.consoleSize | {"height": 40, "width": 90} |
      And a created container
      When the runtime starts the container
      Then the process prints "started"

      Examples:
        | terminal |
        | false    |
        | null     |

  Rule: A terminal is the process's standard streams

    @id:process/terminal @req:CONFIG-PROCESS-003 @req:CONFIG-PROCESS-005
    Scenario: The three standard streams are one terminal
      Given a bundle whose process runs the script "test -t 0 && test -t 1 && test -t 2 && test $(stat -L -c %t:%T /proc/self/fd/0) = $(stat -L -c %t:%T /proc/self/fd/2) && echo one terminal; exec sleep 600"
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "console"
      And the commands have the flags "--console-socket {scratch}/console"
      When the runtime runs the container in the background
      Then the terminal prints "one terminal"

    @id:process/console-size @req:CONFIG-PROCESS-006
    Scenario: The terminal has the configured size
      Given a bundle whose process runs the script "stty size; exec sleep 600"
      And the bundle has the fields:
        | process.terminal    | true                        |
        | process.consoleSize | {"height": 40, "width": 90} |
      And a manager receives terminals at the socket "console"
      And the commands have the flags "--console-socket {scratch}/console"
      When the runtime runs the container in the background
      Then the terminal prints "40 90"
