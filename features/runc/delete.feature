Feature: Deleting a container, as managers do
  Clean-up after a crash must work whatever is left, and must never end in an error that a manager repeats for ever.

  @runc:RUNC-DELETE-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Delete removes a stopped container

    @id:delete-command/stopped
    Scenario: Neither state nor cgroup is left
      Given a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And there is no such container
      And nothing is left of the container

  @runc:RUNC-DELETE-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: By force a container is killed and removed, whatever its status

    @id:delete-command/force
    Scenario Outline: A <status> container
      Given a <status> container
      When the runtime deletes the container by force
      Then the command succeeds
      And there is no such container
      And nothing is left of the container

      Examples:
        | status  |
        | created |
        | running |
        | stopped |

    @id:delete-command/force-paused @runc:RUNC-DELETE-008
    Scenario: A paused container
      Given a paused container
      When the runtime deletes the container by force
      Then the command succeeds
      And nothing is left of the container

  @runc:RUNC-DELETE-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: An unknown id is an error, but not by force

    @id:delete-command/unknown-force
    Scenario: By force it is none, though the container was known before
      Given a running container
      When the runtime deletes the container by force
      Then the command succeeds
      And there is no such container
      When the runtime deletes the container by force
      Then the command succeeds

    @id:delete-command/twice @runc:RUNC-DELETE-014
    Scenario: A second delete says that the container does not exist
      Given a deleted container
      When the runtime deletes the container
      Then the command fails
      And the error names "does not exist"

  @runc:RUNC-DELETE-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A paused container is not deleted without force

    @id:delete-command/paused-refused
    Scenario: It stays paused
      Given a paused container
      When the runtime deletes the container
      Then the command fails
      And the container is paused

  @runc:RUNC-DELETE-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A created container is deleted without force

    @id:delete-command/created
    Scenario: The waiting process is ended
      Given a created container
      When the runtime deletes the container
      Then the command succeeds
      And there is no such container
      And nothing is left of the container

  @runc:RUNC-CONS-004 @relied-by:docker @relied-by:containerd
  Rule: Delete by force works when the bundle is half gone

    @id:delete-command/bundle-gone
    Scenario: config.json has been removed
      Given a running container
      And the bundle's file "config.json" is removed
      When the runtime deletes the container by force
      Then the command succeeds
      And nothing is left of the container

  @runc:RUNC-DELETE-006 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Without a pid namespace of its own the container's other processes end with it

    @id:delete-command/host-pid-namespace @runc:RUNC-DELETE-007 @isolation:process
    Scenario: The children of a container in the host's pid namespace
      Given a bundle whose process has 3 children that sleep
      And the bundle's linux.namespaces lack:
        """
        { "type": "pid" }
        """
      And a running container
      When the runtime deletes the container by force
      Then the command succeeds
      And nothing is left of the container

  @runc:RUNC-DELETE-009 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: By force cgroups that the container made go too

    @id:delete-command/sub-cgroups
    Scenario: A container that made a cgroup in its own
      Given a bundle whose process runs the script "for d in /sys/fs/cgroup /sys/fs/cgroup/*/; do [ -e $d/cgroup.procs ] && mkdir $d/inner $d/inner/most; done 2>/dev/null; echo made; exec sleep 600"
      And the bundle is privileged
      And a running container
      Then the process prints "made"
      When the runtime deletes the container by force
      Then the command succeeds
      And nothing is left of the container

  @runc:RUNC-DELETE-012 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: What an aborted create left is removed

    @id:delete-command/aborted
    Scenario Outline: Delete <how> ends with <status>
      Given the host has the directory "root/aborted"
      And the commands have the global flags "--root {scratch}/root"
      When the runtime is called with "delete <flag> aborted"
      Then the command exits with <status>
      And the host has no file "root/aborted"

      Examples:
        | how           | flag    | status |
        | by force      | --force | 0      |
        | without force |         | 1      |
