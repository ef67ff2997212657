Feature: Limits and priorities of the process
  A limit or a priority that is dropped shows only under load, when it is too late.

  @req:CONFIG-RLIMIT-002 @req:CONFIG-RLIMIT-004 @req:CONFIG-RLIMIT-006 @req:CONFIG-RLIMIT-008
  Rule: Each resource of getrlimit(2) can be limited

    @id:rlimits/types @runc:RUNC-RLIM-001
    Scenario Outline: <type> has its soft and its hard limit
      Given a bundle whose process prints its <type> limit
      And the bundle has the fields:
        | process.rlimits | [{"type": "<type>", "soft": <soft>, "hard": <hard>}] |
      And a created container
      When the runtime starts the container
      Then the process prints "<soft> <hard>"

      Examples:
        | type              | soft       | hard       |
        | RLIMIT_AS         | 1073741824 | 2147483648 |
        | RLIMIT_CORE       | 0          | 1048576    |
        | RLIMIT_CPU        | 100        | 200        |
        | RLIMIT_DATA       | 1073741824 | 2147483648 |
        | RLIMIT_FSIZE      | 1048576    | 2097152    |
        | RLIMIT_LOCKS      | 100        | 200        |
        | RLIMIT_MEMLOCK    | 32768      | 65536      |
        | RLIMIT_MSGQUEUE   | 1000       | 2000       |
        | RLIMIT_NPROC      | 5000       | 6000       |
        | RLIMIT_RSS        | 1073741824 | 2147483648 |
        | RLIMIT_RTTIME     | 1000000    | 2000000    |
        | RLIMIT_SIGPENDING | 100        | 200        |
        | RLIMIT_STACK      | 4194304    | 8388608    |

    @id:rlimits/zero
    Scenario: A limit of zero is zero
      Given a bundle whose process prints its RLIMIT_CORE limit
      And the bundle has the fields:
        | process.rlimits | [{"type": "RLIMIT_CORE", "soft": 0, "hard": 0}] |
      And a created container
      When the runtime starts the container
      Then the process prints "0 0"

    @id:rlimits/two
    Scenario: A second limit in the list is applied too
      Given a bundle whose process prints its RLIMIT_CORE limit
      And the bundle has the fields:
        | process.rlimits | [{"type": "RLIMIT_NOFILE", "soft": 100, "hard": 200}, {"type": "RLIMIT_CORE", "soft": 4096, "hard": 8192}] |
      And a created container
      When the runtime starts the container
      Then the process prints "4096 8192"

    @id:rlimits/ceiling @req:CONFIG-RLIMIT-009
    Scenario: A process without privileges cannot raise its hard limit
      Given a bundle whose process runs the script "ulimit -Hn 150 2>/dev/null && ulimit -Hn 160 2>/dev/null; ulimit -Hn"
      And the bundle has the fields:
        | process.rlimits | [{"type": "RLIMIT_NOFILE", "soft": 100, "hard": 200}] |
      When the runtime runs the container
      Then the process prints "150"

  @req:CONFIG-RLIMIT-003 @req:CONFIG-RLIMIT-010 @req:CONFIG-RLIMIT-001
  Rule: A wrong entry is an error

    @id:rlimits/invalid
    Scenario Outline: Resource limits with <fault> are refused
      Given the bundle has the faulty fields:
        | process.rlimits | <value> |
      When the runtime creates the container
      Then the command fails

      Examples:
        | fault                    | value                                                                                                        |
        | a name without a prefix  | [{"type": "nofile", "soft": 100, "hard": 200}]                                                               |
        | an empty name            | [{"type": "", "soft": 100, "hard": 200}]                                                                     |
        | no name                  | [{"soft": 100, "hard": 200}]                                                                                 |
        | a type twice             | [{"type": "RLIMIT_CORE", "soft": 4096, "hard": 8192}, {"type": "RLIMIT_CORE", "soft": 1024, "hard": 2048}]   |
        | a soft above the hard    | [{"type": "RLIMIT_NOFILE", "soft": 200, "hard": 100}]                                                        |
        | a value below zero       | [{"type": "RLIMIT_CORE", "soft": 0, "hard": -1}]                                                             |

  @req:CONFIG-LINUXPROC-013
  Rule: oomScoreAdj is the process's

    @id:process/oom-score @runc:RUNC-ENV-012
    Scenario Outline: The process has the oomScoreAdj <value>
      Given a bundle whose process prints the content of "/proc/self/oom_score_adj"
      And the bundle has the fields:
        | process.oomScoreAdj | <value> |
      And a created container
      When the runtime starts the container
      Then the process prints "<value>"

      Examples:
        | value |
        | 500   |
        | 1000  |

  @req:CONFIG-LINUXPROC-014
  Rule: Without oomScoreAdj the runtime leaves the value alone

    @id:process/oom-score-inherited @runc:RUNC-ENV-012 @lim:separate-kernel
    Scenario: The process has the OOM score adjustment of its caller
      Given a bundle whose process prints the content of "/proc/self/oom_score_adj"
      And the commands have the OOM score adjustment 300
      When the runtime runs the container
      Then the process prints "300"

  @req:CONFIG-LINUXPROC-015
  Rule: The scheduling policy is the process's

    @id:scheduler/policy
    Scenario Outline: The process runs under <policy>
      Given a bundle whose process prints its scheduling policy
      And the bundle has the fields:
        | process.scheduler | {"policy": "<policy>"} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<policy>"

      @req:CONFIG-LINUXPROC-018
      Examples: The usual one
        | policy      |
        | SCHED_OTHER |

      @req:CONFIG-LINUXPROC-021
      Examples: For jobs
        | policy      |
        | SCHED_BATCH |

      @req:CONFIG-LINUXPROC-023
      Examples: For idle times
        | policy     |
        | SCHED_IDLE |

    @id:scheduler/real-time @needs:sched-core @needs:real-time @req:CONFIG-LINUXPROC-027
    Scenario Outline: The process runs under <policy> with its priority
      Given a bundle whose process runs the script "scheduling policy; scheduling priority"
      And the bundle has the fields:
        | process.scheduler | {"policy": "<policy>", "priority": 7} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "7"
      And the process prints "<policy>"

      @req:CONFIG-LINUXPROC-019
      Examples: To the end
        | policy     |
        | SCHED_FIFO |

      @req:CONFIG-LINUXPROC-020
      Examples: In turns
        | policy   |
        | SCHED_RR |

    @id:scheduler/deadline @needs:sched-core
    Scenario Outline: A process that has <kept> is given the processor by its deadline
      Given a bundle whose process prints its scheduling deadline
      And the bundle has the fields:
        | process.scheduler | {"policy": "SCHED_DEADLINE", "runtime": 10000000, "deadline": 20000000, "period": <period>} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "10000000 20000000 <printed>"

      @req:CONFIG-LINUXPROC-024 @req:CONFIG-LINUXPROC-037 @req:CONFIG-LINUXPROC-039 @req:CONFIG-LINUXPROC-041
      Examples: A period
        | kept     | period   | printed  |
        | a period | 30000000 | 30000000 |

      @req:CONFIG-LINUXPROC-042
      Examples: No period, whose 0 the kernel takes for the deadline
        | kept      | period | printed  |
        | no period | null   | 20000000 |

    @id:scheduler/absent
    Scenario Outline: An absent <property> is 0, which the kernel refuses for <policy>
      Given the bundle has the fields:
        | process.scheduler | <scheduler> |
      And the bundle has the faulty fields:
        | process.scheduler.<property> | null |
      When the runtime runs the container in the background
      Then the command reports an error

      @needs:sched-core @needs:real-time @req:CONFIG-LINUXPROC-028
      Examples: Priorities
        | property | policy     | scheduler                               |
        | priority | SCHED_FIFO | {"policy": "SCHED_FIFO", "priority": 7} |

      @needs:sched-core @req:CONFIG-LINUXPROC-038
      Examples: Run times
        | property | policy         | scheduler                                                                       |
        | runtime  | SCHED_DEADLINE | {"policy": "SCHED_DEADLINE", "runtime": 10000000, "deadline": 20000000, "period": 30000000} |

      @needs:sched-core @req:CONFIG-LINUXPROC-040
      Examples: Deadlines
        | property | policy         | scheduler                                                                       |
        | deadline | SCHED_DEADLINE | {"policy": "SCHED_DEADLINE", "runtime": 10000000, "deadline": 20000000, "period": 30000000} |

    @id:scheduler/nice-absent @req:CONFIG-LINUXPROC-026 @needs:nice-0
    Scenario: Without a nice value the process has 0, whatever its caller has
      Given a bundle whose process prints its scheduling nice
      And the bundle has the fields:
        | process.scheduler | {"policy": "SCHED_OTHER"} |
      And the commands have the nice value 5
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0"

    @id:scheduler/nice @req:CONFIG-LINUXPROC-025 @needs:nice-0
    Scenario Outline: The process has the nice value <nice>
      Given a bundle whose process prints its scheduling nice
      And the bundle has the fields:
        | process.scheduler | {"policy": "SCHED_OTHER", "nice": <nice>} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<nice>"

      Examples:
        | nice |
        | 5    |
        | 19   |

    @id:scheduler/invalid @req:CONFIG-LINUXPROC-016 @req:CONFIG-LINUXPROC-017 @req:CONFIG-LINUXPROC-036
    Scenario Outline: A scheduler with <fault> is refused
      Given the bundle has the faulty fields:
        | process.scheduler | <value> |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | fault             | value                                                        |
        | no policy         | {"nice": 5}                                                  |
        | an unknown policy | {"policy": "SCHED_DREAM"}                                    |
        | an unknown flag   | {"policy": "SCHED_OTHER", "flags": ["SCHED_FLAG_DREAM"]}     |

  @req:CONFIG-VALID-003
  Rule: A scheduling flag has its effect, or is refused

    @id:scheduler/flags
    Scenario Outline: <flag> is refused, or <effect>
      Given a bundle whose process runs the script "<program>"
      And the bundle has the fields:
        | process.scheduler | <scheduler> |
      And the bundle has the faulty fields:
        | process.scheduler.flags | ["<flag>"] |
      When the runtime runs the container in the background
      Then the command fails, or the process prints "<printed>"

      @req:CONFIG-LINUXPROC-029
      Examples: Children
        | flag                     | effect                | scheduler                 | program               | printed                  |
        | SCHED_FLAG_RESET_ON_FORK | the process has it    | {"policy": "SCHED_OTHER"} | exec scheduling flags | SCHED_FLAG_RESET_ON_FORK |

      @needs:sched-core @req:CONFIG-LINUXPROC-030
      Examples: Time that others leave
        | flag               | effect             | scheduler                                                                  | program               | printed            |
        | SCHED_FLAG_RECLAIM | the process has it | {"policy": "SCHED_DEADLINE", "runtime": 10000000, "deadline": 20000000} | exec scheduling flags | SCHED_FLAG_RECLAIM |

      @needs:sched-core @req:CONFIG-LINUXPROC-031
      Examples: Time that is exceeded
        | flag                  | effect             | scheduler                                                                  | program               | printed               |
        | SCHED_FLAG_DL_OVERRUN | the process has it | {"policy": "SCHED_DEADLINE", "runtime": 10000000, "deadline": 20000000} | exec scheduling flags | SCHED_FLAG_DL_OVERRUN |

      @req:CONFIG-LINUXPROC-032 @needs:nice-0
      Examples: The policy
        | flag                   | effect                          | scheduler                            | program                                            | printed       |
        | SCHED_FLAG_KEEP_POLICY | the policy is as it was before  | {"policy": "SCHED_BATCH", "nice": 5} | echo $(scheduling policy) $(scheduling nice) | SCHED_OTHER 5 |

      @needs:nice-0 @req:CONFIG-LINUXPROC-033
      Examples: All values, among which the kernel counts the policy
        | flag                   | effect                             | scheduler                            | program                                            | printed       |
        | SCHED_FLAG_KEEP_PARAMS | all is as it was before             | {"policy": "SCHED_BATCH", "nice": 5} | echo $(scheduling policy) $(scheduling nice) | SCHED_OTHER 0 |

      @req:CONFIG-LINUXPROC-034
      Examples: The lowest use of a processor
        | flag                      | effect                    | scheduler                            | program                                           | printed            |
        | SCHED_FLAG_UTIL_CLAMP_MIN | the process has 0, of its absent value | {"policy": "SCHED_BATCH"} | echo $(scheduling policy) $(scheduling clamp) | SCHED_BATCH 0 1024 |

      @req:CONFIG-LINUXPROC-035
      Examples: The highest use of a processor
        | flag                      | effect                    | scheduler                            | program                                           | printed         |
        | SCHED_FLAG_UTIL_CLAMP_MAX | the process has 0, of its absent value | {"policy": "SCHED_BATCH"} | echo $(scheduling policy) $(scheduling clamp) | SCHED_BATCH 0 0 |

  @req:CONFIG-LINUXPROC-044
  Rule: The I/O priority is the process's

    @id:io-priority/class @req:CONFIG-LINUXPROC-047 @req:CONFIG-LINUXPROC-048
    Scenario Outline: The process has the I/O priority <class> <priority>
      Given a bundle whose process prints its scheduling io
      And the bundle has the fields:
        | process.ioPriority | {"class": "<class>", "priority": <priority>} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<class> <priority>"

      Examples:
        | class             | priority |
        | IOPRIO_CLASS_BE   | 7        |
        | IOPRIO_CLASS_IDLE | 0        |

    @id:io-priority/real-time @needs:root @req:CONFIG-LINUXPROC-046
    Scenario: The process has a real-time I/O priority
      Given a bundle whose process prints its scheduling io
      And the bundle has the fields:
        | process.ioPriority | {"class": "IOPRIO_CLASS_RT", "priority": 3} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "IOPRIO_CLASS_RT 3"

    @id:io-priority/invalid @runc:RUNC-SCHED-005 @req:CONFIG-LINUXPROC-045 @req:CONFIG-LINUXPROC-049 @req:CONFIG-LINUXPROC-051
    Scenario Outline: An I/O priority with <fault> is refused
      Given the bundle has the faulty fields:
        | process.ioPriority | <value> |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | fault                | value                                              |
        | no class             | {"priority": 3}                                    |
        | an unknown class     | {"class": "IOPRIO_CLASS_DREAM", "priority": 3}     |
        | a priority above 7   | {"class": "IOPRIO_CLASS_BE", "priority": 8}        |

  @req:CONFIG-LINUXPROC-052 @needs:multi-cpu
  Rule: execCPUAffinity leaves the container's first process alone

    @id:process/exec-cpu-affinity @needs:cgroup-cpuset
    Scenario: The first process may run on each of the container's processors
      Given a bundle whose process prints its scheduling cpus
      And the bundle has the fields:
        | process.execCPUAffinity      | {"initial": "0", "final": "0"} |
        | linux.resources.cpu.cpus     | "0-1"                          |
      And a created container
      When the runtime starts the container
      Then the process prints "0 1"

  @needs:multi-cpu @needs:cgroup-cpuset
  Rule: execCPUAffinity says where executed processes may run

    @id:exec-affinity/final @runc:RUNC-SCHED-006 @req:CONFIG-LINUXPROC-054 @req:CONFIG-LINUXPROC-055
    Scenario Outline: A final list of "<list>" leaves the executed process <cpus>
      Given the bundle has the fields:
        | linux.resources.cpu.cpus | "0-1" |
      And a running container
      When the runtime executes, patched as below, a process that prints its scheduling cpus
        """
        { "execCPUAffinity": { "initial": "0", "final": "<list>" } }
        """
      Then the executed process prints "<cpus>"

      Examples:
        | list | cpus |
        | 1    | 1    |
        | 0-1  | 0 1  |
        | 0,1  | 0 1  |

    @id:exec-affinity/initial @runc:RUNC-SCHED-006 @needs:kept-affinity @req:CONFIG-LINUXPROC-053 @req:CONFIG-LINUXPROC-056
    Scenario: An initial list alone is what the kernel leaves the executed process
      Given the bundle has the fields:
        | linux.resources.cpu.cpus | "0-1" |
      And a running container
      When the runtime executes, patched as below, a process that prints its scheduling cpus
        """
        { "execCPUAffinity": { "initial": "1" } }
        """
      Then the executed process prints "1"

    @id:exec-affinity/refused @req:CONFIG-LINUXPROC-054
    Scenario Outline: A list of processors that is <list> is refused as <property>
      Given the bundle has the fields:
        | linux.resources.cpu.cpus | "0-1" |
      And a running container
      When the runtime executes, patched as below, a process that prints its scheduling cpus
        """
        { "execCPUAffinity": { "<property>": "<list>" } }
        """
      Then the command fails

      Examples:
        | list  | property |
        | first | final    |
        | 0-    | final    |
        | 1-0   | initial  |
