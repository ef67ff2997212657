Feature: Paths, devices and filters, as callers know them from runc
  The default profiles of managers are written for what runc does with them.

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A masked path shows nothing, and stays

    @id:masks/file @runc:RUNC-MASK-001
    Scenario: A masked file is empty, and is neither removed nor unmounted
      Given a bundle whose process runs the script "echo [$(cat /etc/secret)$(rm -f /etc/secret 2>/dev/null && echo removed)$(umount /etc/secret 2>/dev/null && echo unmounted)]"
      And the root has the file "etc/secret" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secret"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "[]"

    @id:masks/folder @runc:RUNC-MASK-002
    Scenario Outline: A masked folder on a root that is <root> is empty, read-only, and stays
      Given a bundle whose process runs the script "echo [$(ls -A /etc/secrets)$(attempt create /etc/secrets/new)$(rmdir /etc/secrets 2>/dev/null && echo removed)]"
      And the root has the file "etc/secrets/one" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secrets"] |
        | root.readonly     | <readonly>       |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "[EROFS]"

      Examples:
        | root      | readonly |
        | writable  | false    |
        | read-only | true     |

    @id:masks/twice @runc:RUNC-MASK-003
    Scenario: A path that is listed twice is masked once
      Given a bundle whose process counts the mounts at "/etc/secret"
      And the root has the file "etc/secret" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secret", "/etc/secret"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1"

    @id:masks/absent @runc:RUNC-MASK-005
    Scenario Outline: A path of <list> that is not there is left out
      Given a bundle whose process prints "ran"
      And the bundle has the fields:
        | linux.<list> | ["/absent", "/proc/absent"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ran"

      Examples:
        | list          |
        | maskedPaths   |
        | readonlyPaths |

    @id:masks/read-only-keeps-flags @runc:RUNC-MASK-007
    Scenario Outline: A read-only path of a mount that is <flag> is <flag> too
      Given a bundle whose process tells if the mount "/proc/sys" has the option "<flag>"
      And the bundle's mounts lack:
        """
        { "destination": "/proc" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec", "nodev"] }
        """
      And the bundle has the fields:
        | linux.readonlyPaths | ["/proc/sys"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "yes"

      Examples:
        | flag   |
        | nosuid |
        | noexec |
        | nodev  |

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Devices are open to all unless they say otherwise

    @id:devices/default-listed @runc:RUNC-DEV-001
    Scenario: A default device that is listed too is there once, and open to all
      Given a bundle whose process prints the mode of "/dev/tty"
      And the bundle is patched with:
        """
        { "linux": { "devices": [{ "path": "/dev/tty", "type": "c", "major": 5, "minor": 0, "fileMode": 438, "uid": 0, "gid": 0 }] } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "666"

    @id:devices/default-attributes @runc:RUNC-DEV-005
    Scenario: A device without attributes is the superuser's, and open to all
      Given a bundle whose process runs the script "stat -c '%a %u %g' /dev/extra"
      And the bundle is patched with:
        """
        { "linux": { "devices": [{ "path": "/dev/extra", "type": "c", "major": 1, "minor": 5 }] } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "666 0 0"

    @id:devices/user-namespace @runc:RUNC-DEV-006 @needs:userns
    Scenario: The default devices work in a user namespace
      Given a bundle whose process runs the script "echo $(stat -c %t:%T /dev/null) $(attempt write /dev/full)"
      And the bundle has a user namespace
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1:3 ENOSPC"

  @needs:seccomp @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A filter is the program's, and names what a kernel may not have

    @id:seccomp/runtime-survives @runc:RUNC-SECCOMP-007
    Scenario: Calls that the runtime itself may use are not there for the program
      Given a bundle whose process prints "ran"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{
          "names": ["openat2", "fsopen", "fsconfig", "fsmount", "open_tree", "move_mount", "mount_setattr", "close_range", "faccessat2"],
          "action": "SCMP_ACT_ERRNO", "errnoRet": 38 }] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ran"

    @id:seccomp/redundant @runc:RUNC-SECCOMP-008
    Scenario: A rule that repeats the default, and a name that no kernel has, are no error
      Given a bundle whose process tries the system call "mkdir"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
          { "names": ["getpid"], "action": "SCMP_ACT_ALLOW" },
          { "names": ["dream_of_a_call", "mkdir"], "action": "SCMP_ACT_ERRNO" }
        ] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "EPERM"

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A new network namespace can be used at once

    @id:network/loopback-up @runc:RUNC-NS-004
    Scenario: The loopback interface is up
      Given a bundle whose process prints the content of "/sys/class/net/lo/flags"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0x9"

  @runc:RUNC-SYSCTL-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A sysctl's key is written in either way, and is not the host name's

    @id:sysctl/slashes
    Scenario: Slashes part the key
      Given a bundle whose process prints the content of "/proc/sys/net/ipv4/ip_default_ttl"
      And the bundle is patched with:
        """
        { "linux": { "sysctl": { "net/ipv4/ip_default_ttl": "33" } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "33"

    @id:sysctl/hostname
    Scenario: kernel.hostname is refused
      Given the bundle has the fault:
        """
        { "linux": { "sysctl": { "kernel.hostname": "other" } } }
        """
      When the runtime creates the container
      Then the command fails

  @needs:seccomp @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A filter leaves room for newer kernels, and for the runtime

    @id:seccomp/newer-call @runc:RUNC-SECCOMP-001
    Scenario: A call newer than the newest one that the filter names is not there
      Given a bundle whose process tries the system call "443"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{ "action": "SCMP_ACT_ALLOW", "names": [
          "access", "arch_prctl", "brk", "capget", "capset", "chdir", "clock_gettime", "clone", "clone3", "close", "close_range",
          "dup", "dup2", "dup3", "epoll_create1", "epoll_ctl", "epoll_pwait", "eventfd2", "execve", "execveat", "exit", "exit_group",
          "faccessat", "faccessat2", "fchdir", "fchmod", "fchown", "fcntl", "fstat", "fstatfs", "futex", "getcwd", "getdents64",
          "getegid", "geteuid", "getgid", "getpid", "getppid", "getrandom", "gettid", "getuid", "ioctl", "lseek", "madvise", "mmap",
          "mprotect", "munmap", "nanosleep", "newfstatat", "open", "openat", "openat2", "pipe2", "poll", "prctl", "pread64",
          "prlimit64", "read", "readlink", "readlinkat", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity",
          "sched_yield", "set_robust_list", "set_tid_address", "setgid", "setgroups", "setuid", "sigaltstack", "stat", "statx",
          "tgkill", "uname", "wait4", "waitid", "write", "writev"
        ] }] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ENOSYS"

    @id:seccomp/loaded-last @runc:RUNC-SECCOMP-009
    Scenario: With noNewPrivileges a filter need not permit what sets the process's user and capabilities
      Given a bundle whose process tries the system call "getppid"
      And the bundle is patched with:
        """
        { "process": { "noNewPrivileges": true, "user": { "uid": 1000, "gid": 1000, "additionalGids": [5] } },
          "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
            { "names": ["getppid"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 },
            { "names": ["capset", "setuid", "setgid", "setgroups", "setresuid", "setresgid", "chdir", "fchdir", "chown", "fchown", "umask"], "action": "SCMP_ACT_KILL_PROCESS" }
          ] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ENOSPC"

    @id:seccomp/flags-taken @runc:RUNC-SECCOMP-004
    Scenario Outline: A filter whose flags ask for <asked for> is in effect
      Given a bundle whose process prints the status field "Seccomp"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "flags": [<flags>],
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "2"

      Examples:
        | asked for   | flags                                                       |
        | threads     | "SECCOMP_FILTER_FLAG_TSYNC"                                 |
        | logging     | "SECCOMP_FILTER_FLAG_LOG"                                   |
        | speculation | "SECCOMP_FILTER_FLAG_SPEC_ALLOW"                            |
        | two         | "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW" |
        | none        |                                                             |

  @needs:seccomp-notify
  Rule: An agent is asked for a filter that can ask it

    @id:seccomp/notify-refused
    Scenario Outline: A filter that asks <what> is refused
      Given a seccomp agent listens at the socket "agent"
      And the bundle has the fault:
        """
        { "linux": { "seccomp": <filter> } }
        """
      When the runtime runs the container in the background
      Then the command reports an error

      @runc:RUNC-NOTIFY-006
      Examples: Nobody to ask
        | what              | filter |
        | an agent nowhere  | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } |
        | an agent at an abstract socket that is not there | { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "@lacuna-${token}", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } |

      @runc:RUNC-NOTIFY-009
      Examples: Nothing that can be asked
        | what              | filter |
        | about write       | { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/agent", "syscalls": [{ "names": ["write"], "action": "SCMP_ACT_NOTIFY" }] } |
        | by default        | { "defaultAction": "SCMP_ACT_NOTIFY", "listenerPath": "${scratch}/agent", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ALLOW" }] } |

  @needs:cgroup-devices @needs:fuse @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A device that is denied stays so

    @id:devices/denied-after-update @runc:RUNC-DEV-002
    Scenario: An update of other limits opens no device
      Given the bundle is patched with:
        """
        { "linux": {
          "devices": [{ "path": "/dev/extra", "type": "c", "major": 10, "minor": 229, "fileMode": 438 }],
          "resources": { "devices": [{ "allow": false, "access": "rwm" }] } } }
        """
      And a running container
      When the runtime updates the container's resources to:
        """
        { "pids": { "limit": 100 } }
        """
      And the runtime executes a process that tries to open "/dev/extra"
      Then the command succeeds
      And the executed process prints "EPERM"

  @runc:RUNC-SYSCTL-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A sysctl of a namespace that the container has not is refused

    @id:sysctl/foreign
    Scenario Outline: <key> without a namespace of type <type> is refused
      Given the bundle is patched with:
        """
        { "hostname": null, "linux": { "sysctl": { "<key>": "<value>" } } }
        """
      And the bundle has the fault:
        """
        { "linux": { "namespaces": [{"type": "pid"}, {"type": "mount"}, <others>] } }
        """
      When the runtime creates the container
      Then the command fails

      Examples:
        | key                    | type    | value  | others                                  |
        | kernel.shm_rmid_forced | ipc     | 0      | {"type": "network"}, {"type": "uts"}    |
        | fs.mqueue.msg_max      | ipc     | 10     | {"type": "network"}, {"type": "uts"}    |
        | kernel.domainname      | uts     | (none) | {"type": "network"}, {"type": "ipc"}    |

  Rule: Masks are whole, and share one empty folder

    @id:masks/shared @runc:RUNC-MASK-004
    Scenario: Two masked folders are one file system
      Given a bundle whose process runs the script "[ $(stat -c %d /etc/one) = $(stat -c %d /etc/two) ] && [ -z $(ls /etc/one /etc/two | grep note) ] && echo one || echo two"
      And the root has the file "etc/one/note" with "secret"
      And the root has the file "etc/two/note" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/one", "/etc/two"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "one"

    @id:masks/false-null @runc:RUNC-MASK-008
    Scenario: A file cannot be masked by a /dev/null that is none
      Given the root has the file "etc/secret" with "secret"
      And the host has the file "null" with "false"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secret"] |
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/dev/null", "type": "bind", "source": "${scratch}/null", "options": ["bind"] }
        """
      When the runtime creates the container
      Then the command fails
