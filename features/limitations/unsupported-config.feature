@limitation @lim:unsupported-config-must-error @issue:kata-containers/kata-containers#13824
Feature: Configuration that cannot be applied
  A limit that is dropped without a word leaves a container with fewer limits than were asked for, and nobody the wiser.

  @req:RT-CREATE-011 @req:RT-CREATE-012 @req:RT-ERR-002
  Rule: A property is applied, or the container is refused

    @id:unsupported/cgroup-setting
    Scenario Outline: <property> is applied or refused
      Given a bundle whose process prints its cgroup's <setting>
      And the bundle has the faulty fields:
        | linux.resources.<property> | <value> |
      When the runtime runs the container in the background
      Then the command fails, or the process prints "<printed>"

      Examples:
        | property                | value              | setting                                   | printed |
        | pids.limit              | 23                 | pids limit                                | 23      |
        | memory.limit            | 67108864           | memory limit                              | 67108864 |
        | memory.reservation      | 33554432           | memory reservation                        | 33554432 |
        | memory.swappiness       | 7                  | memory.swappiness                         | 7       |
        | memory.disableOOMKiller | true               | memory.oom_control                        | oom_kill_disable 1 under_oom 0 oom_kill 0 |
        | cpu.cpus                | "0"                | cpu set                                   | 0       |
        | cpu.mems                | "0"                | memory nodes                              | 0       |
        | unified                 | {"pids.max": "24"} | pids limit                                | 24      |
        | blockIO.weight          | 300                | io weight                                 | 300     |
        | network.classID         | 1048577            | net_cls.classid                           | 1048577 |
        | rdma                    | {"mlx5_1": {"hcaHandles": 3}} | rdma.max                        | mlx5_1 hca_handle=3 hca_object=max |

    @id:unsupported/process-property
    Scenario Outline: <property> is applied or refused
      Given a bundle whose process <program>
      And the bundle has the faulty fields:
        | <property> | <value> |
      When the runtime runs the container in the background
      Then the command fails, or the process prints "<printed>"

      Examples:
        | property                  | value | program                                           | printed |
        | process.user.umask        | 7     | prints its umask                                  | 0007    |
        | process.oomScoreAdj       | 345   | prints the content of "/proc/self/oom_score_adj"  | 345     |
        | linux.sysctl              | {"kernel.msgmax": "16384"} | prints the content of "/proc/sys/kernel/msgmax" | 16384 |

      @runc:RUNC-LSM-005 @req:CONFIG-LINUXPROC-001
      Examples: Profiles
        | property                | value         | program                   | printed               |
        | process.apparmorProfile | "lacuna-none" | prints its security label | lacuna-none (enforce) |

      @runc:RUNC-LSM-001 @runc:RUNC-LSM-004 @req:CONFIG-LINUXPROC-043
      Examples: Labels
        | property             | value                                    | program                   | printed                                |
        | process.selinuxLabel | "system_u:system_r:container_t:s0:c1,c2" | prints its security label | system_u:system_r:container_t:s0:c1,c2 |

    @id:unsupported/device-rule @needs:cgroup-devices @needs:fuse
    Scenario: A device rule is applied or refused
      Given a bundle whose process tries to open "/dev/fuse"
      And the bundle lists the host's device "/dev/fuse"
      And the bundle has the fault:
        """
        { "linux": { "resources": { "devices": [{ "allow": true, "access": "rwm" }, { "allow": false, "type": "c", "major": 10, "minor": 229, "access": "rw" }] } } }
        """
      When the runtime runs the container in the background
      Then the command fails, or the process prints "EPERM"

    @id:unsupported/throttle
    Scenario: A limit for a device that does not exist is refused
      Given the bundle has the fault:
        """
        { "linux": { "resources": { "blockIO": { "throttleReadBpsDevice": [{ "major": 4095, "minor": 4095, "rate": 1048576 }] } } } }
        """
      When the runtime creates the container
      Then the command fails

    @id:unsupported/namespace-path
    Scenario: A namespace that is not there is refused
      Given the bundle has the faulty fields:
        | linux.namespaces | [{"type": "pid"}, {"type": "mount"}, {"type": "network"}, {"type": "uts"}, {"type": "ipc", "path": "/proc/self/ns/lacuna"}] |
      When the runtime creates the container
      Then the command fails

    @id:unsupported/rdt-class @needs:no-resctrl @req:LINUX-RDT-003 @runc:RUNC-RDT-001
    Scenario: A class of cache is refused where there is no resctrl
      Given the bundle has the fault:
        """
        { "linux": { "intelRdt": { "l3CacheSchema": "L3:0=f" } } }
        """
      When the runtime creates the container
      Then the command fails
