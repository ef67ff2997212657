Feature: A terminal for the process, sent over a console socket
  Managers keep a container's terminal; the runtime only makes it and hands it over.

  @runc:RUNC-TTY-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The terminal is sent to the console socket, alone, and the connection is closed

    @id:terminal/create
    Scenario: Create sends the terminal of the container's process
      Given the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime creates the container
      Then the command succeeds
      And the manager receives 1 terminal and nothing else

    @id:terminal/run-in-background
    Scenario: The manager reads what the process prints
      Given a bundle whose process prints "hello" at once
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command succeeds
      And the terminal prints "hello"

    @id:terminal/exec @runc:RUNC-CONS-008
    Scenario: Exec sends the terminal of the executed process
      Given a running container
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime executes in the background, patched as below, a process that prints "hello" at once
        """
        { "terminal": true }
        """
      Then the command succeeds
      And the terminal prints "hello"
      And the manager receives 1 terminal and nothing else

  @runc:RUNC-TTY-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Input, output and error output are the container's own terminal

    @id:terminal/own-descriptors
    Scenario Outline: Descriptor <descriptor> is a terminal below /dev/pts
      Given a bundle whose process runs the script "case $(readlink /proc/self/fd/<descriptor>) in /dev/pts/*) echo own >/dev/tty;; *) echo other >/dev/tty;; esac; exec sleep 600"
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command succeeds
      And the terminal prints "own"

      Examples:
        | descriptor |
        | 0          |
        | 2          |

  @runc:RUNC-TTY-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The terminal belongs to the process's user

    @id:terminal/owner
    Scenario: The terminal of user 1000
      Given a bundle whose process runs the script "stat -c 'owner %u' $(tty); exec sleep 600"
      And the bundle has the fields:
        | process.terminal | true                       |
        | process.user     | {"uid": 1000, "gid": 1000} |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command succeeds
      And the terminal prints "owner 1000"

  @runc:RUNC-TTY-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The configuration's size is the terminal's first

    @id:terminal/size
    Scenario: 10 rows and 110 columns
      Given a bundle whose process runs the script "stty size; exec sleep 600"
      And the bundle has the fields:
        | process.terminal    | true                         |
        | process.consoleSize | {"height": 10, "width": 110} |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command succeeds
      And the terminal prints "10 110"

    @id:terminal/exec-size
    Scenario: The size in a process file
      Given a running container
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime executes in the background, patched as below, a process that runs the script "until stty size; do sleep 0.1; done; exec sleep 600"
        """
        { "terminal": true, "consoleSize": { "height": 11, "width": 111 } }
        """
      Then the command succeeds
      And the terminal prints "11 111"

  @runc:RUNC-TTY-007 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A terminal that nobody would receive is refused

    @id:terminal/create-without-socket
    Scenario: Create without a console socket
      Given the bundle has the faulty fields:
        | process.terminal | true |
      When the runtime creates the container
      Then the command fails

    @id:terminal/run-without-socket
    Scenario: Run in the background without a console socket
      Given the bundle has the faulty fields:
        | process.terminal | true |
      When the runtime runs the container in the background
      Then the command fails

  @runc:RUNC-TTY-008 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A console socket without a terminal is refused

    @id:terminal/socket-without-terminal
    Scenario: A process without a terminal, and a manager who waits for one
      Given a manager receives terminals at the socket "tty"
      And the commands have the faulty flags "--console-socket {scratch}/tty"
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-TTY-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A console socket that nobody listens at makes create fail

    @id:terminal/nobody-listens
    Scenario: Create fails and leaves nothing
      Given a manager receives terminals at the socket "tty"
      And the bundle has the fields:
        | process.terminal | true |
      And the commands have the flags "--console-socket {scratch}/tty"
      And the commands have the faulty flags "--console-socket {scratch}/nobody"
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-TTY-009 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Nobody but the manager holds the terminal

    @id:terminal/hangup
    Scenario: The process is hung up when the manager closes the terminal
      Given a bundle whose process runs the script "trap 'exit 29' HUP; echo ready; while :; do sleep 600 & wait $!; done"
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the terminal prints "ready"
      When the manager closes the terminal
      Then the process ends by status 29

  @runc:RUNC-TTY-010 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A new size of the terminal reaches the process

    @id:terminal/resize
    Scenario: The process is told of a new size
      Given a bundle whose process runs the script "trap 'stty size' WINCH; echo ready; while :; do sleep 600 & wait $!; done"
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the terminal prints "ready"
      When the terminal is resized to 33 rows and 77 columns
      Then the terminal prints "33 77"

  @runc:RUNC-TTY-011 @relied-by:docker
  Rule: A line's end comes out as carriage return and line feed

    @id:terminal/line-end
    Scenario: The bytes of one line
      Given a bundle whose process prints "hello" at once
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command succeeds
      And the terminal prints the line "hello" with the line end "CR LF"

  @runc:RUNC-TTY-014 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The terminal is the process's controlling terminal and /dev/console

    @id:terminal/controlling
    Scenario Outline: What is written to <path> comes out
      Given a bundle whose process runs the script "echo written ><path>; exec sleep 600"
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command succeeds
      And the terminal prints "written"

      Examples:
        | path         |
        | /dev/tty     |
        | /dev/console |

    @id:terminal/input
    Scenario: What is typed reaches the process
      Given a bundle whose process runs the script "read line; echo read-$line; exec sleep 600"
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      And "typed" is typed at the terminal
      Then the terminal prints "read-typed"

  @runc:RUNC-TTY-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Without a terminal there is none

    @id:terminal/none
    Scenario: Input is no terminal
      Given a bundle whose process runs the script "test -t 0 && echo terminal || echo none"
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "none"
