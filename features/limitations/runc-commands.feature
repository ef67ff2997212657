@limitation @lim:runc-cli-extensions @issue:kata-containers/kata-containers#722
Feature: Commands beyond the five of the spec
  Container managers are written against runc's command line. A runtime that offers only what the spec names cannot be
  put in its place.

  @runc:RUNC-EXEC-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: exec runs a further process in the container

    @id:commands/exec @smoke
    Scenario: exec runs a process and passes on its output
      Given a running container
      When the runtime executes a process that prints "executed"
      Then the command succeeds
      And the executed process prints "executed"

  @runc:RUNC-LIST-003 @relied-by:containerd
  Rule: list names the containers

    @id:commands/list
    Scenario: list names a running container
      Given a running container
      When the runtime lists its containers
      Then the output lists the container as running

  @runc:RUNC-PAUSE-001 @runc:RUNC-STATE-002
  Rule: pause freezes a container, and resume thaws it

    @id:commands/pause
    Scenario: A container that is paused is reported as paused
      Given a running container
      When the runtime pauses the container
      Then the command succeeds
      And the container is paused

    @id:commands/resume
    Scenario: A container that is resumed is reported as running
      Given a paused container
      When the runtime resumes the container
      Then the command succeeds
      And the container is running

  @runc:RUNC-PS-002 @relied-by:docker @relied-by:containerd @relied-by:podman
  Rule: ps lists the container's processes

    @id:commands/ps
    Scenario: ps lists each process of the container
      Given a bundle whose process has 2 children that sleep
      And a running container
      When the runtime lists the container's processes
      Then the output lists 3 processes

  @runc:RUNC-UPDATE-008 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: update changes the limits of a running container

    @id:commands/update @needs:cgroup-pids
    Scenario: update changes the limit of tasks
      Given a running container
      When the runtime updates the container's resources to:
        """
        { "pids": { "limit": 31 } }
        """
      Then the command succeeds
      And the container's pids limit is "31"

  @runc:RUNC-EVENTS-001 @relied-by:containerd
  Rule: events tells a container's statistics

    @id:commands/events-stats @needs:cgroup-pids
    Scenario: The statistics count the container's tasks
      Given a bundle whose process has 2 children that sleep
      And a running container
      When the runtime is called with "events --stats {id}"
      Then the command succeeds
      And the output's type is "stats"
      And the output's id is "${id}"
      And the output's data.pids.current is "3"

  @runc:RUNC-FEATURES-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: features tells what the runtime can do

    @id:commands/features
    Scenario: features tells the oldest version of the spec that is taken
      When the runtime tells its features
      Then the command succeeds
      And the output's ociVersionMin is "1.0.0"

  @runc:RUNC-SPEC-001
  Rule: spec writes a configuration to start from

    @id:commands/spec
    Scenario: spec writes a configuration
      Given the host has the directory "new"
      When the runtime is called with "spec --bundle {scratch}/new"
      Then the command succeeds
      And the host's file "new/config.json" is JSON whose root.path is "rootfs"
