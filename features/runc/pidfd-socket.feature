Feature: The socket that receives a pidfd
  A pid may be another process's by the time that a manager looks at it; a pidfd may not.

  @runc:RUNC-PIDFD-001
  Rule: Create and run send a pidfd of the container's process

    @id:pidfd-socket/create
    Scenario: The pidfd is that of the pid that the state tells
      Given a manager receives pidfds at the socket "pidfds"
      And the commands have the flags "--pidfd-socket {scratch}/pidfds"
      When the runtime creates the container
      Then the command succeeds
      And the host's file "pidfds.pid" holds the container's pid

    @id:pidfd-socket/run
    Scenario: Run in the background sends it as well
      Given a manager receives pidfds at the socket "pidfds"
      And the commands have the flags "--pidfd-socket {scratch}/pidfds"
      When the runtime runs the container in the background
      Then the command succeeds
      And the host's file "pidfds.pid" holds the container's pid

  @runc:RUNC-PIDFD-002
  Rule: Exec sends a pidfd of the executed process

    @id:pidfd-socket/exec
    Scenario: The pidfd is not that of the container's first process
      Given a running container
      And a manager receives pidfds at the socket "pidfds"
      And the commands have the flags "--pidfd-socket {scratch}/pidfds"
      When the runtime executes in the background a process that sleeps
      Then the command succeeds
      And the host's file "pidfds.pid" holds the pid of another process of the container

  @runc:RUNC-PIDFD-003
  Rule: A socket that nobody listens at makes the command fail

    @id:pidfd-socket/nobody
    Scenario: Create fails and leaves nothing
      Given the commands have the faulty flags "--pidfd-socket {scratch}/no-such-socket"
      When the runtime creates the container
      Then the command fails
