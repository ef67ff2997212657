@limitation
Feature: What the kernel of a virtual machine cannot have of the host's
  A configuration may ask for what only the host's kernel serves, or for settings that the guest's kernel no longer has.

  @req:RT-CREATE-011 @req:RT-CREATE-012 @req:RT-ERR-002
  Rule: It is had, or the container is refused and nothing of it is left

    @id:refusals/cgroup-v1 @needs:cgroup-v1
    Scenario Outline: <property>, of cgroup version 1, is applied or refused
      Given a bundle whose process prints its cgroup's <setting>
      And the bundle has the faulty fields:
        | linux.resources.<property> | <value> |
      When the runtime runs the container in the background
      Then the command fails, or the process prints "<printed>"

      @lim:cgroup-v1-settings
      Examples: Settings of the processor, of networks and of the hierarchy
        | property            | value                             | setting                         | printed  |
        | cpu.realtimePeriod  | 500000                            | cpu.rt_period_us                | 500000   |
        | cpu.realtimeRuntime | 1000                              | cpu.rt_runtime_us               | 1000     |
        | network.priorities  | [{"name": "lo", "priority": 2}]   | net_prio.ifpriomap              | lo 2     |
        | memory.useHierarchy | false                             | memory.use_hierarchy            | 0        |

      @lim:kernel-memory @issue:kata-containers/runtime#187
      Examples: Memory of the kernel
        | property            | value                             | setting                         | printed  |
        | memory.kernelTCP    | 33554432                          | memory.kmem.tcp.limit_in_bytes  | 33554432 |

    @id:refusals/mount-label @lim:selinux @issue:kata-containers/runtime#784
    Scenario: A label for mounts is applied or refused
      Given a bundle whose process runs the script "grep -o 'context=[a-z_:0-9]*' /proc/mounts | head -n 1"
      And the bundle has the faulty fields:
        | linux.mountLabel | "system_u:object_r:container_file_t:s0" |
      When the runtime runs the container in the background
      Then the command fails, or the process prints "context=system_u:object_r:container_file_t:s0"

    @id:refusals/file-system @lim:mount-file-systems
    Scenario: A file system that is made of folders of the host is mounted or refused
      Given a bundle whose process runs the script "cat /mnt/below"
      And the host has the file "lower/below" with "layered"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "overlay", "source": "overlay",
          "options": ["lowerdir=${scratch}/lower:${rootfs}/var"] }
        """
      When the runtime runs the container in the background
      Then the command fails, or the process prints "layered"

    @id:refusals/socket @lim:unix-socket-volume @issue:superradcompany/microsandbox#248
    Scenario: A socket of the host is there or refused
      Given a bundle whose process runs the script "stat -c %F /mnt/socket"
      And a datagram socket is at "socket"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt/socket", "type": "bind", "source": "${scratch}/socket", "options": ["bind"] }
        """
      When the runtime runs the container in the background
      Then the command fails, or the process prints "socket"

    @id:refusals/vm-section @lim:vm-section @isolation:vm
    Scenario: The kernel that a configuration names is booted or refused
      Given a bundle whose process prints "ran"
      And the bundle has the fault:
        """
        { "vm": { "kernel": { "path": "${scratch}/vmlinux" } } }
        """
      When the runtime creates the container
      Then the command fails
