@limitation
Feature: Descriptors that are no streams of bytes
  A manager may hand any open descriptor to a container's process, and some are more than bytes in and out.

  @runc:RUNC-FDS-001 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Each descriptor that is handed on is the same open file for the process

    @id:handed-on/directory @lim:preserved-descriptors
    Scenario: A folder of the host
      Given a bundle whose process runs the script "ls /proc/self/fd/3/"
      And the host has the file "folder/inside" with "content"
      And the commands inherit the host's file "folder" as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "inside"

    @id:handed-on/executed @lim:preserved-descriptors @runc:RUNC-EXEC-015
    Scenario: A folder of the host for an executed process
      Given a running container
      And the host has the file "folder/inside" with "content"
      And the commands inherit the host's file "folder" as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime executes a process that runs the script "ls /proc/self/fd/3/"
      Then the command succeeds
      And the executed process prints "inside"

    @id:handed-on/offset @lim:preserved-descriptors
    Scenario: A file is read from where the process wants
      Given a bundle whose process runs the script "dd bs=1 skip=6 count=6 <&3 2>/dev/null; dd bs=1 skip=0 count=5 </proc/self/fd/3 2>/dev/null"
      And the host has the file "three" with "first second"
      And the commands inherit the host's file "three" as descriptor 3
      And the commands have the flags "--preserve-fds 1"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "secondfirst"
