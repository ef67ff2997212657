@limitation @lim:constraints-storage @issue:kata-containers/kata-containers#11386
Feature: Limits on what a container stores
  No cgroup bounds the use of disks. What bounds it is the size of the file system that the container is given.

  @runc:RUNC-CONS-017
  Rule: A volume is as large as its file system

    @id:storage/volume-size
    Scenario: A container sees the size of its volume's file system
      Given a bundle whose process prints the size of the file system at "/volume"
      And the host has a file system of 16 MiB at "volume"
      And the bundle's mounts also hold:
        """
        { "destination": "/volume", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "16 MiB"

    @id:storage/volume-full
    Scenario: A container cannot write more than its volume's file system takes
      Given a bundle whose process tries to write 24 MiB to "/volume/file"
      And the host has a file system of 16 MiB at "volume"
      And the bundle's mounts also hold:
        """
        { "destination": "/volume", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "ENOSPC"

  Rule: A container's root is as large as its file system

    @id:storage/root-size
    Scenario: A container sees the size of its root's file system
      Given a bundle whose process prints the size of the file system at "/"
      And the bundle's root is a file system of 48 MiB
      And a created container
      When the runtime starts the container
      Then the process prints "48 MiB"

    @id:storage/root-full
    Scenario: A container cannot write more than its root's file system takes
      Given a bundle whose process tries to write 64 MiB to "/tmp/file"
      And the bundle's root is a file system of 48 MiB
      And a created container
      When the runtime starts the container
      Then the process prints "ENOSPC"

  @req:CONFIG-MOUNTOPT-080
  Rule: A tmpfs is as large as its options say

    @id:storage/tmpfs-size
    Scenario: A container sees the size of its tmpfs
      Given a bundle whose process prints the size of the file system at "/scratch"
      And the bundle's mounts also hold:
        """
        { "destination": "/scratch", "type": "tmpfs", "source": "tmpfs", "options": ["size=8m"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "8 MiB"
