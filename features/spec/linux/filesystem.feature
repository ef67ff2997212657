Feature: What the container sees of files
  Secrets of the host stay hidden and given files appear only if every mount, mask and propagation is applied.

  @req:LINUX-MASK-001
  Rule: A masked path cannot be read

    @id:paths/masked-file
    Scenario: A masked file is empty
      Given a bundle whose process tries to read "/etc/secret"
      And the root has the file "etc/secret" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secret"] |
      And a created container
      When the runtime starts the container
      Then the process prints "empty"

  @req:LINUX-ROPATH-001
  Rule: A read-only path cannot be written

    @id:paths/read-only
    Scenario: A read-only path takes no new file
      Given a bundle whose process tries to create "/var/new"
      And the bundle has the fields:
        | linux.readonlyPaths | ["/var"] |
      And a created container
      When the runtime starts the container
      Then the process prints "EROFS"

  @req:CONFIG-ROOT-007
  Rule: A read-only root is read-only

    @id:paths/read-only-root @runc:RUNC-MOUNT-038 @smoke
    Scenario: A read-only root takes no new file
      Given a bundle whose process tries to create "/new"
      And the bundle has the fields:
        | root.readonly | true |
      And a created container
      When the runtime starts the container
      Then the process prints "EROFS"

  @req:CONFIG-MOUNTS-001
  Rule: Mounts are performed in their order

    @id:mounts/bind
    Scenario: A bind mount shows the host's file
      Given a bundle whose process prints the content of "/mnt/note"
      And the host has the file "shared/note" with "from the host"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind", "ro"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "from the host"

    @id:mounts/order
    Scenario: A later mount covers an earlier one
      Given a bundle whose process prints the type of the mount "/mnt"
      And the host has the file "shared/note" with "from the host"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind"] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs" }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "tmpfs"

  @req:LINUX-PROP-004
  Rule: rootfsPropagation slave lets no mount out

    @id:mounts/propagation-slave
    Scenario: The root mount of a slave container is a slave
      Given a bundle whose process prints the propagation of the mount "/"
      And the bundle has the fields:
        | linux.rootfsPropagation | "slave" |
      And a created container
      When the runtime starts the container
      Then what the process prints is recorded as "propagation"

  @req:LINUX-TIME-001 @req:LINUX-TIME-003
  Rule: Time offsets shift the clocks

    @id:linux/time-offset @needs:timens
    Scenario: The monotonic clock is shifted by the configured seconds
      Given a bundle whose process prints the offset of its monotonic clock
      And the bundle's linux.namespaces also hold:
        """
        { "type": "time" }
        """
      And the bundle has the fields:
        | linux.timeOffsets | {"monotonic": {"secs": 86400, "nanosecs": 5}} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "86400.000000005"

  Rule: The default file systems are there without being listed

    @id:filesystem/default
    Scenario Outline: Without any mounts <path> is a file system of type <type>
      Given a bundle whose process runs the script "[ $(stat -f -c %T <path> || echo none) = <type> ] && echo <type> || echo another"
      And the bundle is patched with:
        """
        { "mounts": [] }
        """
      When the runtime runs the container
      Then the process prints "<type>"

      @req:LINUX-DEFFS-001
      Examples: Processes
        | path  | type |
        | /proc | proc |

      @req:LINUX-DEFFS-002
      Examples: Devices and drivers
        | path | type  |
        | /sys | sysfs |

      @req:LINUX-DEFFS-003
      Examples: Pseudo-terminals
        | path     | type   |
        | /dev/pts | devpts |

      @req:LINUX-DEFFS-004
      Examples: Shared memory
        | path     | type  |
        | /dev/shm | tmpfs |
