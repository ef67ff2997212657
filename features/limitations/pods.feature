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
