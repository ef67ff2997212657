Feature: Descriptors that a caller hands on
  Socket activation and managers' pipes go through descriptors beyond the first three.

  @runc:RUNC-FDS-001 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: --preserve-fds hands on as many descriptors after the first three

    @id:descriptors/preserved
    Scenario: The process reads a file that the caller has open
      Given a bundle whose process prints the content of "/proc/self/fd/4"
      And the host has the file "three" with "third"
      And the host has the file "four" with "fourth"
      And the commands inherit the host's file "three" as descriptor 3
      And the commands inherit the host's file "four" as descriptor 4
      And the commands have the flags "--preserve-fds 2"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "fourth"

    @id:descriptors/preserved-on-create
    Scenario: Descriptors outlive the command that creates the container
      Given a bundle whose process runs the script "cat <&3; exec sleep 600"
      And the host has the file "three" with "third"
      And the commands inherit the host's file "three" as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "third"

    @id:descriptors/pipe
    Scenario: The process reads a pipe to its end
      Given a bundle whose process runs the script "cat <&3; echo and the end"
      And the host has the file "content" with "through the pipe"
      And the commands inherit a pipe that holds the host's file "content" as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "through the pipe"
      And the process prints "and the end"

    @id:descriptors/written
    Scenario: What the process writes is in the caller's file
      Given a bundle whose process runs the script "echo from inside >&3"
      And the host has the file "three" with "from before"
      And the commands inherit the host's file "three" for writing as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime runs the container
      Then the command succeeds
      And the host's file "three" holds "from inside"

    @id:descriptors/socket
    Scenario: The process talks to the peer of a socket
      Given a bundle whose process runs the script "read -r line <&3; echo $line; echo from inside >&3"
      And a peer at the host's socket "peer" sends "from the peer"
      And the commands inherit a connection to the host's socket "peer" as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "from the peer"
      And the host's file "peer.received" holds "from inside"

    @id:descriptors/not-open
    Scenario: A number that is not open is refused
      Given the host has the file "three" with "third"
      And the commands inherit the host's file "three" as descriptor 3
      And the commands have the faulty flags "--preserve-fds 60"
      When the runtime creates the container
      Then the command fails

  @runc:RUNC-FDS-003 @relied-by:podman
  Rule: Descriptors of socket activation come first, and the process is told of them

    @id:descriptors/activated @req:RTLINUX-FD-002
    Scenario: The process is told that it is pid 1 and has one descriptor
      Given a bundle whose process runs the script "echo $LISTEN_PID $LISTEN_FDS; cat <&3; cat <&4"
      And the host has the file "three" with "third"
      And the host has the file "four" with "fourth"
      And the commands inherit the host's file "three" as descriptor 3
      And the commands inherit the host's file "four" as descriptor 4
      And the commands are activated by the first 1 inherited descriptor
      And the commands have the flags "--preserve-fds 1"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1 1"
      And the process prints "third"
      And the process prints "fourth"

  @runc:RUNC-EXEC-015 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: --preserve-fds works for executed processes too

    @id:descriptors/exec
    Scenario: The executed process reads a file that the caller has open
      Given a running container
      And the host has the file "three" with "third"
      And the host has the file "four" with "fourth"
      And the commands inherit the host's file "three" as descriptor 3
      And the commands inherit the host's file "four" as descriptor 4
      And the commands have the flags "--preserve-fds 2"
      When the runtime executes a process that prints the content of "/proc/self/fd/4"
      Then the command succeeds
      And the executed process prints "fourth"

    @id:descriptors/exec-background
    Scenario: A process in the background keeps the descriptor
      Given a running container
      And the host has the file "three" with "from before"
      And the commands inherit the host's file "three" for writing as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime executes in the background a process that runs the script "sleep 1; echo from inside >&3"
      Then the command succeeds
      And the executed process ends by status 0
      And the host's file "three" holds "from inside"

  @runc:RUNC-FDS-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Without it no other descriptor is handed on

    @id:descriptors/none
    Scenario: The process has the first three alone
      Given a bundle whose process prints its open descriptors
      And the host has the file "seven" with "seventh"
      And the commands inherit the host's file "seven" as descriptor 7
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0 1 2"

    @id:descriptors/none-on-exec
    Scenario: An executed process has the first three alone
      Given a running container
      And the host has the file "seven" with "seventh"
      And the commands inherit the host's file "seven" as descriptor 7
      When the runtime executes a process that prints its open descriptors
      Then the command succeeds
      And the executed process prints "0 1 2"

    @id:descriptors/none-in-hook @runc:RUNC-FDS-004
    Scenario: A hook in the container has the first three alone
      Given a bundle whose process prints "hello"
      And the host has the file "seven" with "seventh"
      And the bundle has the startContainer hook "inside" with:
        """
        { "path": "/bin/sh", "args": ["sh", "-c", "/bin/open-descriptors >/descriptors"] }
        """
      And the commands inherit the host's file "seven" as descriptor 7
      When the runtime runs the container
      Then the command succeeds
      And the container's root has the file "descriptors" with "0 1 2"
