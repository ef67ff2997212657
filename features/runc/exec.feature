Feature: Executing a process in a running container
  Health checks and shells go through exec; its status and output are what the caller gets.

  @runc:RUNC-EXEC-001
  Rule: An executed process has its own output and status

    @id:exec/output @smoke
    Scenario: The output is the executed process's
      Given a running container
      When the runtime executes a process that prints "hello"
      Then the command succeeds
      And the executed process prints "hello"

    @id:exec/status @runc:RUNC-EXEC-002
    Scenario: The exit status is the executed process's
      Given a running container
      When the runtime executes a process that exits with 9
      Then the command exits with 9

    @id:exec/stopped-refused @runc:RUNC-EXEC-005
    Scenario: A stopped container executes nothing
      Given a stopped container
      When the runtime executes a process that prints "hello"
      Then the command fails
      And the container is stopped

    @id:exec/namespaces @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario: The executed process sees the container's host name and root
      Given the bundle has the fields:
        | hostname | "inside" |
      And the root has the file "etc/mark" with "own root"
      And a running container
      When the runtime executes a process that runs the script "echo $(uname -n), $(cat /etc/mark)"
      Then the command succeeds
      And the executed process prints "inside, own root"

    @id:exec/names @runc:RUNC-RUN-011
    Scenario: The executed process sees host name and domain name
      Given the bundle has the fields:
        | hostname   | "inside"       |
        | domainname | "example.test" |
      And a running container
      When the runtime executes a process that runs the script "echo $(uname -n), $(cat /proc/sys/kernel/domainname)"
      Then the command succeeds
      And the executed process prints "inside, example.test"

  @runc:RUNC-EXEC-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The status tells the process's end from the runtime's own errors

    @id:exec/signal-status @runc:RUNC-SIGNAL-002
    Scenario: A process that SIGILL ended makes it 132
      Given a running container
      When the runtime executes a process that crashes with an illegal instruction
      Then the command exits with 132

    @id:exec/killed-status @runc:RUNC-SIGNAL-002
    Scenario: A process that SIGKILL ended makes it 137
      Given a running container
      When the runtime executes a process that runs the script "kill -KILL $$"
      Then the command exits with 137

    @id:exec/program-missing
    Scenario: A missing program makes it 255
      Given a running container
      When the runtime executes a process that is "/bin/no-such-program"
      Then the command exits with 255
      And the container is running

    @id:exec/container-missing
    Scenario: An unknown container makes it 255
      Given a running container
      When the runtime is called with "exec no-such-container true"
      Then the command exits with 255

    @id:exec/program-missing-words @runc:RUNC-CONS-010
    Scenario: A missing program is told of in words that managers know
      Given a running container
      When the runtime executes a process that is "/bin/no-such-program"
      Then the command fails
      And the error names, in any case, "executable file not found" or "no such file or directory"

    @id:exec/program-not-executable @runc:RUNC-CONS-010
    Scenario: A plain file is told of in words that managers know
      Given a running container
      When the runtime executes a process that is "/etc/passwd"
      Then the command fails
      And the error names, in any case, "permission denied" or "eacces"

    @id:exec/error-prefix @runc:RUNC-EXEC-003
    Scenario: Why exec failed is told after "exec failed"
      Given a running container
      When the runtime executes a process that is "/bin/no-such-program"
      Then the command exits with 255
      And the error names "exec failed: "

  @runc:RUNC-EXEC-016 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A script whose interpreter is missing is told of in one line

    @id:exec/interpreter-missing
    Scenario: The script is there and its interpreter is not
      Given the root has the program "run.sh" with "#!/no-such-interpreter"
      And a running container
      When the runtime executes a process that is "/run.sh"
      Then the command fails
      And the error names, in any case, "/run.sh" or "interpreter"
      And the error names, in any case, "no such file or directory" or "executable file not found"
      And the error output has 1 line

  @runc:RUNC-EXEC-004 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A created container executes processes before it is started

    @id:exec/created
    Scenario: The container is still created afterwards
      Given a created container
      When the runtime executes a process that prints "hello"
      Then the command succeeds
      And the executed process prints "hello"
      And the container is created

  @runc:RUNC-EXEC-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A stopped container refuses with the status of the runtime's own errors

    @id:exec/stopped-status
    Scenario: A stopped container makes it 255
      Given a stopped container
      When the runtime executes a process that prints "hello"
      Then the command exits with 255

  @runc:RUNC-EXEC-006 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A paused container executes nothing

    @id:exec/paused
    Scenario: A paused container refuses, and stays paused
      Given a paused container
      When the runtime executes a process that prints "hello"
      Then the command fails
      And the container is paused

    @id:exec/paused-status
    Scenario: A paused container makes it 255
      Given a paused container
      When the runtime executes a process that prints "hello"
      Then the command exits with 255

  @runc:RUNC-EXEC-007
  Rule: With --ignore-paused exec waits for the resume

    @id:exec/ignore-paused
    Scenario: The process runs when the container is resumed
      Given a paused container
      And the commands have the flags "--ignore-paused"
      When the runtime executes a process that prints "hello", and resumes the container meanwhile
      Then the command succeeds
      And the executed process prints "hello"
      And the container is running

  @runc:RUNC-EXEC-008 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The pid file names the executed process

    @id:exec/pid-file @runc:RUNC-PS-005
    Scenario: A process in the background has a pid of its own, which ps lists
      Given a running container
      And the commands have the flags "--pid-file {scratch}/exec.pid"
      When the runtime executes in the background a process that sleeps
      Then the command succeeds
      And the host's file "exec.pid" holds the pid of another process of the container

  @runc:RUNC-EXEC-026 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: In the background exec returns while the process runs

    @id:exec/background-ending @runc:RUNC-PIDFILE-005
    Scenario: The subreaper learns the status by the pid of the pid file
      Given a running container
      When the runtime executes in the background a process that exits with 23
      Then the command succeeds
      And the executed process ends by status 23

    @id:exec/background-signal @runc:RUNC-SIGNAL-002
    Scenario: The subreaper sees the signal that ended it
      Given a running container
      When the runtime executes in the background a process that runs the script "kill -KILL $$"
      Then the command succeeds
      And the executed process ends by signal KILL

    @id:exec/background-output @runc:RUNC-STDIO-001
    Scenario: What the process prints lands in the caller's file
      Given a running container
      When the runtime executes in the background a process that prints "hello"
      Then the command succeeds
      And the executed process prints "hello"

    @id:exec/children
    Scenario: Exec returns with its process, whose children go on
      Given a running container
      When the runtime executes a process that runs the script "sleep 600 >/dev/null 2>&1 & until [ $(pidof sleep | wc -w) = 2 ]; do :; done; echo 2"
      Then the command succeeds
      And the executed process prints "2"
      And the container is running

  @runc:RUNC-STDIO-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The executed process reads what the caller wrote

    @id:exec/input
    Scenario: Input and its end are passed on
      Given a running container
      And the commands' input is "from the caller"
      When the runtime executes a process that copies its input
      Then the command succeeds
      And the executed process prints "from the caller"

  @runc:RUNC-EXEC-023 @runc:RUNC-CONS-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A process file stands in place of the configuration's process

    @id:exec/file-environment
    Scenario: The environment is the file's
      Given the bundle has the fields:
        | process.env | ["PATH=/bin", "FROM=config", "ONLY=config"] |
      And a running container
      When the runtime executes, patched as below, a process that runs the script "echo $FROM,$ONLY"
        """
        { "env": ["PATH=/bin", "FROM=file"] }
        """
      Then the command succeeds
      And the executed process prints "file,"

    @id:exec/file-directory
    Scenario: The working directory is the file's
      Given a running container
      When the runtime executes, patched as below, a process that prints its working directory
        """
        { "cwd": "/tmp" }
        """
      Then the command succeeds
      And the executed process prints "/tmp"

    @id:exec/file-user
    Scenario: The user is the file's
      Given a running container
      When the runtime executes, patched as below, a process that runs the script "echo $(id -u) $(id -g)"
        """
        { "user": { "uid": 1000, "gid": 2000 } }
        """
      Then the command succeeds
      And the executed process prints "1000 2000"

    @id:exec/file-limit
    Scenario: The limits are the file's
      Given a running container
      When the runtime executes, patched as below, a process that prints its RLIMIT_FSIZE limit
        """
        { "rlimits": [{ "type": "RLIMIT_FSIZE", "soft": 1000000, "hard": 2000000 }] }
        """
      Then the command succeeds
      And the executed process prints "1000000 2000000"

    @id:exec/file-no-new-privileges
    Scenario: Whether the process may gain privileges is the file's
      Given a running container
      When the runtime executes, patched as below, a process that prints the status field "NoNewPrivs"
        """
        { "noNewPrivileges": false }
        """
      Then the command succeeds
      And the executed process prints "0"

  @runc:RUNC-EXEC-024 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A process file is checked like the configuration's process

    @id:exec/file-relative-directory
    Scenario: A relative working directory is refused
      Given a running container
      When the runtime executes, patched as below, a process that prints "hello"
        """
        { "cwd": "tmp" }
        """
      Then the command fails
      And the container is running

  @runc:RUNC-EXEC-025 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A process needs arguments

    @id:exec/no-arguments
    Scenario: Exec without a program is refused
      Given a running container
      When the runtime is called with "exec {id}", where "exec {id} true" is right
      Then the command fails
      And the container is running

  @runc:RUNC-EXEC-035 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Exec reads the bundle's configuration anew

    @id:exec/configuration-changed
    Scenario: An environment that was changed after create
      Given a running container
      And the bundle's configuration is changed to:
        """
        { "process": { "env": ["PATH=/bin", "LATER=yes"] } }
        """
      When the runtime executes a process that prints the environment variable "LATER"
      Then the command succeeds
      And the executed process prints "yes"

  @runc:RUNC-EXEC-038 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The configuration's umask and filter hold for executed processes too

    @id:exec/umask @runc:RUNC-ENV-007
    Scenario: The umask of the configuration
      Given the bundle has the fields:
        | process.user.umask | 63 |
      And a running container
      When the runtime executes a process that prints its umask
      Then the command succeeds
      And the executed process prints "0077"

    @id:exec/seccomp @needs:seccomp
    Scenario: The filter of the configuration
      Given the bundle has the fields:
        | linux.seccomp | {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]} |
      And a running container
      When the runtime executes a process that prints the status field "Seccomp"
      Then the command succeeds
      And the executed process prints "2"

  @runc:RUNC-CLI-007 @relied-by:containerd
  Rule: Flags after the id belong to the executed program

    @id:exec/flags-of-program
    Scenario: A program's own flag
      Given a running container
      When the runtime is called with "exec {id} echo -n x --version"
      Then the command succeeds
      And the output is "x --version"

  @runc:RUNC-CLI-008 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A comma does not end the value of a flag

    @id:exec/comma-in-flag
    Scenario: A variable whose value has a comma
      Given a running container
      And the commands have the flags "--env VALUE=1,2"
      When the runtime executes a process that prints the environment variable "VALUE"
      Then the command succeeds
      And the executed process prints "1,2"

  Rule: Flags of exec change the process

    @id:exec/flag-directory @runc:RUNC-EXEC-009
    Scenario: The working directory by --cwd
      Given a running container
      And the commands have the flags "--cwd /tmp"
      When the runtime executes a process that prints its working directory
      Then the command succeeds
      And the executed process prints "/tmp"

    @id:exec/flag-environment @runc:RUNC-EXEC-010
    Scenario: Variables by --env come beside those of the configuration
      Given the bundle has the fields:
        | process.env | ["PATH=/bin", "FROM=config"] |
      And a running container
      And the commands have the flags "--env A=1 --env B=2"
      When the runtime executes a process that runs the script "echo $FROM $A $B"
      Then the command succeeds
      And the executed process prints "config 1 2"

    @id:exec/flag-user @runc:RUNC-EXEC-011
    Scenario: User and group by --user
      Given a running container
      And the commands have the flags "--user 1000:2000"
      When the runtime executes a process that runs the script "echo $(id -u) $(id -g)"
      Then the command succeeds
      And the executed process prints "1000 2000"

    @id:exec/flag-user-home @runc:RUNC-EXEC-012
    Scenario: HOME follows the user
      Given a running container
      And the commands have the flags "--user 1000"
      When the runtime executes a process that prints the environment variable "HOME"
      Then the command succeeds
      And the executed process prints "/tmp"

    @id:exec/flag-group @runc:RUNC-EXEC-014
    Scenario: Supplementary groups by --additional-gids
      Given a running container
      And the commands have the flags "--additional-gids 100 --additional-gids 3000"
      When the runtime executes a process that prints its supplementary groups
      Then the command succeeds
      And the executed process prints "100 3000"

    @id:exec/flag-capability @runc:RUNC-EXEC-027
    Scenario: A capability by --cap
      Given a running container
      And the commands have the flags "--cap CAP_NET_ADMIN"
      When the runtime executes a process that prints its effective capabilities
      Then the command succeeds
      And the executed process prints "0000000020001420"

    @id:exec/flag-environment-kept @runc:RUNC-EXEC-010
    Scenario: TERM and PATH of the configuration stay
      Given the bundle has the fields:
        | process.env | ["PATH=/bin", "TERM=dumb"] |
      And a running container
      And the commands have the flags "--env A=1"
      When the runtime executes a process that runs the script "echo $TERM $PATH"
      Then the command succeeds
      And the executed process prints "dumb /bin"

    @id:exec/flag-no-new-privileges @runc:RUNC-EXEC-029
    Scenario Outline: Whether it may gain privileges by <flag>
      Given the bundle has the fields:
        | process.noNewPrivileges | <configured> |
      And a running container
      And the commands have the flags "<flag>"
      When the runtime executes a process that prints the status field "NoNewPrivs"
      Then the command succeeds
      And the executed process prints "<value>"

      Examples:
        | flag                 | configured | value |
        | --no-new-privs       | false      | 1     |
        | --no-new-privs=false | true       | 0     |

    @id:exec/no-new-privileges @runc:RUNC-EXEC-029
    Scenario: Without the flag it may gain privileges as the configuration has it
      Given the bundle has the fields:
        | process.noNewPrivileges | true |
      And a running container
      When the runtime executes a process that prints the status field "NoNewPrivs"
      Then the command succeeds
      And the executed process prints "1"

    @id:exec/flag-security-label @runc:RUNC-EXEC-031 @needs:no-selinux
    Scenario: A security label is refused where nothing enforces it
      Given a running container
      And the commands have the faulty flags "--process-label system_u:system_r:svirt_lxc_net_t:s0"
      When the runtime executes a process that prints "hello"
      Then the command fails
      And the command exits with 255

  @runc:RUNC-EXEC-021
  Rule: A cgroup that is not told rightly is an error of the runtime's own

    @id:exec/flag-cgroup-syntax
    Scenario Outline: <what>
      Given a running container
      And the commands have the faulty flags "<flags>"
      When the runtime executes a process that prints "hello"
      Then the command fails
      And the command exits with 255

      Examples:
        | what                          | flags                              |
        | No controller before a colon  | --cgroup :inner                    |
        | The same controller twice     | --cgroup cpu:one --cgroup cpu:two  |
        | Two cgroups without any       | --cgroup one --cgroup two          |

  @runc:RUNC-EXEC-032
  Rule: Only a flag or a process file gives an executed process a terminal

    @id:exec/terminal-of-configuration
    Scenario: The configuration's terminal is not taken
      Given a running container
      And the bundle's configuration is changed to:
        """
        { "process": { "terminal": true } }
        """
      When the runtime executes a process that runs the script "test -t 0 && echo terminal || echo none"
      Then the command succeeds
      And the executed process prints "none"

  @runc:RUNC-EXEC-033
  Rule: A process of the superuser starts where the configuration's user may go alone

    @id:exec/directory-of-another
    Scenario: The working directory is closed to all but its owner
      Given a bundle whose process runs the script "mkdir -m 700 /home && chown 42:42 /home && echo made && exec sleep 600"
      And the bundle has the fields:
        | process.capabilities.bounding  | ["CAP_CHOWN", "CAP_KILL"] |
        | process.capabilities.permitted | ["CAP_CHOWN", "CAP_KILL"] |
        | process.capabilities.effective | ["CAP_CHOWN", "CAP_KILL"] |
      And a running container
      And the process prints "made"
      And the bundle's configuration is changed to:
        """
        { "process": { "cwd": "/home", "user": { "uid": 42, "gid": 42 } } }
        """
      And the commands have the flags "--user 0"
      When the runtime executes a process that prints its user id
      Then the command succeeds
      And the executed process prints "0"

  @runc:RUNC-EXEC-034
  Rule: A process file without an environment gives HOME alone

    @id:exec/file-without-environment
    Scenario: HOME is that of the user, and nothing else is set
      Given a running container
      When the runtime executes, patched as below, a process that runs the script "tr '\0' '\n' </proc/$$/environ | grep -v TOKEN | tr '\n' ' '"
        """
        { "env": null, "user": { "uid": 1000, "gid": 1000 } }
        """
      Then the command succeeds
      And the executed process prints "HOME=/tmp"

  @runc:RUNC-EXEC-037 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: No process starts in a folder of the host

    @id:exec/directory-of-host
    Scenario: A working directory that only the caller has open
      Given a running container
      And the host has the directory "outside"
      And the commands inherit the host's file "outside" as descriptor 7
      And the commands have the faulty flags "--cwd /proc/self/fd/7"
      When the runtime executes a process that prints "hello"
      Then the command fails

    @id:create-command/directory-of-host
    Scenario: A container whose working directory only the caller has open
      Given the host has the directory "outside"
      And the commands inherit the host's file "outside" as descriptor 7
      And the bundle has the faulty fields:
        | process.cwd | "/proc/self/fd/7" |
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-EXEC-036 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Processes may be executed at the same time

    @id:exec/at-once
    Scenario: Five processes
      Given a running container
      When the runtime executes 5 processes at the same time
      Then each executed process has an output and a status of its own

  @runc:RUNC-EXEC-022 @relied-by:podman @relied-by:cri-o
  Rule: An executed process is in the cgroup of the container's process

    @id:exec/unified-cgroup
    Scenario: The hierarchy without controllers of its own
      Given a bundle whose process runs the script "grep ^0:: /proc/self/cgroup >/place; echo placed; exec sleep 600"
      And a running container
      And the process prints "placed"
      When the runtime executes a process that runs the script "[ $(cat /place) = $(grep ^0:: /proc/self/cgroup) ] && echo same || cat /proc/self/cgroup"
      Then the command succeeds
      And the executed process prints "same"

  @runc:RUNC-EXEC-018 @relied-by:podman @relied-by:cri-o
  Rule: An executed process may be put into a cgroup that the container has made

    @id:exec/flag-cgroup @needs:cgroup-v2
    Scenario: The cgroup by --cgroup
      Given a bundle whose process runs the script "for d in /sys/fs/cgroup /sys/fs/cgroup/*/; do [ -e $d/cgroup.procs ] && mkdir $d/inner; done 2>/dev/null; echo made; exec sleep 600"
      And the bundle is privileged
      And a running container
      And the process prints "made"
      And the commands have the flags "--cgroup inner"
      When the runtime executes a process that runs the script "grep -q '/inner$' /proc/self/cgroup && echo inner || cat /proc/self/cgroup"
      Then the command succeeds
      And the executed process prints "inner"

    @id:exec/flag-cgroup-refused
    Scenario Outline: A cgroup that is <what> is refused
      Given a running container
      And the commands have the faulty flags "--cgroup <path>"
      When the runtime executes a process that prints "hello"
      Then the command fails

      Examples:
        | what                  | path   |
        | above the container's | ..     |
        | not there             | absent |

  @runc:RUNC-EXEC-017 @needs:cgroup-v1 @needs:cgroup-pids @isolation:process
  Rule: With cgroup v1 the cgroup is chosen for each controller

    @id:exec/flag-cgroup-of-controller
    Scenario: One controller's cgroup
      Given a bundle whose process runs the script "mkdir /sys/fs/cgroup/pids/inner; echo made; exec sleep 600"
      And the bundle is privileged
      And a running container
      And the process prints "made"
      And the commands have the flags "--cgroup pids:inner"
      When the runtime executes a process that runs the script "grep '/inner$' /proc/self/cgroup | cut -d: -f2-"
      Then the command succeeds
      And the executed process prints "pids:/inner"

    @id:exec/flag-cgroup-of-unknown-controller
    Scenario: A controller that nobody knows is refused
      Given a running container
      And the commands have the faulty flags "--cgroup dream:/"
      When the runtime executes a process that prints "hello"
      Then the command fails

  @runc:RUNC-EXEC-019 @relied-by:podman @relied-by:cri-o @needs:cgroup-v2 @needs:cgroup-pids
  Rule: With cgroup v2 an executed process goes where it may be

    @id:exec/cgroup-with-controllers
    Scenario: The container's own cgroup hands on its controllers, and has no process
      Given a bundle whose process runs the script "mkdir /sys/fs/cgroup/inner && echo $$ >/sys/fs/cgroup/inner/cgroup.procs && echo +memory >/sys/fs/cgroup/cgroup.subtree_control && echo moved; exec sleep 600"
      And the bundle is privileged
      And a running container
      And the process prints "moved"
      When the runtime executes a process that prints its cgroup paths
      Then the command succeeds
      And the executed process prints "0::/inner"

  @runc:RUNC-EXEC-028
  Rule: A capability by a flag is ambient too where the configuration lets it be inherited

    @id:exec/flag-capability-ambient
    Scenario Outline: The <set> set
      Given the bundle has the fields:
        | process.capabilities.inheritable | ["CAP_CHOWN", "CAP_SYSLOG"]             |
        | process.capabilities.permitted   | ["CAP_KILL", "CAP_CHOWN"]               |
        | process.capabilities.effective   | ["CAP_KILL"]                            |
        | process.capabilities.bounding    | ["CAP_KILL", "CAP_CHOWN", "CAP_SYSLOG"] |
        | process.capabilities.ambient     | ["CAP_CHOWN"]                           |
      And a running container
      And the commands have the flags "--cap CAP_SYSLOG"
      When the runtime executes a process that prints its <set> capabilities
      Then the command succeeds
      And the executed process prints "<mask>"

      Examples:
        | set         | mask             |
        | ambient     | 0000000400000001 |
        | inheritable | 0000000400000001 |
        | permitted   | 0000000400000021 |

  Rule: An executed process has the priorities and the personality of the configuration

    @id:exec/personality @runc:RUNC-PERS-002
    Scenario: The personality
      Given the bundle is patched with:
        """
        { "linux": { "personality": { "domain": "LINUX32" } } }
        """
      And a running container
      When the runtime executes a process that prints its scheduling personality
      Then the command succeeds
      And the executed process prints "LINUX32"

    @id:exec/scheduler @runc:RUNC-SCHED-001
    Scenario: The scheduling policy
      Given the bundle has the fields:
        | process.scheduler | {"policy": "SCHED_BATCH"} |
      And a running container
      When the runtime executes a process that prints its scheduling policy
      Then the command succeeds
      And the executed process prints "SCHED_BATCH"

    @id:exec/io-priority @runc:RUNC-SCHED-004
    Scenario: The I/O priority
      Given the bundle has the fields:
        | process.ioPriority | {"class": "IOPRIO_CLASS_BE", "priority": 7} |
      And a running container
      When the runtime executes a process that prints its scheduling io
      Then the command succeeds
      And the executed process prints "IOPRIO_CLASS_BE 7"
