Feature: Cgroups and their settings
  A limit that is dropped without a word lets one container starve the others.

  Rule: An absolute cgroupsPath starts at the cgroup mount, and is made

    @id:cgroups/path @req:LINUX-CGPATH-001 @req:LINUX-CGPATH-002 @req:LINUX-CGPATH-009 @needs:cgroup-pids
    Scenario: The process is in the cgroup at cgroupsPath, three levels deep
      Given the bundle has the fields:
        | linux.cgroupsPath | "/${id}/one/two" |
      And a created container
      When the runtime starts the container
      Then the host's cgroup at cgroupsPath holds the container's process

    @id:cgroups/path-again @req:LINUX-CGPATH-004 @needs:cgroup-pids
    Scenario: The path of a container that is gone leads another one to the same cgroup
      Given the bundle has the fields:
        | linux.cgroupsPath | "/${sandbox}" |
      And a deleted container
      And a created container
      When the runtime starts the container
      Then the host's cgroup at cgroupsPath holds the container's process

    @id:cgroups/path-outside @req:LINUX-CGPATH-006 @req:LINUX-CGPATH-007
    Scenario: A cgroupsPath that leads out of the hierarchy is refused, or the container runs within
      Given a bundle whose process prints "ran"
      And the bundle has the faulty fields:
        | linux.cgroupsPath | "/../../../../${id}" |
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

    @id:cgroups/occupied @req:LINUX-CGROUP-001 @req:LINUX-CGROUP-002 @req:LINUX-CGROUP-004
    Scenario: A cgroup that holds another container's process is refused, or the container runs
      Given a running container
      And a bundle whose process prints "ran"
      And the bundle has the faulty fields:
        | linux.cgroupsPath | "/${sandbox}" |
      And a prepared container
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

    @id:cgroups/frozen @req:LINUX-CGROUP-003 @req:LINUX-CGROUP-002 @needs:cgroup-freezer
    Scenario: A cgroup that is frozen is refused, or the container runs once it is not
      Given a bundle whose process prints "ran"
      And the host has a cgroup that is frozen for 5 seconds
      And the bundle has the faulty fields:
        | linux.cgroupsPath | "${hostCgroup}" |
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

    @id:cgroups/all-left-out @req:LINUX-OPTIONAL-001
    Scenario: A configuration whose linux part has nothing but namespaces runs
      Given a bundle whose process prints "ran"
      And the bundle is patched with:
        """
        { "linux": null }
        """
      And the bundle is patched with:
        """
        { "linux": { "namespaces": [{ "type": "pid" }, { "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" }] } }
        """
      When the runtime runs the container
      Then the process prints "ran"

    @id:cgroups/path-relative @req:LINUX-CGPATH-001 @req:LINUX-CGPATH-003
    Scenario: A relative cgroupsPath is refused, or the container runs
      Given a bundle whose process prints "ran"
      And the bundle has the faulty fields:
        | linux.cgroupsPath | "${id}" |
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

    @id:cgroups/path-absent @req:LINUX-CGPATH-005
    Scenario: A configuration without cgroupsPath is refused, or the container runs
      Given a bundle whose process prints "ran"
      And the bundle has the fault:
        """
        { "linux": { "cgroupsPath": null } }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

  Rule: A cgroup that is there already is taken as it is

    @id:cgroups/limits-kept @req:LINUX-CGPATH-011 @needs:cgroup-pids @isolation:process
    Scenario: Without resources the limits of an existing cgroup stay
      Given the host has a cgroup with the pids limit "50"
      And the bundle has the fields:
        | linux.cgroupsPath | "${hostCgroup}" |
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's pids limit is "50"

  @req:LINUX-CGPATH-010
  Rule: Settings come from resources

    @id:resources/set
    Scenario Outline: <what> of <value> is the cgroup's <setting>
      Given the bundle is patched with:
        """
        { "linux": { "resources": { <resources> } } }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's <setting> is "<value>"

      @needs:cgroup-memory @req:LINUX-MEM-001 @req:LINUX-MEM-003
      Examples: Memory
        | what         | resources                       | setting      | value    |
        | memory.limit | "memory": { "limit": 67108864 } | memory limit | 67108864 |

      @needs:cgroup-memory @req:LINUX-MEM-002
      Examples: Memory without a limit
        | what               | resources                 | setting      | value |
        | an open memory.limit | "memory": { "limit": -1 } | memory limit | max   |

      @needs:cgroup-memory @needs:cgroup-memory-swap @needs:cgroup-v1 @isolation:process @req:LINUX-MEM-005
      Examples: Memory and swap together
        | what        | resources                                            | setting                     | value     |
        | memory.swap | "memory": { "limit": 67108864, "swap": 134217728 } | memory.memsw.limit_in_bytes | 134217728 |

      @needs:cgroup-memory @needs:cgroup-v2 @req:LINUX-MEM-005
      Examples: Swap alone, which v2 limits
        | what              | resources                                            | setting         | value    |
        | memory.swap on v2 | "memory": { "limit": 67108864, "swap": 134217728 } | memory.swap.max | 67108864 |

      @needs:cgroup-memory @needs:cgroup-v1 @isolation:process @req:LINUX-MEM-011
      Examples: Nobody kills for memory
        | what                    | resources                                                      | setting            | value                                      |
        | memory.disableOOMKiller | "memory": { "limit": 67108864, "disableOOMKiller": true } | memory.oom_control | oom_kill_disable 1 under_oom 0 oom_kill 0 |

      @needs:cgroup-memory @needs:cgroup-v1 @isolation:process @req:LINUX-MEM-013
      Examples: Limits that cgroups below share
        | what                | resources                                                  | setting              | value |
        | memory.useHierarchy | "memory": { "limit": 67108864, "useHierarchy": true } | memory.use_hierarchy | 1     |

      @needs:cgroup-pids @req:LINUX-PIDS-002 @runc:RUNC-CGROUP-011
      Examples: Tasks without a limit
        | what                | resources                 | setting    | value |
        | an open pids.limit  | "pids": { "limit": -1 } | pids limit | max   |

      @needs:cgroup-memory @req:LINUX-MEM-004
      Examples: Memory to keep
        | what               | resources                             | setting            | value    |
        | memory.reservation | "memory": { "reservation": 33554432 } | memory reservation | 33554432 |

      @needs:cgroup-memory @needs:cgroup-v1 @req:LINUX-MEM-009 @req:LINUX-MEM-010 @lim:memory-swap
      Examples: Swapping
        | what                | resources                       | setting           | value |
        | memory.swappiness   | "memory": { "swappiness": 17 }  | memory.swappiness | 17    |
        | no swappiness       | "memory": { "swappiness": 0 }   | memory.swappiness | 0     |
        | full swappiness     | "memory": { "swappiness": 100 } | memory.swappiness | 100   |

      @needs:cgroup-cpu @req:LINUX-CPU-001
      Examples: Shares of processors
        | what        | resources                     | setting    | value  |
        | most shares | "cpu": { "shares": 262144 }   | cpu shares | 262144 |

      @needs:cgroup-cpu @req:LINUX-CPU-002
      Examples: Time of processors
        | what      | resources                                      | setting   | value |
        | cpu.quota | "cpu": { "quota": 20000, "period": 50000 }     | cpu quota | 20000 |

      @needs:cgroup-cpu @req:LINUX-CPU-008
      Examples: Periods
        | what         | resources                                  | setting    | value |
        | cpu.period   | "cpu": { "quota": 20000, "period": 50000 } | cpu period | 50000 |
        | a sole cpu.period | "cpu": { "period": 50000 }            | cpu period | 50000 |

      @needs:cgroup-cpu @needs:cgroup-v2 @req:LINUX-UNIFIED-009
      Examples: Settings of v1 as v2 has them
        | what                   | resources                                  | setting | value       |
        | a quota and its period | "cpu": { "quota": 20000, "period": 50000 } | cpu.max | 20000 50000 |

      @needs:cgroup-cpu-rt @isolation:process @req:LINUX-CPU-009
      Examples: Time of real-time processes
        | what                | resources                                                        | setting           | value |
        | cpu.realtimeRuntime | "cpu": { "realtimeRuntime": 5000, "realtimePeriod": 500000 } | cpu.rt_runtime_us | 5000  |

      @needs:cgroup-cpu-rt @isolation:process @req:LINUX-CPU-010
      Examples: Periods of real-time processes
        | what               | resources                                                        | setting          | value  |
        | cpu.realtimePeriod | "cpu": { "realtimeRuntime": 5000, "realtimePeriod": 500000 } | cpu.rt_period_us | 500000 |

      @needs:cgroup-cpu @req:LINUX-CPU-005
      Examples: Bursts
        | what      | resources                                                     | setting   | value |
        | cpu.burst | "cpu": { "quota": 50000, "period": 100000, "burst": 10000 } | cpu burst | 10000 |

      @needs:cgroup-cpuset @req:LINUX-CPU-011 @req:LINUX-CPU-012
      Examples: Processors
        | what     | resources                  | setting | value |
        | cpu.cpus | "cpu": { "cpus": "0" }     | cpu set | 0     |

      @needs:cgroup-cpuset @req:LINUX-CPU-013 @req:LINUX-CPU-014
      Examples: Memory nodes
        | what     | resources                | setting      | value |
        | cpu.mems | "cpu": { "mems": "0-0" } | memory nodes | 0     |

      @needs:cgroup-hugetlb @req:LINUX-HUGE-002 @req:LINUX-HUGE-005 @req:LINUX-HUGE-007 @runc:RUNC-CGROUP-010
      Examples: Huge pages
        | what           | resources                                                     | setting       | value   |
        | hugepageLimits | "hugepageLimits": [{ "pageSize": "2MB", "limit": 4194304 }] | hugetlb limit | 4194304 |

      @needs:cgroup-hugetlb @req:LINUX-HUGE-001 @runc:RUNC-CGROUP-010
      Examples: Reservations of huge pages
        | what                          | resources                                                     | setting              | value   |
        | hugepageLimits, for what is reserved | "hugepageLimits": [{ "pageSize": "2MB", "limit": 4194304 }] | hugetlb reservations | 4194304 |

      @needs:cgroup-net_cls @needs:cgroup-v1 @req:LINUX-NETCLS-001
      Examples: Tags of packets
        | what            | resources                        | setting         | value |
        | network.classID | "network": { "classID": 1048577 } | net_cls.classid | 1048577 |

    @id:resources/rdma @needs:rdma @needs:cgroup-rdma
    Scenario Outline: <what> of a device of remote memory is capped
      Given a bundle whose process runs the script "cat /sys/fs/cgroup/rdma.max /sys/fs/cgroup/rdma/rdma.max 2>/dev/null | grep -o 'hca_handle.*[0-9x]'"
      And the host has a device of remote memory
      And the bundle has the fields:
        | linux.resources.rdma | {"${rdmaDevice}": <limits>} |
      When the runtime runs the container
      Then the process prints "hca_handle=<handles> hca_object=<objects>"

      @req:LINUX-RDMA-001 @req:LINUX-RDMA-002
      Examples: Handles
        | what               | limits             | handles | objects |
        | The use of handles | {"hcaHandles": 3}  | 3       | max     |

      @req:LINUX-RDMA-001 @req:LINUX-RDMA-003
      Examples: Objects
        | what               | limits                | handles | objects |
        | The use of objects | {"hcaObjects": 1000}  | max     | 1000    |

      @req:LINUX-RDMA-002 @req:LINUX-RDMA-003 @req:LINUX-RDMA-005
      Examples: Both
        | what            | limits                                 | handles | objects |
        | The use of both | {"hcaHandles": 4, "hcaObjects": 2000}  | 4       | 2000    |

    @id:resources/device-weight @req:LINUX-BLKIO-005 @req:LINUX-BLKIO-007 @needs:io-weight @needs:loop-device @lim:update-blkio-weight @issue:kata-containers/packaging#156
    Scenario: A weight of a device is that device's in the cgroup
      Given the bundle gives a loop device of the host the weight 300
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's cgroup gives that device the weight 300

    @id:resources/discouraged @needs:cgroup-memory @needs:cgroup-v1 @isolation:process
    Scenario Outline: <what>, which the specification discourages, is refused or leaves the container able to run
      Given a bundle whose process prints "ran"
      And the bundle has the fault:
        """
        { "linux": { "resources": { "memory": { <resources> } } } }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

      @req:LINUX-MEM-007
      Examples: The kernel's memory
        | what                        | resources          |
        | A limit of the kernel's memory | "kernel": 67108864 |

      @req:LINUX-MEM-008
      Examples: The kernel's memory for TCP
        | what                                    | resources             |
        | A limit of the kernel's buffers for TCP | "kernelTCP": 67108864 |

    @id:resources/pids-zero @req:LINUX-PIDS-003 @needs:cgroup-pids
    Scenario: A limit of 0 tasks does not open the number of tasks
      Given a bundle whose process tries to have 50 children
      And the bundle has the fault:
        """
        { "linux": { "resources": { "pids": { "limit": 0 } } } }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "0"

    @id:resources/cpus-seen @req:LINUX-CPU-011 @needs:cgroup-cpuset @needs:multi-cpu
    Scenario: The process may use the configured processors alone
      Given a bundle whose process prints the status field "Cpus_allowed_list"
      And the bundle is patched with:
        """
        { "linux": { "resources": { "cpu": { "cpus": "1" } } } }
        """
      When the runtime runs the container
      Then the process prints "1"

    @id:resources/idle @req:LINUX-CPU-015 @runc:RUNC-CGROUP-009 @needs:cgroup-cpu
    Scenario: A process of an idle cgroup runs to its end
      Given a bundle whose process prints its cgroup's cpu.idle
      And the bundle is patched with:
        """
        { "linux": { "resources": { "cpu": { "idle": 1 } } } }
        """
      When the runtime runs the container
      Then the process prints "1"

    @id:resources/memory-kills @req:LINUX-MEM-003 @req:LINUX-MEM-012 @needs:cgroup-memory
    Scenario: A process that takes more memory than its limit is killed
      Given a bundle whose process takes 200 MiB of memory
      And the bundle is patched with:
        """
        { "linux": { "resources": { "memory": { "limit": 33554432 } } } }
        """
      And a created container
      When the runtime starts the container
      Then the process ends by signal KILL

  @req:LINUX-MEM-014 @req:LINUX-MEM-015
  Rule: With checkBeforeUpdate a limit below what is in use is refused

    @id:resources/check-before-update @needs:cgroup-v2 @needs:cgroup-memory
    Scenario: An update that would kill the process is refused
      Given a bundle whose process keeps 64 MiB of memory
      And a running container
      When the runtime updates the container's resources, where '{"memory": {"limit": 268435456, "checkBeforeUpdate": true}}' is right, to:
        """
        { "memory": { "limit": 16777216, "checkBeforeUpdate": true } }
        """
      Then the command fails
      And the container is running

  Rule: A container with namespaces of its own owns its cgroup on v2, if it may write there

    @id:cgroups/owner @needs:userns
    Scenario Outline: <what> is user <owner>'s
      Given a bundle whose process prints the owner of "<path>"
      And the bundle has a user namespace
      And the bundle's mounts lack:
        """
        { "destination": "/sys/fs/cgroup" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "<access>"] }
        """
      When the runtime runs the container
      Then the process prints "<owner>"

      @needs:cgroup-v2 @req:LINUX-CGOWN-004 @runc:RUNC-CGROUP-020
      Examples: Folders
        | what                  | path           | access | owner |
        | The cgroup's folder   | /sys/fs/cgroup | rw     | 0     |

      @needs:cgroup-v2 @req:LINUX-CGOWN-009 @runc:RUNC-CGROUP-020
      Examples: Files that the kernel lists for delegation
        | what             | path                                  | access | owner |
        | cgroup.procs     | /sys/fs/cgroup/cgroup.procs           | rw     | 0     |
        | cgroup.threads   | /sys/fs/cgroup/cgroup.threads         | rw     | 0     |
        | subtree_control  | /sys/fs/cgroup/cgroup.subtree_control | rw     | 0     |

      @needs:cgroup-v2 @req:LINUX-CGOWN-007 @req:LINUX-CGOWN-011
      Examples: Other files
        | what       | path                      | access | owner |
        | memory.max | /sys/fs/cgroup/memory.max | rw     | 65534 |
        | pids.max   | /sys/fs/cgroup/pids.max   | rw     | 65534 |

      @needs:cgroup-v2 @req:LINUX-CGOWN-005 @req:LINUX-CGOWN-006 @runc:RUNC-CGROUP-018
      Examples: No access to write
        | what                           | path           | access | owner |
        | A cgroup that is read-only     | /sys/fs/cgroup | ro     | 65534 |

      @needs:cgroup-v1 @needs:cgroup-pids @isolation:process @req:LINUX-CGOWN-002
      Examples: Cgroup v1
        | what              | path                | access | owner |
        | A cgroup of v1    | /sys/fs/cgroup/pids | rw     | 65534 |

    @id:cgroups/owner-user @needs:cgroup-v2 @needs:userns @req:LINUX-CGOWN-001 @req:LINUX-CGOWN-004
    Scenario: The cgroup of a process of another user than root is that user's
      Given a bundle whose process prints the owner of "/sys/fs/cgroup"
      And the bundle has a user namespace
      And the bundle has the fields:
        | process.user | {"uid": 7, "gid": 7} |
      And the bundle's mounts lack:
        """
        { "destination": "/sys/fs/cgroup" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "rw"] }
        """
      When the runtime runs the container
      Then the process prints "7"

    @id:cgroups/owner-shared @needs:cgroup-v2 @needs:userns @req:LINUX-CGOWN-003
    Scenario: A container in the cgroup namespace of its runtime does not get its cgroup
      Given a bundle whose process runs the script "cgroup=/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup); [ -d $cgroup ] || cgroup=/sys/fs/cgroup; stat -c %u $cgroup"
      And the bundle has a user namespace
      And the bundle's linux.namespaces lack:
        """
        { "type": "cgroup" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/sys/fs/cgroup" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "rw"] }
        """
      When the runtime runs the container
      Then the process prints "65534"

  @req:LINUX-CGOWN-008
  Rule: A file that the kernel lists for delegation and the cgroup lacks is passed over

    @id:cgroups/delegated-files @needs:cgroup-v2 @needs:no-cgroup-memory @needs:userns
    Scenario: A container with a user namespace runs although listed files are missing
      Given a bundle whose process runs the script "for f in $(cat /sys/kernel/cgroup/delegate); do [ -e /sys/fs/cgroup/$f ] || echo missing; done | sort -u"
      And the bundle has a user namespace
      And the bundle's mounts lack:
        """
        { "destination": "/sys/fs/cgroup" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "rw"] }
        """
      When the runtime runs the container
      Then the process prints "missing"

  @req:RT-CREATE-011
  Rule: A setting that cannot be applied is an error

    @id:resources/refused
    Scenario Outline: <what> is refused
      Given the bundle has the fault:
        """
        { "linux": { "resources": { <resources> } } }
        """
      When the runtime creates the container
      Then the command fails

      @needs:cgroup-memory @req:LINUX-MEM-006 @runc:RUNC-CGROUP-023
      Examples: Swap
        | what                           | resources                                            |
        | A swap limit below that of memory | "memory": { "limit": 67108864, "swap": 33554432 } |

      @needs:cgroup-memory @req:LINUX-MEM-010
      Examples: Swappiness
        | what                    | resources                        |
        | A swappiness above 100  | "memory": { "swappiness": 101 }  |

      @needs:cgroup-cpuset @req:LINUX-CPU-011
      Examples: Processors
        | what                        | resources                  |
        | A processor that there is not | "cpu": { "cpus": "4095" } |

      @needs:cgroup-cpuset @req:LINUX-CPU-012
      Examples: Lists of processors
        | what                            | resources                 |
        | A list of processors that is none | "cpu": { "cpus": "a" }  |
        | A range of processors backwards | "cpu": { "cpus": "1-0" }  |

      @needs:cgroup-cpuset @req:LINUX-CPU-013
      Examples: Memory nodes
        | what                            | resources                 |
        | A memory node that there is not | "cpu": { "mems": "1000" } |

      @needs:cgroup-cpuset @req:LINUX-CPU-014
      Examples: Lists of memory nodes
        | what                              | resources              |
        | A list of memory nodes that is none | "cpu": { "mems": "x" } |

      @needs:cgroup-cpu @req:LINUX-CPU-016
      Examples: Idle
        | what                | resources            |
        | An idle value of 2  | "cpu": { "idle": 2 } |

      @needs:cgroup-cpu @req:LINUX-CPU-003 @req:LINUX-CPU-004 @req:LINUX-CPU-006 @req:LINUX-CPU-007
      Examples: Bursts
        | what                      | resources                                                     |
        | A burst above the quota   | "cpu": { "quota": 10000, "period": 100000, "burst": 20000 } |

      @needs:cgroup-v2 @req:LINUX-NETCLS-002
      Examples: Priorities that v2 has nothing for
        | what                                  | resources                                                              |
        | A priority of an interface on cgroup v2 | "network": { "priorities": [{ "name": "lo", "priority": 3 }] } |

      @needs:cgroup-v2 @req:LINUX-UNIFIED-010
      Examples: Settings of v1 that v2 has nothing for
        | what                                 | resources                                                         |
        | A class of packets on cgroup v2      | "network": { "classID": 1048577 }                                 |
        | A swappiness on cgroup v2            | "memory": { "limit": 67108864, "swappiness": 17 }                 |
        | A limit of the kernel's TCP memory on cgroup v2 | "memory": { "limit": 67108864, "kernelTCP": 33554432 } |
        | A real-time budget on cgroup v2      | "cpu": { "realtimePeriod": 1000000, "realtimeRuntime": 500000 }   |

      @needs:cgroup-io @req:LINUX-BLKIO-001
      Examples: Devices that there are not
        | what                                     | resources |
        | A throttle of a device that there is not | "blockIO": { "throttleReadBpsDevice": [{ "major": 511, "minor": 511, "rate": 1024 }] } |

      @needs:cgroup-io @needs:no-leaf-weight @req:LINUX-BLKIO-004
      Examples: Weights that kernels have no more
        | what                                          | resources                        |
        | A leaf weight where the kernel has none       | "blockIO": { "leafWeight": 300 } |

      @needs:cgroup-io @needs:no-leaf-weight @req:LINUX-BLKIO-008
      Examples: Weights of devices that kernels have no more
        | what                                              | resources                                                                           |
        | A device's leaf weight where the kernel has none  | "blockIO": { "weightDevice": [{ "major": 7, "minor": 0, "leafWeight": 300 }] } |

      @req:LINUX-HUGE-004
      Examples: Huge pages
        | what                             | resources |
        | A size of huge pages that is none | "hugepageLimits": [{ "pageSize": "3MB", "limit": 4194304 }] |

      @req:LINUX-RDMA-001
      Examples: Remote memory
        | what                              | resources |
        | A remote-memory device that there is not | "rdma": { "dream0": { "hcaHandles": 3 } } |

      @req:LINUX-NETCLS-004
      Examples: Interfaces
        | what                          | resources |
        | An interface that there is not | "network": { "priorities": [{ "name": "dream0", "priority": 3 }] } |

    @id:resources/unified-refused @needs:cgroup-v2
    Scenario Outline: A unified key <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "resources": { "unified": { "<key>": "1" } } } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-UNIFIED-003
      Examples: No file name
        | fault          | key         |
        | that is a path | ../pids.max |

      @req:LINUX-UNIFIED-006
      Examples: No controller
        | fault                               | key       |
        | of a controller that there is not   | dream.max |

      @req:LINUX-UNIFIED-007
      Examples: No such controller here
        | fault                                        | key      |
        | of a controller that cannot be enabled       | rdma.max |

    @id:resources/unified-set @needs:cgroup-v2
    Scenario Outline: The unified key <key> is the cgroup's
      Given the bundle is patched with:
        """
        { "linux": { "resources": { "unified": { "<key>": "<value>" } } } }
        """
      And a created container
      When the runtime starts the container
      Then the container's <key> is "<value>"

      @req:LINUX-UNIFIED-001 @req:LINUX-UNIFIED-004
      Examples: A known file
        | key         | value    |
        | memory.high | 67108864 |

      @req:LINUX-UNIFIED-005
      Examples: A file that runtimes need not know
        | key                    | value |
        | cgroup.max.descendants | 7     |
