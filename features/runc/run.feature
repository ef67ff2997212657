Feature: Running a container in one command
  `run` is create, start, wait and delete; its status is the program's.

  @runc:RUNC-RUN-001
  Rule: The status of run is the program's

    @id:run/status
    Scenario: Run ends with the program's exit status
      Given a bundle whose process exits with 5
      When the runtime runs the container
      Then the command exits with 5
      And there is no such container

    @id:run/output
    Scenario: Run passes the program's output on
      Given a bundle whose process prints "hello"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "hello"

  @runc:RUNC-RUN-001 @relied-by:podman
  Rule: The container is gone when run has returned

    @id:run/removes
    Scenario: Nothing is left when run has returned
      Given a bundle whose process prints "hello"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "hello"
      And nothing is left of the container

  @runc:RUNC-RUN-002 @runc:RUNC-SIGNAL-002 @relied-by:docker @relied-by:podman
  Rule: A program that a signal ended makes the status 128 more than the signal's number

    @id:run/signal-status
    Scenario: SIGILL makes it 132
      Given a bundle whose process crashes with an illegal instruction
      When the runtime runs the container
      Then the command exits with 132

  @runc:RUNC-STDIO-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Input, output and error output are passed on, each by itself

    @id:run/input
    Scenario: The program reads what the caller wrote, and its end
      Given a bundle whose process copies its input
      And the process's input is "from the caller"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "from the caller"

    @id:run/error-output
    Scenario: Error output stays apart from output
      Given a bundle whose process runs the script "echo to-output; echo to-errors >&2"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "to-output"
      And the process prints "to-errors" to its standard error

  @runc:RUNC-RUN-005 @relied-by:podman
  Rule: Run in the background returns while the program runs

    @id:run/background
    Scenario: The container runs on after the command
      When the runtime runs the container in the background
      Then the command succeeds
      And the container is running

    @id:run/background-ending @runc:RUNC-SIGNAL-002
    Scenario: The subreaper sees the signal that ended it
      Given the runtime runs the container in the background
      When the runtime sends KILL to the container
      Then the command succeeds
      And the process ends by signal KILL
      And the container is stopped

  @runc:RUNC-STDIO-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: In the background the process has the caller's own files as its input and output

    @id:run/background-output
    Scenario: What the process prints lands in the caller's file
      Given a bundle whose process prints "hello" at once
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "hello"

    @id:run/background-input
    Scenario: The process reads the caller's file
      Given a bundle whose process copies its input
      And the process's input is "from the caller"
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "from the caller"

  @runc:RUNC-STDIO-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A process of another user may open its own output again

    @id:run/reopen-output
    Scenario: User 1000 opens /dev/stdout in the foreground
      Given a bundle whose process runs the script "echo again >/dev/stdout"
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 1000} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "again"

  @runc:RUNC-RUN-014 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: HOME is taken from the container's /etc/passwd when the configuration does not set it

    @id:run/home
    Scenario: The home of user 1000
      Given a bundle whose process prints the environment variable "HOME"
      And the root has the file "etc/passwd" with "someone:x:1000:1000:someone:/var/someone:/bin/sh"
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 1000} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "/var/someone"

    @id:run/home-kept @runc:RUNC-ENV-001
    Scenario: HOME of the configuration is kept
      Given a bundle whose process prints the environment variable "HOME"
      And the bundle has the fields:
        | process.env | ["PATH=/bin", "HOME=/elsewhere"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "/elsewhere"

  @runc:RUNC-LOG-008 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A program that cannot be executed is told of in one line

    @id:run/interpreter-missing
    Scenario: A script whose interpreter is missing
      Given a bundle whose process is "/bin/true"
      And the root has the program "script" with "#!/no/such/interpreter"
      And the bundle has the faulty fields:
        | process.args | ["/script"] |
      When the runtime runs the container
      Then the command fails
      And the error output has 1 line

  @runc:RUNC-PROC-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The umask is 0022 when the configuration has none

    @id:run/umask
    Scenario: The umask without a setting
      Given a bundle whose process prints its umask
      When the runtime runs the container
      Then the process prints "0022"

  @runc:RUNC-PROC-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The caller's supplementary groups are dropped

    @id:run/groups
    Scenario: The process has the configuration's groups alone
      Given a bundle whose process prints its supplementary groups
      And the bundle has the fields:
        | process.user.additionalGids | [20, 3000] |
      When the runtime runs the container
      Then the process prints "20 3000"

  @runc:RUNC-RUN-003
  Rule: With --keep the container stays when its process has ended

    @id:run/keep
    Scenario: The container is stopped
      Given a bundle whose process prints "hello"
      And the commands have the flags "--keep"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "hello"
      And the container is stopped

    @id:run/keep-deleted
    Scenario: Delete removes what was kept
      Given a bundle whose process prints "hello"
      When the runtime is called with "run --keep --bundle {bundle} {id}"
      Then the command succeeds
      And the container is stopped
      When the runtime deletes the container
      Then the command succeeds
      And there is no such container
      And nothing is left of the container

    @id:run/keep-cgroup @runc:RUNC-RUN-004 @isolation:process @needs:cgroup-pids
    Scenario: Its cgroup stays too
      Given a bundle whose process prints "hello"
      And the bundle has the fields:
        | linux.resources.pids.limit | 77 |
      And the commands have the flags "--keep"
      When the runtime runs the container
      Then the container is stopped
      And the host's cgroup at cgroupsPath has the pids limit "77"

  @runc:RUNC-RUN-006
  Rule: The process may be of any user

    @id:run/user
    Scenario Outline: User 1000 in the <where>
      Given a bundle whose process runs the script "echo $(id -u) $(id -g)"
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 100} |
      When the runtime <does>
      Then the command succeeds
      And the process prints "1000 100"

      Examples:
        | where      | does                                 |
        | foreground | runs the container                   |
        | background | runs the container in the background |

  @runc:RUNC-RUN-007
  Rule: Whether a program may be executed is asked for the process, not for the runtime

    @id:run/program-of-another
    Scenario: User 1000 may not run a program of the superuser's alone
      Given a bundle whose process is "/private"
      And the root has the program "private", for its owner alone, with "#!/bin/echo ran"
      And the bundle has the faulty fields:
        | process.user | {"uid": 1000, "gid": 1000} |
      When the runtime runs the container
      Then the command fails

    @id:run/program-of-another-with-capability
    Scenario: With CAP_DAC_OVERRIDE it may
      Given a bundle whose process is "/private"
      And the root has the program "private", for its owner alone, with "#!/bin/echo ran"
      And the bundle has the fields:
        | process.user                     | {"uid": 1000, "gid": 1000} |
        | process.capabilities.bounding    | ["CAP_DAC_OVERRIDE"]       |
        | process.capabilities.permitted   | ["CAP_DAC_OVERRIDE"]       |
        | process.capabilities.effective   | ["CAP_DAC_OVERRIDE"]       |
        | process.capabilities.inheritable | ["CAP_DAC_OVERRIDE"]       |
        | process.capabilities.ambient     | ["CAP_DAC_OVERRIDE"]       |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ran /private"

  @runc:RUNC-RUN-008
  Rule: The bundle itself may be the root

    @id:run/bundle-is-root
    Scenario: The process sees the configuration in its root
      Given the bundle has the fields:
        | root.path    | "."                                                                  |
        | process.args | ["/rootfs/bin/busybox", "sh", "-c", "[ -f /config.json ] && echo root"] |
        | process.env  | ["PATH=/rootfs/bin"]                                                 |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "root"

  @runc:RUNC-RUN-010 @isolation:process
  Rule: In the foreground the runtime takes over the container's orphans

    @id:run/orphans
    Scenario: An orphan gets the parent that the container's process has
      Given a bundle whose process runs the script "parent() { sed -n 's/^PPid:.//p' /proc/$1/status; }; o=$(sleep 600 >/dev/null & echo $!); [ $(parent $o) = $(parent $$) ] && echo adopted || echo lost; kill $o"
      And the bundle's linux.namespaces lack:
        """
        { "type": "pid" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "adopted"

  @runc:RUNC-RUN-013 @relied-by:docker @relied-by:podman
  Rule: That an interpreter is missing is told in the words of the failed call

    @id:run/interpreter-missing-words
    Scenario: The only line of error output
      Given a bundle whose process is "/script"
      And the root has the program "script" with "#!/no/such/interpreter"
      When the runtime runs the container
      Then the error output has a line like "exec /script: no such file or directory"
      And the error output has 1 line

  @runc:RUNC-SIGNAL-001 @relied-by:docker @relied-by:podman
  Rule: Signals to the runtime in the foreground reach the process

    @id:run/signal-passed-on
    Scenario: SIGHUP that a hook sends to the runtime
      Given a bundle whose process runs the script "trap 'echo caught; exit 3' HUP; while :; do sleep 0.1; done"
      And the bundle has the poststart hook "caller" with:
        """
        { "path": "/bin/sh", "args": ["sh", "-c", "(sleep 2; kill -HUP $PPID) >/dev/null 2>&1 &"] }
        """
      When the runtime runs the container
      Then the command exits with 3
      And the process prints "caught"
