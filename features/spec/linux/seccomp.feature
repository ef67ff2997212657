@needs:seccomp
Feature: System call filters
  A filter that is dropped, or that takes a call for another, leaves the kernel's whole surface open.

  @req:LINUX-SECCOMP-001
  Rule: An action decides what becomes of a call

    @id:seccomp/action
    Scenario Outline: A call with action <action> ends in <printed>
      Given a bundle whose process tries the system call "getppid"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "<action>" }] } } }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-SECCOMP-038 @req:LINUX-SECCOMP-045
      Examples: Errors
        | action         | printed |
        | SCMP_ACT_ERRNO | EPERM   |

      @req:LINUX-SECCOMP-039
      Examples: Nobody traces
        | action         | printed |
        | SCMP_ACT_TRACE | ENOSYS  |

      @req:LINUX-SECCOMP-041
      Examples: Logged
        | action       | printed |
        | SCMP_ACT_LOG | done    |

    @id:seccomp/kills @runc:RUNC-SECCOMP-005
    Scenario Outline: A call with action <action> ends the process by SIGSYS
      Given a bundle whose process tries the system call "getppid"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "<action>" }] } } }
        """
      And a created container
      When the runtime starts the container
      Then the process ends by signal SYS

      @req:LINUX-SECCOMP-034
      Examples: The only thread
        | action        |
        | SCMP_ACT_KILL |

      @req:LINUX-SECCOMP-035
      Examples: The process
        | action                |
        | SCMP_ACT_KILL_PROCESS |

      @req:LINUX-SECCOMP-036
      Examples: The only thread by its full name
        | action               |
        | SCMP_ACT_KILL_THREAD |

      @req:LINUX-SECCOMP-037
      Examples: A signal that nobody catches
        | action        |
        | SCMP_ACT_TRAP |

    @id:seccomp/errno @runc:RUNC-SECCOMP-003 @req:LINUX-SECCOMP-043
    Scenario: A call fails with the configured error
      Given a bundle whose process tries the system call "mkdir"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 }] } } }
        """
      When the runtime runs the container
      Then the process prints "ENOSPC"

    @id:seccomp/names @req:LINUX-SECCOMP-029
    Scenario Outline: A rule holds for <call>, one of the calls it names
      Given a bundle whose process tries the system call "<call>"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir", "getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs the container
      Then the process prints "EPERM"

      Examples:
        | call    |
        | mkdir   |
        | getppid |

    @id:seccomp/others @req:LINUX-SECCOMP-003
    Scenario: A call that no rule names gets the default action
      Given a bundle whose process tries the system call "getppid"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs the container
      Then the process prints "done"

    @id:seccomp/filtered @req:LINUX-SECCOMP-003 @req:LINUX-SECCOMP-026
    Scenario: A process with a filter and no rules is filtered
      Given a bundle whose process prints the status field "Seccomp"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs the container
      Then the process prints "2"

    @id:seccomp/default @runc:RUNC-SECCOMP-002
    Scenario Outline: <what> by default: <printed>
      Given a bundle whose process tries the system call "<call>"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ERRNO", <errno>"syscalls": [{ "action": "SCMP_ACT_ALLOW", "names": [
          "access", "arch_prctl", "brk", "capget", "capset", "chdir", "clock_gettime", "clone", "clone3", "close", "close_range",
          "dup", "dup2", "dup3", "epoll_create1", "epoll_ctl", "epoll_pwait", "eventfd2", "execve", "execveat", "exit", "exit_group",
          "faccessat", "faccessat2", "fchdir", "fchmod", "fchown", "fcntl", "fstat", "fstatfs", "futex", "getcwd", "getdents64",
          "getegid", "geteuid", "getgid", "getpid", "getrandom", "gettid", "getuid", "ioctl", "lseek", "madvise", "mkdir", "mmap",
          "mprotect", "munmap", "nanosleep", "newfstatat", "open", "openat", "openat2", "pipe2", "poll", "prctl", "pread64",
          "prlimit64", "read", "readlink", "readlinkat", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity",
          "sched_yield", "set_robust_list", "set_tid_address", "setgid", "setgroups", "setuid", "sigaltstack", "stat", "statx",
          "tgkill", "uname", "wait4", "waitid", "write", "writev"
        ] }] } } }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-SECCOMP-005
      Examples: An error of its own
        | what                                   | call    | errno                   | printed |
        | A call that fails with another error   | getppid | "defaultErrnoRet": 38,  | ENOSYS  |

      @req:LINUX-SECCOMP-007
      Examples: The usual error
        | what                                   | call    | errno                   | printed |
        | A call that fails with no error named  | getppid |                         | EPERM   |

      @req:LINUX-SECCOMP-040
      Examples: A call that is permitted
        | what                                   | call    | errno                   | printed |
        | A call that is permitted among calls that fail | mkdir |                   | done    |

    @id:seccomp/architecture @req:LINUX-SECCOMP-008 @needs:x86-32
    Scenario: A filter covers the calls of each architecture that it lists
      Given a bundle whose process tries the 32-bit system call "getppid"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs the container
      Then the process prints "EPERM"

    @id:seccomp/kill-default @req:LINUX-SECCOMP-027
    Scenario: A process whose every call kills it ends at its first one
      Given a bundle whose process prints "ran"
      And the bundle has the fault:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_KILL_PROCESS" } } }
        """
      When the runtime runs the container
      Then the command reports an error
      And the process has not printed "ran"

    @id:seccomp/flag
    Scenario Outline: A filter with the flag <flag> is refused, or in effect
      Given a bundle whose process prints the status field "Seccomp"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      And the bundle has the faulty fields:
        | linux.seccomp.flags | ["<flag>"] |
      When the runtime runs the container
      Then the command fails, or the process prints "2"

      @req:LINUX-SECCOMP-011
      Examples: All threads at once
        | flag                      |
        | SECCOMP_FILTER_FLAG_TSYNC |

      @req:LINUX-SECCOMP-012
      Examples: Logging
        | flag                    |
        | SECCOMP_FILTER_FLAG_LOG |

      @req:LINUX-SECCOMP-013
      Examples: Speculation
        | flag                           |
        | SECCOMP_FILTER_FLAG_SPEC_ALLOW |

    @id:seccomp/unknown-call @req:LINUX-SECCOMP-030
    Scenario: A call that nobody knows is refused, or its filter in effect
      Given a bundle whose process prints the status field "Seccomp"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      And the bundle has the faulty fields:
        | linux.seccomp.syscalls | [{"names": ["getppid", "dream_call"], "action": "SCMP_ACT_ERRNO"}] |
      When the runtime runs the container
      Then the command fails, or the process prints "2"

  @req:LINUX-SECCOMP-046 @req:LINUX-SECCOMP-048
  Rule: Arguments narrow a rule

    @id:seccomp/argument
    Scenario Outline: <op> <value> takes umask of <argument>: <printed>
      Given a bundle whose process tries the system call umask with "<argument>"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["umask"], "action": "SCMP_ACT_ERRNO",
          "args": [{ "index": 0, "value": <value>, "valueTwo": <two>, "op": "<op>" }] }] } } }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-SECCOMP-054
      Examples: Unequal
        | case          | op          | value | two | argument | printed |
        | not itself    | SCMP_CMP_NE | 18    | 0   | 18       | done    |
        | not another   | SCMP_CMP_NE | 18    | 0   | 19       | EPERM   |

      @req:LINUX-SECCOMP-055
      Examples: Less
        | case          | op          | value | two | argument | printed |
        | less than it  | SCMP_CMP_LT | 18    | 0   | 17       | EPERM   |
        | not less      | SCMP_CMP_LT | 18    | 0   | 18       | done    |

      @req:LINUX-SECCOMP-056
      Examples: Less or equal
        | case          | op          | value | two | argument | printed |
        | no more       | SCMP_CMP_LE | 18    | 0   | 18       | EPERM   |
        | one more      | SCMP_CMP_LE | 18    | 0   | 19       | done    |

      @req:LINUX-SECCOMP-057
      Examples: Equal
        | case          | op          | value | two | argument | printed |
        | equal         | SCMP_CMP_EQ | 18    | 0   | 18       | EPERM   |
        | not equal     | SCMP_CMP_EQ | 18    | 0   | 17       | done    |

      @req:LINUX-SECCOMP-058
      Examples: Greater or equal
        | case          | op          | value | two | argument | printed |
        | no less       | SCMP_CMP_GE | 18    | 0   | 18       | EPERM   |
        | one less      | SCMP_CMP_GE | 18    | 0   | 17       | done    |

      @req:LINUX-SECCOMP-059
      Examples: Greater
        | case          | op          | value | two | argument | printed |
        | greater       | SCMP_CMP_GT | 18    | 0   | 19       | EPERM   |
        | not greater   | SCMP_CMP_GT | 18    | 0   | 18       | done    |

      @req:LINUX-SECCOMP-051 @req:LINUX-SECCOMP-060
      Examples: Some bits
        | case          | op                 | value | two | argument | printed |
        | bits fit      | SCMP_CMP_MASKED_EQ | 15    | 2   | 18       | EPERM   |
        | bits differ   | SCMP_CMP_MASKED_EQ | 15    | 2   | 19       | done    |

      @req:LINUX-SECCOMP-050
      Examples: 64 bits
        | case          | op          | value      | two | argument   | printed |
        | all bits      | SCMP_CMP_EQ | 4294967314 | 0   | 4294967314 | EPERM   |
        | lower bits    | SCMP_CMP_EQ | 4294967314 | 0   | 18         | done    |

    @id:seccomp/index
    Scenario Outline: Index <index> is that argument: <printed>
      Given a bundle whose process tries the system call umask with "18 1 2 3 4 55"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["umask"], "action": "SCMP_ACT_ERRNO",
          "args": [{ "index": <index>, "value": 55, "op": "SCMP_CMP_EQ" }] }] } } }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      Examples:
        | index | printed |
        | 5     | EPERM   |
        | 0     | done    |

    @id:seccomp/all-arguments @req:LINUX-SECCOMP-046
    Scenario: A call that fits one of two arguments is not taken
      Given a bundle whose process tries the system call umask with "18 1"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["umask"], "action": "SCMP_ACT_ERRNO",
          "args": [{ "index": 0, "value": 18, "op": "SCMP_CMP_EQ" }, { "index": 1, "value": 2, "op": "SCMP_CMP_EQ" }] }] } } }
        """
      When the runtime runs the container
      Then the process prints "done"

  @req:CONFIG-VALID-001 @req:RT-ERR-002
  Rule: A filter that cannot be had is an error

    @id:seccomp/refused
    Scenario Outline: A filter <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "seccomp": <filter> } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-SECCOMP-002
      Examples: No default
        | fault                    | filter                                                                    |
        | without a default action | { "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } |

      @req:LINUX-SECCOMP-004
      Examples: Defaults
        | fault                          | filter                                |
        | with an unknown default action | { "defaultAction": "SCMP_ACT_DREAM" } |

      @req:LINUX-SECCOMP-006
      Examples: Errors of defaults that have none
        | fault                                | filter                                                      |
        | that permits by default, and an error | { "defaultAction": "SCMP_ACT_ALLOW", "defaultErrnoRet": 38, "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } |

      @req:LINUX-SECCOMP-010
      Examples: Architectures
        | fault                        | filter |
        | with an unknown architecture | { "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_DREAM"], "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } |

      @req:LINUX-SECCOMP-015
      Examples: Flags
        | fault                | filter |
        | with an unknown flag | { "defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_DREAM"], "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } |

      @req:LINUX-SECCOMP-028
      Examples: Nothing named
        | fault                         | filter |
        | with a rule that has no names | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "action": "SCMP_ACT_ERRNO" }] } |

      @req:LINUX-SECCOMP-031
      Examples: An empty list
        | fault                          | filter |
        | with a rule that names nothing | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": [], "action": "SCMP_ACT_ERRNO" }] } |

      @req:LINUX-SECCOMP-032
      Examples: No action
        | fault                        | filter |
        | with a rule without an action | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"] }] } |

      @req:LINUX-SECCOMP-033
      Examples: Actions
        | fault                  | filter |
        | with an unknown action | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_DREAM" }] } |

      @req:LINUX-SECCOMP-044
      Examples: Errors of actions that have none
        | fault                                | filter |
        | with a rule that permits, and an error | { "defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ALLOW", "errnoRet": 13 }] } |

      @req:LINUX-SECCOMP-048
      Examples: Arguments
        | fault               | filter |
        | on a seventh argument | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["umask"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 6, "value": 1, "op": "SCMP_CMP_EQ" }] }] } |

      @req:LINUX-SECCOMP-052
      Examples: No operator
        | fault               | filter |
        | without an operator | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["umask"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 0, "value": 1 }] }] } |

      @req:LINUX-SECCOMP-053
      Examples: Operators
        | fault                    | filter |
        | with an unknown operator | { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["umask"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 0, "value": 1, "op": "SCMP_CMP_DREAM" }] }] } |

      @req:LINUX-SECCOMP-025
      Examples: Nobody to tell
        | fault                             | filter |
        | with metadata and without a listener | { "defaultAction": "SCMP_ACT_ALLOW", "listenerMetadata": "text", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } |

    @id:seccomp/listener-absent @runc:RUNC-NOTIFY-006 @req:LINUX-SECCOMP-021 @needs:seccomp-notify
    Scenario: A listener that is not there is an error
      Given a bundle whose process prints "ran"
      And the bundle has the fault:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/absent.sock",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      When the runtime runs the container
      Then the command fails

    @id:seccomp/listener-unused @runc:RUNC-NOTIFY-005 @req:LINUX-SECCOMP-022
    Scenario: A listener that no rule asks for is not looked for
      Given a bundle whose process tries the system call "getppid"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/absent.sock",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs the container
      Then the process prints "EPERM"

    @id:seccomp/listener-is-none @req:LINUX-SECCOMP-017 @needs:seccomp-notify
    Scenario Outline: A listener that is <what> is an error
      Given a datagram socket is at "datagram"
      And the host has the file "file" with "text"
      And the bundle has the fault:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/<path>",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | what              | path     |
        | an ordinary file  | file     |
        | a datagram socket | datagram |

  @needs:seccomp-notify
  Rule: The agent at listenerPath takes over the filter

    @id:seccomp/notify @runc:RUNC-NOTIFY-001 @req:LINUX-SECCOMP-016 @req:LINUX-CPS-006 @req:LINUX-SECCOMP-018 @req:LINUX-SECCOMP-020 @req:LINUX-SECCOMP-023 @req:LINUX-CPS-001 @req:LINUX-CPS-002 @req:LINUX-CPS-004 @req:LINUX-CPS-005 @req:LINUX-CPS-009 @lim:seccomp-notify
    Scenario: The agent receives one process state with the filter's descriptor
      Given a seccomp agent listens at the socket "agent"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/agent",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the seccomp agent receives 1 process state, each over a connection of its own

    @id:seccomp/notify-state @runc:RUNC-NOTIFY-001 @req:LINUX-CPS-007 @req:LINUX-CPS-008 @req:LINUX-CPS-009 @req:LINUX-SECCOMP-024 @lim:seccomp-notify
    Scenario: The process state tells the process, the container and the metadata
      Given a seccomp agent listens at the socket "agent"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/agent", "listenerMetadata": "policy=7",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the process state that the seccomp agent receives has:
        | pid          | ${pid}    |
        | metadata     | policy=7  |
        | state.id     | ${id}     |
        | state.pid    | ${pid}    |
        | state.bundle | ${bundle} |

    @id:seccomp/notify-answers @runc:RUNC-NOTIFY-001 @runc:RUNC-NOTIFY-008 @req:LINUX-SECCOMP-042 @req:LINUX-SECCOMP-023 @lim:seccomp-notify
    Scenario: A call gets the agent's answer
      Given a bundle whose process tries the system call "getppid"
      And a seccomp agent listens at the socket "agent"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/agent",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      When the runtime runs the container
      Then the process prints "ENOMEDIUM"

    @id:seccomp/notify-killable @req:LINUX-SECCOMP-014 @isolation:process
    Scenario: A filter that waits for the agent through signals is refused, or in effect
      Given a bundle whose process tries the system call "getppid"
      And a seccomp agent listens at the socket "agent"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/agent",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      And the bundle has the faulty fields:
        | linux.seccomp.flags | ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"] |
      When the runtime runs the container
      Then the command fails, or the process prints "ENOMEDIUM"

    @id:seccomp/notify-exec @runc:RUNC-NOTIFY-002 @req:LINUX-SECCOMP-018 @req:LINUX-SECCOMP-019 @lim:seccomp-notify
    Scenario: An executed process's state comes over another connection
      Given a seccomp agent listens at the socket "agent"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/agent",
          "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      When the runtime runs the container in the background
      And the runtime executes a process that prints "executed"
      Then the command succeeds
      And the seccomp agent receives 2 process states, each over a connection of its own
