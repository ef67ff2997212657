@limitation
Feature: Containers that share a namespace with the host
  What watches the processes, networks or queues of a host runs in its namespaces. A virtual machine has none of them.

  @req:LINUX-NS-022
  Rule: A namespace that is not listed is the host's

    @id:host-namespaces/pid @lim:host-pid @issue:kata-containers/runtime#2633
    Scenario: A container without a PID namespace of its own is in the host's
      Given a bundle whose process prints its pid namespace
      And the bundle's linux.namespaces lack:
        """
        { "type": "pid" }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints the host's pid namespace

    @id:host-namespaces/network @lim:host-network @issue:kata-containers/runtime#920
    Scenario: A container without a network namespace of its own is in the host's
      Given a bundle whose process prints its net namespace
      And the bundle's linux.namespaces lack:
        """
        { "type": "network" }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints the host's net namespace

    @id:host-namespaces/ipc @lim:host-ipc-uts
    Scenario: A container without an IPC namespace of its own is in the host's
      Given a bundle whose process prints its ipc namespace
      And the bundle's linux.namespaces lack:
        """
        { "type": "ipc" }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints the host's ipc namespace

    @id:host-namespaces/uts @lim:host-ipc-uts
    Scenario: A container without a UTS namespace of its own is in the host's
      Given a bundle whose process prints its uts namespace
      And the bundle is patched with:
        """
        { "hostname": null }
        """
      And the bundle's linux.namespaces lack:
        """
        { "type": "uts" }
        """
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints the host's uts namespace
