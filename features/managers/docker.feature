@needs:docker @needs:overlayfs @relied-by:docker
Feature: What Docker asks of a runtime beside running a container
  Terminals, shared folders, limits and the number of the container's process come to Docker through the runtime.

  @runc:RUNC-STDIO-003
  Rule: A container's streams are Docker's

    @id:docker/input
    Scenario: The end of Docker's input reaches the container
      When Docker runs, with the input "typed", a container that copies its input
      Then the manager's command exits with 0
      And the manager prints "typed"

  @runc:RUNC-TTY-002 @runc:RUNC-TTY-006
  Rule: A container has a terminal where Docker asks for one

    @id:docker/terminal
    Scenario: The container's process is on a terminal of its own
      When Docker runs, with a terminal, a container that is "/bin/tty"
      Then the manager's command exits with 0
      And the manager prints "/dev/pts/0"

  @runc:RUNC-CONS-017
  Rule: A folder of the host is shared with the container

    @id:docker/bind-mount
    Scenario: A file that the container writes into a shared folder is on the host
      When Docker runs, with a host folder at "/mnt", a container that runs the script "echo written > /mnt/file"
      Then the manager's command exits with 0
      And the host folder has "written" in the file "file"

  @runc:RUNC-CGROUP-004 @needs:cgroup-memory
  Rule: A container is limited as Docker says

    @id:docker/memory-limit
    Scenario: The container sees its limit of memory
      When Docker runs, with 64 MiB of memory, a container that runs the script "cat /sys/fs/cgroup/memory/memory.limit_in_bytes || cat /sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/memory.max"
      Then the manager's command exits with 0
      And the manager prints "67108864"

  @runc:RUNC-PIDFILE-001
  Rule: Docker knows the container's process

    @id:docker/pid
    Scenario: The number that Docker has for the container is a live process's
      Given a Docker container that sleeps
      When Docker is asked for its process
      Then the manager prints the number of a live process

  @runc:RUNC-CONS-005 @needs:cgroup-freezer
  Rule: Docker pauses and resumes a container

    @id:docker/pause
    Scenario: A container that Docker pauses is paused
      Given a Docker container that sleeps
      When Docker pauses it
      Then the manager's command exits with 0
      And the manager reports the container as paused

  @runc:RUNC-CONS-010
  Rule: A program that cannot be executed has a status of its own

    @id:docker/missing-program
    Scenario: Docker exits with 127 when the container's program is missing
      When Docker runs a container that is "/bin/missing"
      Then the manager refuses it with status 127

  @runc:RUNC-CONS-013 @needs:nat @isolation:process @isolation:vm
  Rule: A container is on Docker's network
    A kernel in user space is run without a network, as its profile says.

    @id:docker/published-port
    Scenario: A port that Docker publishes leads to the container
      Given a Docker container, with the host's port 8080 leading to its port 80, that serves "hello" on port 80
      When the host's port 8080 is asked for "/text"
      Then the port answers "hello"

    @id:docker/outward
    Scenario: A container reaches a port that the host has
      Given a Docker container, with the host's port 8080 leading to its port 80, that serves "hello" on port 80
      When Docker runs, on its network, a container that runs the script "until wget -q -O - http://$(ip route | sed -n 's/^default via //p' | cut -d' ' -f1):8080/text; do sleep 0.2; done"
      Then the manager prints "hello"
