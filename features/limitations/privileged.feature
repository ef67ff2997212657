@limitation
Feature: Privileged containers
  A privileged container is to have the run of the host: what administers networks, disks or kernels is deployed so. In
  a virtual machine it has the run of the guest.

  @lim:privileged-guest-scope @issue:kata-containers/runtime#1568
  @req:CONFIG-LINUXPROC-006 @req:CONFIG-LINUXPROC-007 @req:CONFIG-LINUXPROC-009
  Rule: A privileged process may do what only the superuser may

    @id:privileged/mount
    Scenario: A privileged process mounts a file system
      Given a bundle whose process tries to mount "tmpfs" at "/mnt"
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process prints "done"

    @id:privileged/device-node
    Scenario: A privileged process makes a device node
      Given a bundle whose process tries to make the device "/tmp/node" as "c 1:3"
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process prints "done"

    @id:privileged/sysfs @req:CONFIG-MOUNTOPT-051
    Scenario: A privileged process writes to a writable sysfs
      Given a bundle whose process tries to open "/sys/kernel/profiling"
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process prints "done"

    @id:privileged/kernel-parameter
    Scenario: A privileged process may set a parameter of the kernel
      Given a bundle whose process tries to open "/proc/sys/kernel/printk"
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process prints "done"

  @lim:privileged-guest-scope @issue:kata-containers/runtime#1568
  Rule: The scope of its privileges is the host

    @id:privileged/block-devices @needs:block-device
    Scenario: A privileged process sees the block devices of the host
      Given a bundle whose process prints the block devices
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process prints the host's block devices

    @id:privileged/kernel
    Scenario: The kernel whose parameters a privileged process sets is the host's
      Given a bundle whose process prints the content of "/proc/sys/kernel/random/boot_id"
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process prints the host's boot id

  @lim:k8s-privileged @issue:kata-containers/runtime#1568 @relied-by:containerd @relied-by:cri-o
  Rule: A privileged container of a pod has the run of the host

    @id:privileged-pod/starts @runc:RUNC-CONS-020
    Scenario: A privileged container with all devices of the host starts in a pod
      Given a bundle whose process sleeps
      And the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process tries to mount "tmpfs" at "/mnt"
      And the bundle is that of a container in the first one's pod
      And the bundle is privileged
      And the bundle lists each device of the host
      And a prepared container
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "done"

    @id:privileged-pod/without-devices @runc:RUNC-CONS-020
    Scenario: A privileged container without devices of the host starts in a pod
      Given a bundle whose process sleeps
      And the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process tries to mount "tmpfs" at "/mnt"
      And the bundle is that of a container in the first one's pod
      And the bundle is privileged
      And a prepared container
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "done"

    @id:privileged-pod/scope
    Scenario: A privileged pod sees the block devices of the host
      Given a bundle whose process prints the block devices
      And the bundle is that of a pod's sandbox
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process prints the host's block devices

  @lim:privileged-host-devices @issue:kata-containers/runtime#1568 @req:LINUX-DEV-001
  Rule: A listed device of the host can be used

    @id:host-devices/all @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario: A privileged container with all devices of the host starts
      Given a bundle whose process prints "started"
      And the bundle is privileged
      And the bundle lists each device of the host
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "started"

    @id:host-devices/block @runc:RUNC-DEV-004 @needs:loop-device
    Scenario: A block device of the host can be opened
      Given a bundle whose process tries to open "/dev/loop0"
      And the bundle is privileged
      And the bundle lists the host's device "/dev/loop0"
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "done"

    @id:host-devices/in-pod @runc:RUNC-DEV-004 @needs:loop-device @relied-by:containerd @relied-by:cri-o
    Scenario: A block device of the host can be opened in a container that joins a pod
      In a virtual machine that runs already it has to appear there.

      Given the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process tries to open "/dev/loop0"
      And the bundle is privileged
      And the bundle lists the host's device "/dev/loop0"
      And the bundle is that of a container in the first one's pod
      And a prepared container
      When the runtime runs the container
      Then the command succeeds
      And the process prints "done"

    @id:host-devices/block-rule @needs:loop-device @needs:cgroup-devices
    Scenario: A device rule holds for a block device of the host
      Given a bundle whose process tries to open "/dev/loop0"
      And the bundle is privileged
      And the bundle lists the host's device "/dev/loop0"
      And the bundle is patched with:
        """
        { "linux": { "resources": { "devices": [{ "allow": true, "access": "rwm" }, { "allow": false, "type": "b", "major": 7, "minor": 0, "access": "rw" }] } } }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "EPERM"

    @id:host-devices/character @needs:loop-device
    Scenario: A character device of the host can be opened
      Given a bundle whose process tries to open "/dev/loop-control"
      And the bundle is privileged
      And the bundle lists the host's device "/dev/loop-control"
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "done"

  @lim:privileged-host-devices @issue:kata-containers/runtime#1568
  Rule: A device that is not listed is not there

    @id:host-devices/unlisted @needs:loop-device
    Scenario: A block device of the host that is not listed has no node
      Given a bundle whose process prints the kind of "/dev/loop0"
      And the bundle is privileged
      And a created container
      When the runtime starts the container
      Then the process ends by status 1
