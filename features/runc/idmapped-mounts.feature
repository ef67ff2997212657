@needs:idmapped-mounts @relied-by:containerd @relied-by:cri-o
Feature: Id-mapped mounts, as callers know them from runc
  Pods with a user namespace have their volumes only by them: an owner that is mapped wrongly is another tenant's.

  Rule: A mapped mount shows other owners, and takes new files as those

    @id:idmap/user-namespace @runc:RUNC-IDMAP-001 @runc:RUNC-IDMAP-004 @needs:userns
    Scenario: By the container's mapping what is user 0's, and what it makes, is user 0's
      Given a bundle whose process runs the script "echo new >/mnt/new; echo $(stat -c %u:%g /mnt/note /mnt/new /plain/new)"
      And the bundle has a user namespace
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the root has the directory "plain"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"],
          "uidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }],
          "gidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/plain", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0:0 0:0 65534:65534"

    @id:idmap/owner-not-mapped @runc:RUNC-IDMAP-002
    Scenario: A user who is none of the mapped ones makes no file
      Given a bundle whose process runs the script "echo $(stat -c %u /mnt/note) $(attempt create /mnt/new)"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "3000 EOVERFLOW"

    @id:idmap/ranges @runc:RUNC-IDMAP-007
    Scenario: Of several ranges each maps its own ids
      Given a bundle whose process runs the script "echo new >/mnt/new; echo $(stat -c %u:%g /mnt/note /mnt/new /plain/new)"
      And the bundle has the fields:
        | process.user | {"uid": 5003, "gid": 6002} |
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1 }, { "containerID": 1, "hostID": 5000, "size": 10 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1 }, { "containerID": 1, "hostID": 6000, "size": 10 }] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/plain", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "3000:4000 5003:6002 4:3"

  Rule: Each mount has its own mapping, or none

    @id:idmap/mixed
    Scenario Outline: <which> mounts of one source with mappings are mapped as they say
      Given a bundle whose process runs the script "echo $(stat -c %u /first/note /second/note /third/note)"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/first", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"]<first> }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/second", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"]<second> }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/third", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"]<third> }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<printed>"

      @runc:RUNC-IDMAP-004
      Examples: One of three
        | which        | first | second | third | printed |
        | One of three | | , "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }], "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }] | | 0 3000 0 |

      @runc:RUNC-IDMAP-005
      Examples: Two of three by one mapping
        | which        | first | second | third | printed |
        | Two of three | , "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }], "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }] | | , "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }], "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }] | 3000 0 3000 |

      @runc:RUNC-IDMAP-006
      Examples: All by mappings of their own
        | which        | first | second | third | printed |
        | All of three | , "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }], "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 9 }] | , "uidMappings": [{ "containerID": 0, "hostID": 5000, "size": 9 }], "gidMappings": [{ "containerID": 0, "hostID": 5000, "size": 9 }] | , "uidMappings": [{ "containerID": 0, "hostID": 7000, "size": 9 }], "gidMappings": [{ "containerID": 0, "hostID": 7000, "size": 9 }] | 3000 5000 7000 |

    @id:idmap/source-in-root @runc:RUNC-MOUNT-014
    Scenario: A mapped mount that is bound again is mapped there too
      Given a bundle whose process prints the owner of "/second/note"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/first", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/second", "type": "bind", "source": "${rootfs}/first", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "3000"

    @id:idmap/many @runc:RUNC-IDMAP-003
    Scenario: There may be more mapped mounts than the process may have descriptors
      Given a bundle whose process prints the owner of "/mnt/60/note"
      And the bundle has the fields:
        | process.rlimits | [{"type": "RLIMIT_NOFILE", "soft": 40, "hard": 40}] |
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold 60 items like:
        """
        { "destination": "/mnt/${number}", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "3000"

  Rule: What is mounted below is mapped by ridmap alone

    @id:idmap/depth
    Scenario Outline: <what> maps <which>
      Given a bundle whose process runs the script "echo $(stat -c %u /mnt/note /mnt/sub/note)"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "above"
      And the host has a file system of 1 MiB at "volume/sub"
      And the host has the file "volume/sub/note" with "below"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": [<options>],
          "uidMappings": [{ "containerID": 0, "hostID": 3000, "size": 1000 }],
          "gidMappings": [{ "containerID": 0, "hostID": 4000, "size": 1000 }] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<printed>"

      @runc:RUNC-IDMAP-008
      Examples: The mount alone
        | what          | which           | options          | printed   |
        | No option     | the mount alone | "rbind"          | 3000 0    |
        | Option idmap  | the mount alone | "rbind", "idmap" | 3000 0    |

      @runc:RUNC-IDMAP-009
      Examples: Those below too
        | what          | which                    | options           | printed   |
        | Option ridmap | what is mounted below too | "rbind", "ridmap" | 3000 3000 |

  Rule: Without mappings of its own a mount takes those of the container

    @id:idmap/implied @runc:RUNC-IDMAP-010 @needs:userns
    Scenario Outline: Option <option> alone shows a file of user 0 as user 0's
      Given a bundle whose process runs the script "echo $(stat -c %u /mnt/note /plain/note)"
      And the bundle has a user namespace
      And the root has the directory "plain"
      And the host has a file system of 1 MiB at "volume"
      And the host has the file "volume/note" with "mapped"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/plain", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0 65534"

      Examples:
        | option |
        | idmap  |
        | ridmap |
