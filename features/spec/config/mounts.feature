Feature: Mounts
  Volumes, secrets and the kernel's own file systems reach a container as mounts, in an order that the bundle says.

  @req:CONFIG-MOUNTS-001
  Rule: Mounts are performed in their order

    @id:mounts/nested-order
    Scenario: A mount below another one that comes first is seen
      Given a bundle whose process prints the type of the mount "/mnt/sub"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt/sub", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the process prints "tmpfs"

    @id:mounts/covered
    Scenario: A mount below another one that comes later is covered
      Given a bundle whose process tries to read "/mnt/sub/note"
      And the host has the file "shared/note" with "covered"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt/sub", "type": "bind", "source": "${scratch}/shared", "options": ["bind"] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the process prints "ENOENT"

  Rule: A destination is a path in the container

    @id:mounts/destination-link @req:CONFIG-MOUNTS-004
    Scenario: A destination behind a link out of the root stays in the root
      Given a bundle whose process prints the content of "/mnt/note"
      And the host has the file "shared/note" with "inside"
      And the root has the link "link" to "/mnt"
      And the bundle's mounts also hold:
        """
        { "destination": "/link", "type": "bind", "source": "${scratch}/shared", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the process prints "inside"

    @id:mounts/relative-destination @runc:RUNC-MOUNT-017 @req:CONFIG-MOUNTS-006 @req:CONFIG-MOUNTS-007
    Scenario: A relative destination starts at the container's root
      Given a bundle whose process prints the type of the mount "/data"
      And the bundle has the fields:
        | process.cwd | "/tmp" |
      And the bundle's mounts also hold:
        """
        { "destination": "data", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the process prints "tmpfs"

    @id:mounts/no-destination @req:CONFIG-MOUNTS-003
    Scenario: A mount without a destination is refused
      Given the bundle's mounts also hold the fault:
        """
        { "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime creates the container
      Then the command fails

  @req:CONFIG-MOUNTS-008
  Rule: source says what is mounted

    @id:mounts/dummy-source
    Scenario: A dummy source is the mount's source
      Given a bundle whose process prints the source of the mount "/mnt"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "named" }
        """
      When the runtime runs the container
      Then the process prints "named"

    @id:mounts/relative-source @runc:RUNC-MOUNT-002 @req:CONFIG-MOUNTS-009
    Scenario: A relative source of a bind mount starts at the bundle
      Given a bundle whose process prints the content of "/mnt/mark"
      And the root has the file "shared/mark" with "of the bundle"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "rootfs/shared", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the process prints "of the bundle"

    @id:mounts/file-source
    Scenario: A file is bound to a file
      Given a bundle whose process prints the content of "/etc/given"
      And the host has the file "given" with "a file"
      And the bundle's mounts also hold:
        """
        { "destination": "/etc/given", "type": "bind", "source": "${scratch}/given", "options": ["bind", "ro"] }
        """
      When the runtime runs the container
      Then the process prints "a file"

    @id:mounts/source-missing @runc:RUNC-MOUNT-016
    Scenario: A bind mount whose source is not there is refused
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/absent", "options": ["bind"] }
        """
      When the runtime creates the container
      Then the command fails

  @req:CONFIG-MOUNTS-010 @req:CONFIG-MOUNTPOSIX-002
  Rule: A mount whose options have bind or rbind is a bind mount, whatever its type

    @id:mounts/bind-by-option @runc:RUNC-MOUNT-002
    Scenario Outline: A mount of type <type> with option <option> binds
      Given a bundle whose process prints the content of "/mnt/note"
      And the host has the file "shared/note" with "bound"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": <type>, "source": "${scratch}/shared", "options": ["<option>"] }
        """
      When the runtime runs the container
      Then the process prints "bound"

      Examples:
        | type    | option |
        | "none"  | rbind  |
        | "bind"  | bind   |
        | "dummy" | bind   |

    @id:mounts/bind-without-type
    Scenario: A mount without a type and with option bind binds
      Given a bundle whose process prints the content of "/mnt/note"
      And the host has the file "shared/note" with "bound"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "source": "${scratch}/shared", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the process prints "bound"

  @req:CONFIG-MOUNTPOSIX-001
  Rule: type names a file system of the kernel

    @id:mounts/type
    Scenario Outline: A mount of type <type> is one
      Given a bundle whose process prints the type of the mount "<path>"
      When the runtime runs the container
      Then the process prints "<type>"

      Examples:
        | type   | path        |
        | proc   | /proc       |
        | sysfs  | /sys        |
        | tmpfs  | /dev/shm    |
        | devpts | /dev/pts    |
        | mqueue | /dev/mqueue |

    @id:mounts/type-unknown
    Scenario: A type that the kernel does not know is refused
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "dreamfs", "source": "none" }
        """
      When the runtime creates the container
      Then the command fails

  @needs:idmapped-mounts
  Rule: An id-mapped mount shows other owners

    @id:mounts/idmap @runc:RUNC-IDMAP-002 @req:CONFIG-MOUNTOPT-061 @req:CONFIG-MOUNTOPT-062 @req:CONFIG-MOUNTOPT-064 @req:CONFIG-MOUNTPOSIX-003
    Scenario: A file of user 0 is that of the user it is mapped to
      Given a bundle whose process prints the owner of "/mnt/note"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "idmap"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "3000"

    @id:mounts/ridmap @runc:RUNC-IDMAP-009 @req:CONFIG-MOUNTOPT-069 @lim:user-namespace @issue:kata-containers/kata-containers#8170 @req:CONFIG-MOUNTOPT-070 @req:CONFIG-MOUNTOPT-072
    Scenario: With ridmap a file of user 0 on a mount below is that of the user it is mapped to
      Given a bundle whose process prints the owner of "/mnt/sub/note"
      And the host has a file system of 1 MiB at "volume"
      And the host has a file system of 1 MiB at "volume/sub"
      And the host has the file "volume/sub/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "ridmap"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "3000"

    @id:mounts/idmapped @lim:user-namespace @issue:kata-containers/kata-containers#8170
    Scenario Outline: With <option> the kernel maps the mount <path>
      Given a bundle whose process tells if the mount "<path>" has the option "idmapped"
      And the host has a file system of 1 MiB at "volume"
      And the host has a file system of 1 MiB at "volume/sub"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "yes"

      @req:CONFIG-MOUNTOPT-068 @req:CONFIG-MOUNTPOSIX-004 @req:CONFIG-MOUNTPOSIX-008
      Examples: One mount
        | option | path |
        | idmap  | /mnt |

      @req:CONFIG-MOUNTOPT-076
      Examples: Those below too
        | option | path     |
        | ridmap | /mnt/sub |

    @id:mounts/idmap-of-its-own @lim:user-namespace @issue:kata-containers/kata-containers#8170
    Scenario Outline: A file system that knows no option <option> is mapped by it
      Given a bundle whose process prints the owner of "/mnt"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["<option>"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "3000"

      @req:CONFIG-MOUNTOPT-063
      Examples: One mount
        | option |
        | idmap  |

      @req:CONFIG-MOUNTOPT-071
      Examples: Those below too
        | option |
        | ridmap |

    @id:mounts/mappings-alone @req:CONFIG-MOUNTPOSIX-005 @req:CONFIG-MOUNTPOSIX-009
    Scenario: Mappings without idmap or ridmap are refused, applied or left alone
      Given a bundle whose process runs the script "case $(stat -c %u /mnt/note) in 0) echo one of them;; 3000) echo one of them;; *) echo another;; esac"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "one of them"

    @id:mounts/idmap-of-container @needs:userns
    Scenario Outline: Option <option> without mappings is refused, or maps as the container does
      Given a bundle whose process runs the script "stat -c %u /mnt/note || echo no mount"
      And the bundle has a user namespace
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "0"

      @req:CONFIG-MOUNTOPT-065 @req:CONFIG-MOUNTOPT-066
      Examples: One mount
        | option |
        | idmap  |

      @req:CONFIG-MOUNTOPT-073 @req:CONFIG-MOUNTOPT-074
      Examples: Those below too
        | option |
        | ridmap |

    @id:mounts/idmap-refused
    Scenario Outline: An id-mapped mount <fault> is refused
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "bind", "source": "${rootfs}/var", "options": ["rbind", "<option>"]<mappings> }
        """
      When the runtime creates the container
      Then the command fails

      @req:CONFIG-MOUNTOPT-067
      Examples: Nothing to map by
        | fault                           | option | mappings |
        | without mappings, nor any to take | idmap | |

      @req:CONFIG-MOUNTOPT-075
      Examples: Nothing to map by, with those below
        | fault                                       | option | mappings |
        | of a tree without mappings, nor any to take | ridmap | |

      @runc:RUNC-IDMAP-011 @req:CONFIG-MOUNTPOSIX-007 @req:CONFIG-MOUNTPOSIX-010
      Examples: One mapping of the two
        | fault               | option | mappings |
        | without gidMappings | idmap  | , "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1 }] |
        | without uidMappings | idmap  | , "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1 }] |

      @req:CONFIG-MOUNTPOSIX-006
      Examples: No mapping
        | fault                  | option | mappings |
        | with overlapping ranges | idmap  | , "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 10 }, { "containerID": 5, "hostID": 9000, "size": 10 }], "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 10 }] |
