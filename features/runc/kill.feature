Feature: Signals by name and number
  Managers pass on what their users type, in any of the usual spellings.

  @runc:RUNC-KILL-002
  Rule: A signal is a number or a known name

    @id:kill/unknown-signal
    Scenario: A signal that nobody knows is refused
      Given a running container
      When the runtime is called with "kill {id} DREAM", where "kill {id} KILL" is right
      Then the command fails
      And the container is running

    @id:kill-command/spelling @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario Outline: <signal> is SIGUSR1
      Given a bundle whose process reports each signal it catches
      And a running container
      When the runtime is called with "kill {id} <signal>"
      Then the command succeeds
      And the process prints "caught 10"

      Examples:
        | signal  |
        | 10      |
        | USR1    |
        | SIGUSR1 |

    @id:kill-command/lower-case @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
    Scenario Outline: <signal> is SIGKILL
      Given a running container
      When the runtime is called with "kill {id} <signal>"
      Then the command succeeds
      And the container is stopped

      Examples:
        | signal  |
        | sigkill |
        | kill    |

  @runc:RUNC-KILL-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Without a name the signal is SIGTERM, and it goes to the first process alone

    @id:kill-command/default
    Scenario: Kill without a signal
      Given a bundle whose process reports each signal it catches
      And a running container
      When the runtime is called with "kill {id}"
      Then the command succeeds
      And the process prints "caught 15"

  @runc:RUNC-KILL-003 @runc:RUNC-CONS-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A stopped container takes no signal, in words that managers know

    @id:kill-command/stopped
    Scenario: The words for a stopped container
      Given a stopped container
      When the runtime sends KILL to the container
      Then the command fails
      And the error names, in any case, "container not running" or "process already finished"

  @runc:RUNC-KILL-004 @relied-by:containerd @relied-by:podman
  Rule: --all is taken

    @id:kill-command/all
    Scenario: A running container ends
      Given a running container
      When the runtime is called with "kill --all {id} KILL"
      Then the command succeeds
      And the container is stopped

    @id:kill-command/all-when-stopped
    Scenario: With --all a stopped container is no error
      Given a stopped container
      When the runtime is called with "kill --all {id} KILL"
      Then the command succeeds
      And the container is stopped

  @runc:RUNC-KILL-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Signal 0 tells if the process lives

    @id:kill-command/zero-when-running
    Scenario: A running container, which stays as it is
      Given a bundle whose process reports each signal it catches
      And a running container
      When the runtime sends 0 to the container
      Then the command succeeds
      And the container is running

    @id:kill-command/zero-when-stopped
    Scenario: A stopped container
      Given a stopped container
      When the runtime sends 0 to the container
      Then the command fails

  @runc:RUNC-KILL-010 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: SIGKILL ends a paused container

    @id:kill-command/paused
    Scenario: A paused container is stopped afterwards
      Given a paused container
      When the runtime sends KILL to the container
      Then the command succeeds
      And the container is stopped
      And the process ends by signal KILL

  @runc:RUNC-KILL-011 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A created container takes signals

    @id:kill-command/created
    Scenario: SIGKILL ends a container before it is started
      Given a created container
      When the runtime sends KILL to the container
      Then the command succeeds
      And the container is stopped

  @runc:RUNC-KILL-012 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A signal that the first process has no handler for changes nothing

    @id:kill-command/ignored
    Scenario: The container still runs after SIGTERM, and ends by SIGKILL
      Given a running container
      When the runtime sends TERM to the container
      Then the command succeeds
      When the runtime sends KILL to the container
      Then the command succeeds
      And the process ends by signal KILL

  @runc:RUNC-KILL-006 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Without a pid namespace of its own SIGKILL ends all of the container's processes

    @id:kill-command/host-pid-namespace @isolation:process
    Scenario: Nothing is left for delete to end
      Given a bundle whose process has 3 children that sleep
      And the bundle's linux.namespaces lack:
        """
        { "type": "pid" }
        """
      And a running container
      When the runtime sends KILL to the container
      Then the command succeeds
      And the host's cgroup at cgroupsPath holds 0 processes

  @runc:RUNC-KILL-007 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Without a pid namespace of its own SIGKILL ends what the first process left

    @id:kill-command/first-process-gone @isolation:process
    Scenario: The first process has ended, and another has not
      Given a bundle whose process runs the script "sleep 600 & echo left"
      And the bundle's linux.namespaces lack:
        """
        { "type": "pid" }
        """
      When the runtime runs the container in the background
      Then the process has ended
      When the runtime sends KILL to the container
      Then the command succeeds
      And the host's cgroup at cgroupsPath holds 0 processes

  @runc:RUNC-KILL-008 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A container in another one's pid namespace ends alone

    @id:kill-command/shared-pid-namespace @lim:shared-pid-namespace @issue:kata-containers/runtime#493
    Scenario: SIGKILL leaves the other container alone
      Given the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process sleeps
      And the bundle is that of a container in the first one's pod
      And the bundle's linux.namespaces lack:
        """
        { "type": "pid" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "pid", "path": "/proc/${sandboxPid}/ns/pid" }
        """
      And a running container
      When the runtime sends KILL to the container
      Then the command succeeds
      And the container is stopped
      And the first container is running

    @id:kill-command/shared-pid-namespace-deleted @lim:shared-pid-namespace @issue:kata-containers/runtime#493
    Scenario: Delete by force leaves the other container alone
      Given the bundle is that of a pod's sandbox
      And a running container
      And a bundle whose process sleeps
      And the bundle is that of a container in the first one's pod
      And the bundle's linux.namespaces lack:
        """
        { "type": "pid" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "pid", "path": "/proc/${sandboxPid}/ns/pid" }
        """
      And a running container
      When the runtime deletes the container by force
      Then the command succeeds
      And there is no such container
      And the first container is running
