Feature: Namespaces
  A container is isolated by its namespaces, so one that is left out, mixed up or silently shared is a breach.

  @req:LINUX-NS-021
  Rule: A listed namespace without a path is a new one

    @id:namespaces/new
    Scenario Outline: The process is in a new <type> namespace
      Given a bundle whose process tells where its <link> namespace is
      When the runtime runs the container
      Then the process is in another <link> namespace than the runtime

      @req:LINUX-NS-002
      Examples: Processes
        | type | link |
        | pid  | pid  |

      @req:LINUX-NS-003
      Examples: Networks
        | type    | link |
        | network | net  |

      @req:LINUX-NS-004
      Examples: Mounts
        | type  | link |
        | mount | mnt  |

      @req:LINUX-NS-005
      Examples: Interprocess communication
        | type | link |
        | ipc  | ipc  |

      @req:LINUX-NS-006
      Examples: Names
        | type | link |
        | uts  | uts  |

      @req:LINUX-NS-008
      Examples: Cgroups
        | type   | link   |
        | cgroup | cgroup |

    @id:namespaces/new-user @req:LINUX-NS-007 @needs:userns
    Scenario: The process is in a new user namespace
      Given a bundle whose process tells where its user namespace is
      And the bundle has a user namespace
      When the runtime runs the container
      Then the process is in another user namespace than the runtime

    @id:namespaces/new-time @req:LINUX-NS-009 @needs:timens
    Scenario: The process is in a new time namespace
      Given a bundle whose process tells where its time namespace is
      And the bundle's linux.namespaces also hold:
        """
        { "type": "time" }
        """
      When the runtime runs the container
      Then the process is in another time namespace than the runtime

    @id:namespaces/two-containers
    Scenario Outline: Two containers have <type> namespaces of their own
      Given a bundle whose process tells where its <link> namespace is, and sleeps
      And a running container
      And a bundle whose process tells where its <link> namespace is
      And a created container
      When the runtime starts the container
      Then the process is in another <link> namespace than the first container

      Examples:
        | type    | link |
        | pid     | pid  |
        | network | net  |
        | ipc     | ipc  |
        | uts     | uts  |

    @id:namespaces/pid-view @req:LINUX-NS-002 @runc:RUNC-NS-007
    Scenario: The process is the first of its pid namespace
      Given a bundle whose process prints its process id
      When the runtime runs the container
      Then the process prints "1"

    @id:namespaces/network-view @req:LINUX-NS-003
    Scenario: A new network namespace has the loopback interface alone
      Given a bundle whose process runs the script "sed -n 's/^ *\([^:|]*\):.*/\1/p' /proc/net/dev | grep -v -e tunl -e gre -e sit -e ip6 -e erspan -e ip_vti | tr '\n' ' '"
      When the runtime runs the container
      Then the process prints "lo "

    @id:namespaces/cgroup-view @req:LINUX-NS-008
    Scenario: The process's cgroup is the root of its cgroup namespace
      Given a bundle whose process runs the script "cut -d: -f3 /proc/self/cgroup | sort -u | tr '\n' ' '"
      When the runtime runs the container
      Then the process prints "/ "

  @req:LINUX-NS-022
  Rule: A namespace that is not listed is the runtime's

    @id:namespaces/inherited @runc:RUNC-NS-003
    Scenario Outline: Without a <type> namespace the process is in the runtime's
      Given a bundle whose process tells where its <link> namespace is
      And the bundle is patched with:
        """
        { "hostname": null }
        """
      And the bundle's linux.namespaces lack:
        """
        { "type": "<type>" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process is in the runtime's <link> namespace

      @lim:host-pid @issue:kata-containers/runtime#2633
      Examples: Processes
        | type | link |
        | pid  | pid  |

      @lim:host-network @issue:kata-containers/runtime#920
      Examples: Networks
        | type    | link |
        | network | net  |

      @lim:host-ipc-uts
      Examples: Interprocess communication
        | type | link |
        | ipc  | ipc  |

      @lim:host-ipc-uts @req:CONFIG-HOSTNAME-002 @req:CONFIG-DOMAINNAME-002
      Examples: Names
        | type | link |
        | uts  | uts  |

      @lim:separate-kernel
      Examples: Cgroups
        | type   | link   |
        | cgroup | cgroup |

    @id:namespaces/inherited-user @lim:separate-kernel
    Scenario: Without a user namespace the process is in the runtime's
      Given a bundle whose process tells where its user namespace is
      When the runtime runs the container
      Then the process is in the runtime's user namespace

  @req:LINUX-NS-011
  Rule: A namespace with a path is joined

    @id:namespaces/joined @runc:RUNC-NS-001 @runc:RUNC-NS-006
    Scenario Outline: The process is in the <type> namespace at the path
      Given a bundle whose process tells where its <link> namespace is, and sleeps
      And a running container
      And a bundle whose process tells where its <link> namespace is
      And the bundle is patched with:
        """
        { "hostname": null }
        """
      And the bundle's linux.namespaces lack:
        """
        { "type": "<type>" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "<type>", "path": "/proc/${sandboxPid}/ns/<link>" }
        """
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process is in the first container's <link> namespace

      @req:LINUX-NS-012 @lim:join-container-netns @issue:kata-containers/runtime#1335
      Examples: Networks
        | type    | link |
        | network | net  |

      @req:LINUX-NS-013 @lim:shared-pid-namespace @issue:kata-containers/runtime#493
      Examples: Processes
        | type | link |
        | pid  | pid  |

      @req:LINUX-NS-014 @lim:host-ipc-uts
      Examples: Interprocess communication
        | type | link |
        | ipc  | ipc  |

      @req:LINUX-NS-015 @lim:host-ipc-uts
      Examples: Names
        | type | link |
        | uts  | uts  |

      @req:LINUX-NS-018 @lim:namespace-by-path
      Examples: Cgroups
        | type   | link   |
        | cgroup | cgroup |

    @id:namespaces/joined-user @req:LINUX-NS-017 @runc:RUNC-USERNS-007 @needs:userns @lim:namespace-by-path
    Scenario: The process is in the user namespace at the path
      Given a bundle whose process tells where its user namespace is, and sleeps
      And the bundle has a user namespace
      And a running container
      And a bundle whose process tells where its user namespace is
      And the bundle's linux.namespaces also hold:
        """
        { "type": "user", "path": "/proc/${sandboxPid}/ns/user" }
        """
      And the bundle has the fields:
        | linux.uidMappings | [{"containerID": 0, "hostID": 100000, "size": 65536}] |
        | linux.gidMappings | [{"containerID": 0, "hostID": 100000, "size": 65536}] |
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process is in the first container's user namespace

    @id:namespaces/joined-time @req:LINUX-NS-019 @needs:timens @lim:namespace-by-path
    Scenario: The process is in the time namespace at the path
      Given a bundle whose process tells where its time namespace is
      And the host keeps a time namespace apart
      And the bundle's linux.namespaces also hold:
        """
        { "type": "time", "path": "${keptNamespace}" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process is in the time namespace that is kept apart

    @id:namespaces/joined-mount @req:LINUX-NS-016 @lim:namespace-by-path
    Scenario: The process is in the mount namespace at the path
      Given a bundle whose process tells where its mnt namespace is
      And the host keeps a mnt namespace apart
      And the bundle's linux.namespaces lack:
        """
        { "type": "mount" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "mount", "path": "${keptNamespace}" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process is in the mnt namespace that is kept apart

  @req:CONFIG-VALID-001 @req:RT-ERR-002
  Rule: A namespace that cannot be had is an error

    @id:namespaces/refused
    Scenario Outline: A namespace <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}, <entry>] } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-NS-001
      Examples: No type
        | fault          | entry |
        | without a type | {}    |

      @req:LINUX-NS-010
      Examples: Types that are none
        | fault                    | entry             |
        | of an unknown type       | {"type": "dream"} |
        | whose type is empty      | {"type": ""}      |
        | of the type net          | {"type": "net"}   |

      @req:LINUX-NS-020 @runc:RUNC-NS-002
      Examples: Paths to something else
        | fault                               | entry                                                 |
        | whose path is of another type       | {"type": "network", "path": "/proc/self/ns/uts"}      |
        | whose path is an ordinary file      | {"type": "network", "path": "/etc/passwd"}            |

      @req:LINUX-NS-012 @runc:RUNC-NS-002
      Examples: Paths to nothing
        | fault                        | entry                                            |
        | whose path leads to nothing  | {"type": "network", "path": "/absent/namespace"} |

      @req:LINUX-NS-011
      Examples: Relative paths
        | fault                  | entry                                                                               |
        | whose path is relative | {"type": "network", "path": "../../../../../../../../../../../../proc/self/ns/net"} |

    @id:namespaces/twice @req:LINUX-NS-023
    Scenario Outline: A <type> namespace that is listed twice is refused
      Given the bundle's linux.namespaces also hold the fault:
        """
        { "type": "<type>"<path> }
        """
      When the runtime creates the container
      Then the command fails

      Examples:
        | type    | path                            |
        | pid     |                                 |
        | ipc     |                                 |
        | uts     |                                 |
        | cgroup  |                                 |
        | network | , "path": "/proc/self/ns/net"   |
