Feature: The file with the container's pid
  A manager waits for the container by the pid in this file, and reads it as soon as the command has returned.

  @runc:RUNC-PIDFILE-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The file holds the decimal pid of the container's process, and nothing else

    @id:pid-file/create
    Scenario: Create writes the pid that the state tells
      Given the commands have the flags "--pid-file {scratch}/init.pid"
      When the runtime creates the container
      Then the command succeeds
      And the host's file "init.pid" holds the container's pid

    @id:pid-file/run-in-background
    Scenario: Run in the background writes the pid that the state tells
      Given the commands have the flags "--pid-file {scratch}/init.pid"
      When the runtime runs the container in the background
      Then the command succeeds
      And the host's file "init.pid" holds the container's pid

  @runc:RUNC-PIDFILE-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A relative path is taken from the caller's working directory

    @id:pid-file/relative
    Scenario: A relative path does not lead into the bundle
      Given the commands have the flags "--pid-file relative.pid"
      When the runtime creates the container
      Then the command succeeds
      And the host's file "commands/relative.pid" holds the container's pid

  @runc:RUNC-PIDFILE-003 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A file that exists is replaced

    @id:pid-file/replaced
    Scenario: A longer text from before does not stay in part
      Given the host has the file "init.pid" with "99999999999999 from an earlier container"
      And the commands have the flags "--pid-file {scratch}/init.pid"
      When the runtime creates the container
      Then the command succeeds
      And the host's file "init.pid" holds the container's pid

  @runc:RUNC-PIDFILE-004 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A file that cannot be written makes the command fail

    @id:pid-file/unwritable
    Scenario: Create fails and leaves nothing
      Given the commands have the faulty flags "--pid-file {scratch}/no-such-folder/init.pid"
      When the runtime creates the container
      Then the command fails

    @id:pid-file/unwritable-on-exec @runc:RUNC-EXEC-002
    Scenario: Exec fails with the status of the runtime's own errors
      Given a running container
      And the commands have the faulty flags "--pid-file {scratch}/no-such-folder/exec.pid"
      When the runtime executes a process that prints "hello"
      Then the command exits with 255
      And the container is running

  @runc:RUNC-PIDFILE-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The process is a child of the caller's subreaper

    @id:pid-file/subreaper
    Scenario: The subreaper learns the status of a container that was run in the background
      Given a bundle whose process exits with 37
      When the runtime runs the container in the background
      Then the command succeeds
      And the process ends by status 37
