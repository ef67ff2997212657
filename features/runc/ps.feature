Feature: Listing a container's processes

  @runc:RUNC-PS-002 @relied-by:docker @relied-by:containerd @relied-by:podman
  Rule: The list as JSON has the pids on the host

    @id:ps/process
    Scenario: The container's process is among them
      Given a running container
      When the runtime lists the container's processes
      Then the command succeeds
      And the output lists the container's process

    @id:ps/children
    Scenario: Children are listed
      Given a bundle whose process has 3 children that sleep
      And a running container
      When the runtime lists the container's processes
      Then the command succeeds
      And the output lists 4 processes

  @runc:RUNC-PS-005 @relied-by:containerd
  Rule: Executed processes are listed too

    @id:ps/executed
    Scenario: A process in the background
      Given a running container
      When the runtime executes in the background a process that sleeps
      Then the command succeeds
      When the runtime lists the container's processes
      Then the output lists 2 processes

  @runc:RUNC-PS-004 @relied-by:containerd
  Rule: A stopped container has no processes

    @id:ps/stopped
    Scenario: The list as JSON is null
      Given a stopped container
      When the runtime lists the container's processes
      Then the command succeeds
      And the output is "null"

  @runc:RUNC-PS-001 @relied-by:containerd
  Rule: Without a format the list is the host's own table

    @id:ps/table
    Scenario: Head and row of the table
      Given a bundle whose process reports each signal it catches
      And a running container
      When the runtime is called with "ps {id}"
      Then the command succeeds
      And the output has a line like "UID * PID *PPID * CMD"
      And the output has a line like "root */bin/report-signals"

    @id:ps/format-option @runc:RUNC-PS-003 @runc:RUNC-CLI-007
    Scenario: Words after the id are options of ps
      Given a bundle whose process reports each signal it catches
      And a running container
      When the runtime is called with "ps {id} -e -o pid,args"
      Then the command succeeds
      And the output has a line like "*PID COMMAND"
      And the output has a line like "* /bin/report-signals"
