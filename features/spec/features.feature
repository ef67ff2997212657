Feature: What a runtime tells of its features
  Callers choose by this document what to put into a configuration; what is wrong in it fails later, and elsewhere.

  Rule: The document names the versions that the runtime takes

    @id:features/versions @req:FEAT-VERSION-001 @req:FEAT-VERSION-003
    Scenario Outline: <property> is a version number
      When the runtime tells its features
      Then the command succeeds
      And the output has a version number at <property>

      Examples:
        | property      |
        | ociVersionMin |
        | ociVersionMax |

    @id:features/version-accepted @req:FEAT-VERSION-002 @req:FEAT-VERSION-004
    Scenario Outline: A configuration of version <property> is accepted
      Given a bundle whose process prints "started"
      When the runtime runs the container with its features' <property> as the ociVersion
      Then the command succeeds
      And the process prints "started"

      Examples:
        | property      |
        | ociVersionMin |
        | ociVersionMax |

    @id:features/versions-in-order @req:FEAT-VERSION-005
    Scenario: The newest version is not below the oldest
      When the runtime tells its features
      Then the command succeeds
      And the output's version number at ociVersionMax is at least that at ociVersionMin

  @req:FEAT-HOOKS-001
  Rule: Hooks are listed by their names

    @id:features/hooks
    Scenario: The list of hooks has only names that the specification defines
      When the runtime tells its features
      Then the command succeeds
      And the output's hooks hold nothing but "prestart createRuntime createContainer startContainer poststart poststop"

  @req:FEAT-MOUNTOPT-003
  Rule: Options of file systems are not listed

    @id:features/no-file-system-options
    Scenario: The list of mount options has none that a file system reads
      When the runtime tells its features
      Then the command succeeds
      And the output's mountOptions hold none of "size mode uid gid nr_inodes ptmxmode newinstance subvol"

  Rule: What is told of Linux has its types

    @id:features/linux-types
    Scenario Outline: <property> is a <kind>
      When the runtime tells its features
      Then the command succeeds
      And the output's <property> is a <kind>

      @req:FEAT-PLATFORM-001
      Examples:
        | property | kind   |
        | linux    | object |

      @req:FEATLINUX-CGROUP-005
      Examples:
        | property                 | kind    |
        | linux.cgroup.systemdUser | boolean |

      @req:FEATLINUX-CGROUP-002
      Examples:
        | property        | kind    |
        | linux.cgroup.v1 | boolean |

      @req:FEATLINUX-CGROUP-003
      Examples:
        | property        | kind    |
        | linux.cgroup.v2 | boolean |

      @req:FEATLINUX-CGROUP-004
      Examples:
        | property             | kind    |
        | linux.cgroup.systemd | boolean |

      @req:FEATLINUX-SECCOMP-001
      Examples:
        | property              | kind    |
        | linux.seccomp.enabled | boolean |

      @req:FEATLINUX-APPARMOR-001
      Examples:
        | property               | kind    |
        | linux.apparmor.enabled | boolean |

      @req:FEATLINUX-SELINUX-001
      Examples:
        | property              | kind    |
        | linux.selinux.enabled | boolean |

    @id:features/optional-types
    Scenario Outline: <property> is a <kind>, or is not told
      When the runtime tells its features
      Then the command succeeds
      And the output's <property> is a <kind>, or is not told

      @req:FEATLINUX-CGROUP-006
      Examples:
        | property          | kind    |
        | linux.cgroup.rdma | boolean |

      @req:FEATLINUX-RDT-001
      Examples:
        | property               | kind    |
        | linux.intelRdt.enabled | boolean |

      @req:FEATLINUX-RDT-002
      Examples:
        | property                | kind    |
        | linux.intelRdt.schemata | boolean |

      @req:FEATLINUX-RDT-003
      Examples:
        | property                  | kind    |
        | linux.intelRdt.monitoring | boolean |

    @id:features/seccomp-known @req:FEATLINUX-SECCOMP-006
    Scenario: Each flag of seccomp that is supported is known
      When the runtime tells its features
      Then the command succeeds
      And the output's linux.seccomp.supportedFlags hold nothing but what is at linux.seccomp.knownFlags

  Rule: The document is the runtime's, not the host's

    @id:features/host-unseen @req:FEAT-STRUCT-002 @req:FEAT-MOUNTOPT-001 @req:FEATLINUX-NS-001 @req:FEATLINUX-CGROUP-001
    Scenario: A runtime that sees no cgroups, devices or drivers of its host tells the same
      When the runtime tells its features
      Then the command succeeds
      And the runtime tells the same features where the host's "/sys" is hidden

  Rule: Annotations that change what the runtime does are listed, by their names or the beginnings of them

    @id:features/unsafe-annotations @req:FEAT-UNSAFE-001 @req:FEAT-UNSAFE-002
    Scenario: A container whose annotations name a pod that there is not runs, or they are listed
      Given a bundle whose process prints "ran"
      And the bundle is patched with:
        """
        { "annotations": { "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-id": "dream" } }
        """
      When the runtime runs the container
      Then the runtime's features list the annotation "io.kubernetes.cri.container-type", or the process prints "ran"

  Rule: The document has the specification's form

    @id:features/schema @req:FEAT-STRUCT-001 @req:FEAT-ANNOT-002
    Scenario: The document fits the specification's schema
      When the runtime tells its features
      Then the command succeeds
      And the output fits the specification's schema of features

    @id:features/defined @req:FEAT-VERSION-006
    Scenario: The document has only what its newest version defines
      When the runtime tells its features
      Then the command succeeds
      And the output has no property that the specification does not define in the version at ociVersionMax

  Rule: What is listed works in a configuration

    @id:features/hooks-run @req:FEAT-HOOKS-002
    Scenario: A hook of each listed point runs
      When the runtime carries a container with a hook at each point of its features through its life
      Then the command succeeds
      And a hook ran at each of these points

    @id:features/mount-options @req:FEAT-MOUNTOPT-002
    Scenario: Each listed mount option is known
      Given a bundle whose process prints "ran"
      And the host has the directory "shared"
      When the runtime runs containers with each of its features' mountOptions but "remount idmap ridmap" in their mounts:
        """
        { "destination": "/mnt/${each}", "type": "tmpfs", "source": "${scratch}/shared", "options": ["${each}"] }
        """
      Then the runtime knows each of them

    @id:features/namespaces @req:FEATLINUX-NS-002 @needs:userns
    Scenario: Each listed namespace type is known
      Given a bundle whose process prints "ran"
      And the bundle is patched with:
        """
        { "linux": { "namespaces": [{ "type": "mount" }],
            "uidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }], "gidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }] } }
        """
      When the runtime runs containers with each of its features' linux.namespaces but "mount" in their linux.namespaces:
        """
        { "type": "${each}" }
        """
      Then the runtime takes each of them

    @id:features/capabilities @req:FEATLINUX-CAPS-001
    Scenario: The process has each listed capability
      Given a bundle whose process prints its bounding capabilities
      When the runtime runs containers with each of its features' linux.capabilities in their process.capabilities.bounding:
        """
        "${each}"
        """
      Then the command succeeds
      And the process has each of these capabilities that the suite has

    @needs:seccomp @id:features/seccomp
    Scenario Outline: Each listed <what> of seccomp is known
      Given a bundle whose process prints "ran"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs containers with each of its features' linux.seccomp.<list> but "SCMP_ACT_NOTIFY" in their linux.seccomp.<path>:
        """
        <item>
        """
      Then the runtime knows each of them

      @req:FEATLINUX-SECCOMP-002
      Examples: Actions
        | what   | list    | path     | item                                                                                                                                  |
        | action | actions | syscalls | { "names": ["umask"], "action": "${each}", "args": [{ "index": 1, "value": "${number}", "op": "SCMP_CMP_EQ" }] } |

      @req:FEATLINUX-SECCOMP-003
      Examples: Operators
        | what     | list      | path     | item                                                                                                                                               |
        | operator | operators | syscalls | { "names": ["umask"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": "${number}", "valueTwo": 1, "op": "${each}" }] } |

      @req:FEATLINUX-SECCOMP-004 @req:LINUX-SECCOMP-009
      Examples: Architectures
        | what         | list  | path          | item      |
        | architecture | archs | architectures | "${each}" |

      @req:FEATLINUX-SECCOMP-005
      Examples: Flags
        | what | list       | path  | item      |
        | flag | knownFlags | flags | "${each}" |

    @needs:seccomp @id:features/seccomp-flags @req:FEATLINUX-SECCOMP-007 @req:FEATLINUX-SECCOMP-008
    Scenario: Each flag of seccomp that is said to be supported is taken
      Given a bundle whose process prints the status field "Seccomp"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO" }] } } }
        """
      When the runtime runs containers with each of its features' linux.seccomp.supportedFlags in their linux.seccomp.flags:
        """
        "${each}"
        """
      Then the runtime takes each of them
      And the process prints "2"

    @needs:numa @id:features/memory-policy
    Scenario Outline: Each listed <what> of memory policies is known
      Given a bundle whose process prints "ran"
      And the bundle is patched with:
        """
        { "linux": { "memoryPolicy": { "mode": "MPOL_BIND", "nodes": "0" } } }
        """
      When the runtime runs containers with each of its features' linux.memoryPolicy.<list> in their linux.memoryPolicy.<path>:
        """
        "${each}"
        """
      Then the runtime knows each of them

      @req:FEATLINUX-MEMPOL-001
      Examples: Modes
        | what | list  | path |
        | mode | modes | mode |

      @req:FEATLINUX-MEMPOL-002
      Examples: Flags
        | what | list  | path  |
        | flag | flags | flags |

    @id:features/idmap @req:FEATLINUX-MOUNTEXT-002 @needs:idmapped-mounts
    Scenario: A runtime that maps the owners of a mount says so
      Given a bundle whose process prints the owner of "/mnt/note"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "idmap"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the runtime's features have the linux.mountExtensions.idmap.enabled "true", or the process does not print "3000"

    @id:features/idmap-tried @req:FEATLINUX-MOUNTEXT-001 @needs:idmapped-mounts
    Scenario: A runtime that says that it maps the owners of a mount does so
      Given a bundle whose process prints the owner of "/mnt/note"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "idmap"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the runtime's features do not have the linux.mountExtensions.idmap.enabled "true", or the process prints "3000"

    @id:features/net-devices @req:FEATLINUX-NETDEV-001 @needs:netdevice
    Scenario: A runtime that moves a network device says so
      Given a bundle whose process runs the script "ls /sys/class/net | grep -x eth7"
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the runtime's features have the linux.netDevices.enabled "true", or the process does not print "eth7"

    @id:features/rdma @req:FEATLINUX-CGROUP-006 @needs:rdma @needs:cgroup-rdma
    Scenario: A runtime that limits a device of remote memory says so
      Given a bundle whose process runs the script "cat /sys/fs/cgroup/rdma.max /sys/fs/cgroup/rdma/rdma.max 2>/dev/null | grep -o 'hca_handle.*[0-9x]'"
      And the host has a device of remote memory
      And the bundle has the fields:
        | linux.resources.rdma | {"${rdmaDevice}": {"hcaHandles": 3}} |
      When the runtime runs the container
      Then the runtime's features have the linux.cgroup.rdma "true", or the process does not print "hca_handle=3 hca_object=max"

    @id:features/rdma-tried @req:FEATLINUX-CGROUP-006 @needs:rdma @needs:cgroup-rdma
    Scenario: A runtime that says that it limits devices of remote memory does so
      Given a bundle whose process runs the script "cat /sys/fs/cgroup/rdma.max /sys/fs/cgroup/rdma/rdma.max 2>/dev/null | grep -o 'hca_handle.*[0-9x]'"
      And the host has a device of remote memory
      And the bundle has the fields:
        | linux.resources.rdma | {"${rdmaDevice}": {"hcaHandles": 3}} |
      When the runtime runs the container
      Then the runtime's features do not have the linux.cgroup.rdma "true", or the process prints "hca_handle=3 hca_object=max"
