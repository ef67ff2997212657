@needs:containerd @needs:overlayfs @needs:cni @relied-by:containerd
Feature: containerd runs Kubernetes' pods by the runtime
  The kubelet asks containerd for pods over the CRI. containerd makes a sandbox for each, and gives the runtime its
  containers one by one, with the namespaces that they are to share. A kernel in user space is driven there by a shim of its
  own, which is no part of the command line.

  @runc:RUNC-CONS-001 @isolation:process @isolation:vm
  Rule: A container of a pod runs, and the kubelet reads what became of it

    @id:cri/log @smoke
    Scenario: What a container prints is in its log
      Given a pod
      When the pod runs a container that prints "hello"
      Then the pod's container logs "hello"
      And the pod's container ends with status 0

    @id:cri/log-error
    Scenario: What a container prints as an error is so in its log
      Given a pod
      When the pod runs a container that prints "oops" to its standard error
      Then the pod's container logs "oops" as an error

    @id:cri/exit-status @runc:RUNC-PIDFILE-005
    Scenario: The kubelet reads a container's exit status
      Given a pod
      When the pod runs a container that exits with 42
      Then the pod's container ends with status 42

  @runc:RUNC-CONS-020 @isolation:process @isolation:vm
  Rule: The containers of a pod share what the pod says

    @id:cri/loopback @lim:join-container-netns @issue:kata-containers/runtime#1335
    Scenario: Containers of a pod talk over its loopback
      Given a pod
      And a container of the pod that runs the script "mkdir /www && echo served >/www/file && exec httpd -f -p 127.0.0.1:8080 -h /www"
      When the pod runs a container that runs the script "until wget -q -O - http://127.0.0.1:8080/file; do sleep 0.2; done"
      Then the pod's container logs "served"

    @id:cri/shared
    Scenario Outline: Containers of a pod are in the same <namespace> namespace
      Given a pod
      And a container of the pod that tells where its <namespace> namespace is, and sleeps
      When the pod runs a container that tells where its <namespace> namespace is
      Then the pod's container logs what the first one does

      @lim:join-container-netns @issue:kata-containers/runtime#1335
      Examples: Interfaces and ports
        | namespace |
        | net       |

      @lim:host-ipc-uts
      Examples: Queues and names
        | namespace |
        | ipc       |
        | uts       |

    @id:cri/shared-memory @lim:host-ipc-uts
    Scenario: Containers of a pod share the files in /dev/shm
      Given a pod
      And a container of the pod that writes "shared" to "/dev/shm/file" at once
      When the pod runs a container that prints the content of "/dev/shm/file"
      Then the pod's container logs "shared"

    @id:cri/own-processes @lim:shared-pid-namespace @issue:kata-containers/runtime#493
    Scenario: Containers of a pod have processes of their own
      Given a pod
      And a container of the pod that tells where its pid namespace is, and sleeps
      When the pod runs a container that tells where its pid namespace is
      Then the pod's container logs something else than the first one

    @id:cri/shared-processes @lim:shared-pid-namespace @issue:kata-containers/runtime#493
    Scenario: Containers of a pod that shares its processes are in the same pid namespace
      Given a pod whose containers share their processes
      And a container of the pod that tells where its pid namespace is, and sleeps
      When the pod runs a container that tells where its pid namespace is
      Then the pod's container logs what the first one does

    @id:cri/host-name
    Scenario: A container has its pod's host name
      Given a pod
      When the pod runs a container that prints the host name
      Then the pod's container logs "pod"

    @id:cri/name-server
    Scenario: A container's name server is that of its pod
      Given a pod with the name server "192.0.2.53"
      When the pod runs a container that runs the script "grep ^nameserver /etc/resolv.conf"
      Then the pod's container logs "nameserver 192.0.2.53"

    @id:cri/host-network @lim:host-network @issue:kata-containers/runtime#920
    Scenario: A pod on the host's network has the host's interfaces
      When a pod on the host's network runs a container that runs the script "ls /sys/class/net | grep -x pods"
      Then the pod's container logs "pods"

  @runc:RUNC-CONS-001 @isolation:process @isolation:vm
  Rule: A container has what the kubelet asks for

    @id:cri/read-only-root
    Scenario: A container with a read-only root cannot write to it
      Given a pod
      When the pod runs, with a read-only root, a container that tries to create "/file"
      Then the pod's container logs "EROFS"

    @id:cri/variable
    Scenario: A container has the variables that the kubelet sets
      Given a pod
      When the pod runs, with the variable "COLOUR" as "green", a container that prints the environment variable "COLOUR"
      Then the pod's container logs "green"

    @id:cri/host-path @runc:RUNC-CONS-017
    Scenario: A file that a container writes to a folder of the host is there
      Given a pod
      When the pod runs, with the scenario's folder at "/mnt", a container that writes "written" to "/mnt/file"
      Then the pod's folder has "written" in the file "file"

  @runc:RUNC-CONS-002 @isolation:process @isolation:vm
  Rule: The kubelet executes processes in a container

    @id:cri/exec
    Scenario: A probe's output is passed on
      Given a pod
      And a container of the pod that sleeps
      When the pod executes in the container a process that prints "inside"
      Then the pod's process prints "inside"

    @id:cri/exec-exit-status
    Scenario: A probe's exit status is passed on
      Given a pod
      And a container of the pod that sleeps
      When the pod executes in the container a process that exits with 5
      Then the pod's process exits with 5

  @runc:RUNC-CONS-003 @isolation:process @isolation:vm
  Rule: The kubelet stops a container

    @id:cri/stop
    Scenario: A container that is stopped gets SIGTERM first
      Given a pod
      And a container of the pod that reports each signal it catches
      When the pod stops the container
      Then the pod's container logs "caught 15"
      And the pod's container ends with status 0

    @id:cri/replace @runc:RUNC-CONS-004
    Scenario: A container that has been stopped is replaced while its pod goes on
      Given a pod
      And a container of the pod that prints "up" at once
      When the pod replaces the container
      Then the pod's container logs "up"

  @runc:RUNC-CONS-005 @isolation:process @isolation:vm
  Rule: The kubelet measures and limits a container

    @id:cri/statistics @lim:docker-stats @issue:moby/moby#38329 @needs:cgroup-memory
    Scenario: The kubelet reads a container's memory and processor time
      Given a pod
      And a container of the pod that keeps 8 MiB of memory
      When the pod is asked for the container's statistics
      Then the pod tells 8 MiB of memory or more, and some processor time

    @id:cri/update @needs:cgroup-memory
    Scenario: A container's new limit holds
      Given a pod
      And a container of the pod that runs the script "limit() { cat /sys/fs/cgroup/memory/memory.limit_in_bytes || cat /sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/memory.max; }; until limit | grep -qx 67108864; do sleep 0.1; done; echo limited"
      When the pod limits the container to 64 MiB of memory
      Then the pod's container logs "limited"

  @runc:RUNC-CONS-004 @isolation:process @isolation:vm
  Rule: A pod is removed with all that it had

    @id:cri/remove
    Scenario: Nothing is left of a pod that is removed while a container runs
      Given a pod
      And a container of the pod that sleeps
      When the pod is removed
      Then nothing of the pod is left

  @runc:RUNC-CONS-020
  Rule: A pod in a virtual machine has a kernel of its own

    @id:cri/kernel @isolation:vm
    Scenario: A pod has a kernel of its own
      Given a pod
      When the pod runs a container that prints the content of "/proc/sys/kernel/random/boot_id"
      Then the pod's container logs another boot id than the host's
