@limitation @relied-by:containerd @relied-by:cri-o
Feature: Containers of one pod
  The containers of a pod talk over its loopback, its queues and its name. In a virtual machine they can only when all are in the same one.

  @req:LINUX-NS-016
  Rule: A container is in the namespaces of its pod's sandbox that its configuration names

    @id:pods/shared
    Scenario Outline: A container of a pod is in the <namespace> namespace of the pod's sandbox
      Given a bundle whose process tells where its <namespace> namespace is, and sleeps
      And the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process tells where its <namespace> namespace is
      And the bundle is that of a container in the first one's pod
      And a prepared container
      When the runtime runs the container in the background
      Then the process is in the first container's <namespace> namespace

      @lim:join-container-netns @issue:kata-containers/runtime#1335
      Examples: Interfaces and ports
        | namespace |
        | net       |

      @lim:host-ipc-uts
      Examples: Queues and names
        | namespace |
        | ipc       |
        | uts       |

    @id:pods/pinned
    Scenario Outline: A container of a pod is in the <namespace> namespace of the pod's sandbox, which was there before both
      Some managers make a pod's namespaces before its first container, and keep them without a process.

      Given the host pins a <namespace> namespace
      And a bundle whose process tells where its <namespace> namespace is, and sleeps
      And the bundle is that of a pod's sandbox
      And the bundle's linux.namespaces lack:
        """
        { "type": "<type>" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "<type>", "path": "${pinnedNamespace}" }
        """
      And a running container
      And a bundle whose process tells where its <namespace> namespace is
      And the bundle is that of a container in the first one's pod
      And the bundle's linux.namespaces lack:
        """
        { "type": "<type>" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "<type>", "path": "${pinnedNamespace}" }
        """
      And a prepared container
      When the runtime runs the container in the background
      Then the process is in the first container's <namespace> namespace

      @lim:join-container-netns @issue:kata-containers/runtime#1335
      Examples: Interfaces and ports
        | namespace | type    |
        | net       | network |

      @lim:host-ipc-uts
      Examples: Queues and names
        | namespace | type |
        | ipc       | ipc  |
        | uts       | uts  |

    @id:pods/pinned-setting @lim:host-ipc-uts
    Scenario: A container of a pod has the limits of queues that were set in the pod's namespace before
      Given the host pins an ipc namespace with the sysctl "kernel.msgmax" set to "12345"
      And the bundle is that of a pod's sandbox
      And the bundle's linux.namespaces lack:
        """
        { "type": "ipc" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "ipc", "path": "${pinnedNamespace}" }
        """
      And a running container
      And a bundle whose process prints the content of "/proc/sys/kernel/msgmax"
      And the bundle is that of a container in the first one's pod
      And the bundle's linux.namespaces lack:
        """
        { "type": "ipc" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "ipc", "path": "${pinnedNamespace}" }
        """
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process prints "12345"

    @id:pods/without-sandbox @lim:host-ipc-uts
    Scenario: A container is in the namespaces of a pod whose sandbox has no container
      Managers may leave that container out, since the pod's namespaces last without it.

      Given the host pins a net namespace
      And the host pins a uts namespace
      And the host pins an ipc namespace with the sysctl "kernel.msgmax" set to "12345"
      And a bundle whose process prints the content of "/proc/sys/kernel/msgmax"
      And the bundle is patched with:
        """
        {
          "annotations": { "io.kubernetes.cri-o.ContainerType": "container", "io.kubernetes.cri-o.SandboxID": "${token}-sandbox" },
          "linux": {
            "namespaces": [
              { "type": "pid" },
              { "type": "mount" },
              { "type": "network", "path": "${scratch}/pinned-net" },
              { "type": "uts", "path": "${scratch}/pinned-uts" },
              { "type": "ipc", "path": "${pinnedNamespace}" }
            ]
          }
        }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "12345"

    @id:pods/own-processes @lim:shared-pid-namespace @issue:kata-containers/runtime#493
    Scenario: A container of a pod has processes of its own
      Given a bundle whose process tells where its pid namespace is, and sleeps
      And the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process tells where its pid namespace is
      And the bundle is that of a container in the first one's pod
      And a prepared container
      When the runtime runs the container in the background
      Then the process is in another pid namespace than the first container

  Rule: A container of a pod can have what its own limits allow, whatever the pod's sandbox has
    In a virtual machine it can only when that grows with the containers that join it.

    @id:pods/memory @req:LINUX-MEM-003 @needs:cgroup-memory @needs:memory-1-gib @lim:resource-memory @issue:kata-containers/runtime#158
    Scenario: A container takes more memory than the pod's sandbox may have
      Given the bundle has the fields:
        | linux.resources.memory.limit | 67108864 |
      And the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process takes 288 MiB of memory
      And the bundle has the fields:
        | linux.resources.memory.limit | 536870912 |
      And the bundle is that of a container in the first one's pod
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process prints "taken"

    @id:pods/processor @req:LINUX-CPU-011 @needs:cgroup-cpuset @needs:multi-cpu @lim:resource-cpu @issue:kata-containers/runtime#203
    Scenario: A container runs on another processor than the pod's sandbox
      Given the bundle has the fields:
        | linux.resources.cpu.cpus | "0" |
      And the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process prints its scheduling cpus
      And the bundle has the fields:
        | linux.resources.cpu.cpus | "1" |
      And the bundle is that of a container in the first one's pod
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1"
