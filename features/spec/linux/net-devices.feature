@needs:netdevice
Feature: Network devices that move into the container
  A device that was asked for and is not there, or comes without its addresses, leaves the container deaf.

  @lim:domainname-personality-netdevices
  Rule: A listed device is the container's, as it was

    @id:net-devices/moved @req:LINUX-NETDEV-001 @req:LINUX-NETDEV-003 @req:LINUX-NETDEV-004 @req:LINUX-NETDEV-013 @runc:RUNC-NETDEV-001 @runc:RUNC-NETDEV-004
    Scenario: The device is in the container, and up
      Given a bundle whose process runs the script "[ $(($(cat /sys/class/net/eth7/flags) & 1)) = 1 ] && echo up"
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the process prints "up"

    @id:net-devices/same-name @req:LINUX-NETDEV-005 @runc:RUNC-NETDEV-001
    Scenario: Without a name the device keeps its own
      Given a bundle whose process runs the script "ls /sys/class/net | grep -c ^lc"
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {}} |
      When the runtime runs the container
      Then the process prints "1"

    @id:net-devices/attributes @req:LINUX-NETDEV-010 @runc:RUNC-NETDEV-004
    Scenario: The device keeps its attributes
      Given a bundle whose process runs the script "cd /sys/class/net/eth7; echo $(cat mtu address ifalias tx_queue_len)"
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the process prints the attributes that the network device had

    @id:net-devices/addresses @req:LINUX-NETDEV-011 @runc:RUNC-NETDEV-003
    Scenario: The device keeps its global addresses of each family
      Given a bundle whose process runs the script "echo $(ip -o address show dev eth7 scope global | tr -s ' ' | cut -d' ' -f3,4 | sort)"
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the process prints "inet 192.0.2.7/24 inet6 2001:db8::7/64"

    @id:net-devices/addresses-left @req:LINUX-NETDEV-012 @runc:RUNC-NETDEV-003
    Scenario: Addresses of the link alone, and those of a limited time, stay behind
      Given a bundle whose process runs the script "echo $(ip -o -4 address show dev eth7 | tr -s ' ' | cut -d' ' -f4 | sort)"
      And the host has a network device
      And the network device also has addresses of the link, and of a limited time
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the process prints "192.0.2.7/24"

  @req:RT-ERR-002
  Rule: A device that cannot be moved is an error that leaves it where it is

    @id:net-devices/cannot-move @req:LINUX-NETDEV-006
    Scenario Outline: <what> is refused
      Given the bundle has the fault:
        """
        { "linux": { <patch> } }
        """
      When the runtime creates the container
      Then the command fails

      Examples:
        | what                       | patch                                      |
        | A device that there is not | "netDevices": { "dream0": {} }             |
        | The loopback device        | "netDevices": { "lo": { "name": "eth7" } } |

    @id:net-devices/no-namespace @req:LINUX-NETDEV-006 @runc:RUNC-NETDEV-005 @isolation:process
    Scenario: A device of a container without a network namespace of its own is refused
      Given the host has a network device
      And the bundle's linux.namespaces lack:
        """
        { "type": "network" }
        """
      And the bundle has the faulty fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime creates the container
      Then the command fails
      And the host still has the network device

    @id:net-devices/name-taken @req:LINUX-NETDEV-007
    Scenario: A name that is taken in the container's namespace is refused
      Given the host has a network device
      And the host keeps a network namespace apart that has the device "eth7"
      And the bundle's linux.namespaces lack:
        """
        { "type": "network" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "network", "path": "${keptNamespace}" }
        """
      And the bundle has the faulty fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime creates the container
      Then the command fails
      And the host still has the network device

    @id:net-devices/name-template @req:LINUX-NETDEV-008 @req:LINUX-NETDEV-009 @lim:domainname-personality-netdevices
    Scenario: A name that is a template finds one that is free
      Given a bundle whose process runs the script "ls /sys/class/net | grep -c ^eth"
      And the host has a network device
      And the host keeps a network namespace apart that has the device "eth0"
      And the bundle's linux.namespaces lack:
        """
        { "type": "network" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "network", "path": "${keptNamespace}" }
        """
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth%d"}} |
      When the runtime runs the container
      Then the process prints "2"

  @lim:domainname-personality-netdevices
  Rule: What is in the container's namespace is left alone

    @id:net-devices/left-alone @req:LINUX-NETDEVEND-001
    Scenario: What the process changes stays changed
      Given a bundle whose process runs the script "ip link set dev eth7 mtu 1300; sleep 1; cat /sys/class/net/eth7/mtu"
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices     | {"${netDevice}": {"name": "eth7"}} |
        | process.capabilities | {"bounding": ["CAP_NET_ADMIN"], "effective": ["CAP_NET_ADMIN"], "permitted": ["CAP_NET_ADMIN"]} |
      When the runtime runs the container
      Then the process prints "1300"

    @id:net-devices/destroyed @req:LINUX-NETDEVEND-003
    Scenario: A virtual device goes with the container's namespace
      Given a bundle whose process prints "ran"
      And the host has a network device
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the command succeeds
      And the host's end of the network device is gone

    @id:net-devices/not-moved-back @req:LINUX-NETDEVEND-002 @runc:RUNC-NETDEV-001 @runc:RUNC-NETDEV-002
    Scenario: The container's end leaves the device in its namespace
      Given a bundle whose process prints "ran"
      And the host has a network device
      And the host keeps a network namespace apart that has the device "other0"
      And the bundle's linux.namespaces lack:
        """
        { "type": "network" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "network", "path": "${keptNamespace}" }
        """
      And the bundle has the fields:
        | linux.netDevices | {"${netDevice}": {"name": "eth7"}} |
      When the runtime runs the container
      Then the command succeeds
      And the network namespace that is kept apart has the device "eth7"
