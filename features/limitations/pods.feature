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
