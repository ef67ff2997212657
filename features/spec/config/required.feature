Feature: Properties that must be there
  What the specification calls REQUIRED is an error where it is left out: an invalid configuration makes no container.

  @req:CONFIG-VALID-001
  Rule: An entry without a required number is refused

    @id:required/number
    Scenario Outline: <what> is refused
      Given the bundle has the faulty fields:
        | <path> | <value> |
      When the runtime creates the container
      Then the command fails

      @req:CONFIG-RLIMIT-005
      Examples: Soft limits
        | what                          | path            | value                                        |
        | A resource limit without soft | process.rlimits | [{"type": "RLIMIT_SIGPENDING", "hard": 200}] |

      @req:CONFIG-RLIMIT-007
      Examples: Hard limits
        | what                          | path            | value                                      |
        | A resource limit without hard | process.rlimits | [{"type": "RLIMIT_SIGPENDING", "soft": 0}] |

      @req:CONFIG-LINUXPROC-050
      Examples: I/O priorities
        | what                             | path               | value                          |
        | An I/O priority without a number | process.ioPriority | {"class": "IOPRIO_CLASS_IDLE"} |

      @req:CONFIG-USER-001
      Examples: Users
        | what               | path         | value                      |
        | A user without uid | process.user | {"uid": null, "gid": 1000} |

      @req:CONFIG-USER-004
      Examples: Groups
        | what               | path         | value                      |
        | A user without gid | process.user | {"uid": 1000, "gid": null} |

      @needs:seccomp @req:LINUX-SECCOMP-047
      Examples: Arguments of calls
        | what                               | path          | value                                                                                                                                             |
        | A condition that names no argument | linux.seccomp | {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["umask"], "action": "SCMP_ACT_ERRNO", "args": [{"value": 18, "op": "SCMP_CMP_EQ"}]}]} |

      @needs:seccomp @req:LINUX-SECCOMP-049
      Examples: Values of arguments
        | what                            | path          | value                                                                                                                                            |
        | A condition that names no value | linux.seccomp | {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["umask"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 0, "op": "SCMP_CMP_EQ"}]}]} |

      @needs:cgroup-hugetlb @req:LINUX-HUGE-006
      Examples: Huge pages
        | what                              | path                           | value                 |
        | A limit of huge pages without one | linux.resources.hugepageLimits | [{"pageSize": "2MB"}] |

      @needs:cgroup-net_prio @needs:cgroup-v1 @req:LINUX-NETCLS-005
      Examples: Priorities of interfaces
        | what                                   | path                               | value            |
        | A priority of an interface without one | linux.resources.network.priorities | [{"name": "lo"}] |

    @id:required/mapping @needs:userns
    Scenario Outline: A mapping without <property> is refused
      Given the bundle has a user namespace
      And the bundle has the faulty fields:
        | linux.uidMappings | [<mapping>, {"containerID": 2000, "hostID": 200000, "size": 10}] |
      When the runtime creates the container
      Then the command fails

      @req:LINUX-USERNS-004
      Examples: Ids in the container
        | property    | mapping                          |
        | containerID | {"hostID": 100000, "size": 1000} |

      @req:LINUX-USERNS-005
      Examples: Ids of the host
        | property | mapping                          |
        | hostID   | {"containerID": 0, "size": 1000} |

    @id:required/device-allow @needs:cgroup-devices @needs:fuse @req:LINUX-DEVCG-002
    Scenario: A device rule that does not say whether it permits is refused
      Given the bundle is patched with:
        """
        { "linux": {
          "devices": [{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "fileMode": 438, "uid": 0, "gid": 0 }],
          "resources": { "devices": [{ "allow": true, "access": "rwm" }] } } }
        """
      And the bundle's linux.resources.devices also hold the fault:
        """
        { "type": "c", "major": 10, "minor": 229, "access": "rw" }
        """
      When the runtime creates the container
      Then the command fails

    @id:required/terminal-size
    Scenario Outline: A terminal's size without <property> is refused, or is 0
      Given a bundle whose process prints the size of its terminal
      And the bundle is patched with:
        """
        { "process": { "terminal": true, "consoleSize": { "height": 10, "width": 110 } } }
        """
      And the bundle has the faulty fields:
        | process.consoleSize.<property> | null |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command fails, or the terminal prints "<printed>"

      @req:CONFIG-PROCESS-009
      Examples: Rows
        | property | printed |
        | height   | 0 110   |

      @req:CONFIG-PROCESS-010
      Examples: Columns
        | property | printed |
        | width    | 10 0    |

  @req:CONFIG-VALID-001 @req:RT-CREATE-011
  Rule: An entry that says nothing without the property is an error

    @id:required/refused
    Scenario Outline: <what> is refused
      Given the bundle has the fault:
        """
        { "linux": { <patch> } }
        """
      When the runtime creates the container
      Then the command fails

      @needs:cgroup-io @req:LINUX-BLKIO-006
      Examples: Devices with a weight
        | what                  | patch                                                               |
        | A weight of no device | "resources": { "blockIO": { "weightDevice": [{ "weight": 500 }] } } |

      @needs:cgroup-io @needs:loop-device @req:LINUX-BLKIO-009
      Examples: Weights
        | what                          | patch                                                                        |
        | A device's weight without one | "resources": { "blockIO": { "weightDevice": [{ "major": 7, "minor": 0 }] } } |

      @needs:cgroup-io @req:LINUX-BLKIO-013
      Examples: Devices with a rate of bytes
        | what                         | patch                                                                          |
        | A rate of bytes of no device | "resources": { "blockIO": { "throttleReadBpsDevice": [{ "rate": 1048576 }] } } |

      @needs:cgroup-io @req:LINUX-BLKIO-017
      Examples: Devices with a rate of operations
        | what                              | patch                                                                        |
        | A rate of operations of no device | "resources": { "blockIO": { "throttleWriteIOPSDevice": [{ "rate": 100 }] } } |

      @req:LINUX-HUGE-003
      Examples: Huge pages
        | what                             | patch                                                     |
        | A limit of huge pages of no size | "resources": { "hugepageLimits": [{ "limit": 4194304 }] } |

      @req:LINUX-NETCLS-003
      Examples: Interfaces
        | what                       | patch                                                             |
        | A priority of no interface | "resources": { "network": { "priorities": [{ "priority": 3 }] } } |

      @req:LINUX-RDMA-004
      Examples: Remote memory
        | what                                 | patch                                     |
        | A limit of remote memory without one | "resources": { "rdma": { "dream0": {} } } |

      @needs:numa @req:LINUX-MEMPOL-002
      Examples: Memory policies
        | what                           | patch                            |
        | A memory policy without a mode | "memoryPolicy": { "nodes": "0" } |

    @id:required/rate @needs:cgroup-io @needs:loop-device
    Scenario Outline: A <property> entry without a rate is refused, or sets none
      Given a bundle whose process runs the script "cat /sys/fs/cgroup/blkio/<setting> /sys/fs/cgroup/io.max 2>/dev/null | grep -c ^7:0; true"
      And the bundle has the faulty fields:
        | linux.resources.blockIO.<property> | [{"major": 7, "minor": 0}] |
      When the runtime runs the container
      Then the command fails, or the process prints "0"

      @req:LINUX-BLKIO-014
      Examples: Bytes
        | property              | setting                        |
        | throttleReadBpsDevice | blkio.throttle.read_bps_device |

      @req:LINUX-BLKIO-018
      Examples: Operations
        | property                | setting                          |
        | throttleWriteIOPSDevice | blkio.throttle.write_iops_device |
