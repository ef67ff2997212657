Feature: The root filesystem
  What a container finds at "/" is the first thing a bundle says.

  Rule: root.path is absolute, or relative to the bundle

    @id:root/path
    Scenario Outline: A root whose path is <kind> is that folder
      Given a bundle whose process prints the content of "/etc/mark"
      And the root has the file "etc/mark" with "mine"
      And the bundle has the fields:
        | root.path | "<path>" |
      When the runtime runs the container
      Then the process prints "mine"

      @req:CONFIG-ROOT-003
      Examples: Absolute
        | kind     | path      |
        | absolute | ${rootfs} |

      @req:CONFIG-ROOT-004
      Examples: Relative
        | kind     | path     |
        | relative | ./rootfs |

  @req:BUNDLE-FORMAT-004
  Rule: The container's root is the folder that root.path names, and no other of the bundle

    @id:root/of-two
    Scenario: Of two folders the named one is the root
      Given a bundle whose process prints the content of "/etc/mark"
      And the root has the file "etc/mark" with "first"
      And the root has the file "second/etc/mark" with "second"
      And the bundle has the fields:
        | root.path | "rootfs/second" |
      And the bundle's mounts also hold:
        """
        { "destination": "/bin", "type": "bind", "source": "${rootfs}/bin", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the process prints "second"

  @req:CONFIG-ROOT-008
  Rule: The root is writable unless it is to be read-only

    @id:root/writable-by-default
    Scenario: Without root.readonly the root takes new files
      Given a bundle whose process tries to create "/new"
      And the bundle is patched with:
        """
        { "root": { "readonly": null } }
        """
      When the runtime runs the container
      Then the process prints "done"

  @req:CONFIG-ROOT-007
  Rule: A read-only root leaves mounts on it as they are

    @id:root/read-only-spares-mounts
    Scenario: A tmpfs on a read-only root takes new files
      Given a bundle whose process tries to create "/tmp/new"
      And the bundle has the fields:
        | root.readonly | true |
      And the bundle's mounts also hold:
        """
        { "destination": "/tmp", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the process prints "done"

  @runc:RUNC-MOUNT-008
  Rule: A mount point that the root lacks is made, also on a read-only root

    @id:root/mount-points
    Scenario Outline: A root that is <root> gets the mount point that it lacks
      Given a bundle whose process prints the mode of "/lacking"
      And the bundle has the fields:
        | root.readonly | <readonly> |
      And the bundle's mounts also hold:
        """
        { "destination": "/lacking/here", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the process prints "755"

      Examples:
        | root      | readonly |
        | writable  | false    |
        | read-only | true     |

  @req:CONFIG-VALID-001 @req:RT-ERR-002
  Rule: A configuration without a usable root is refused

    @id:root/refused @runc:RUNC-CREATE-005
    Scenario Outline: A configuration <fault> is refused
      Given the root has the link "rootfs" to "."
      And the bundle has the fault:
        """
        <patch>
        """
      When the runtime creates the container
      Then the command fails

      @req:CONFIG-ROOT-001
      Examples: No root
        | fault        | patch                                                                 |
        | without root | { "root": null, "process": { "args": ["/rootfs/bin/sleep", "600"] } } |

      @req:CONFIG-ROOT-002
      Examples: No path
        | fault             | patch                                                                             |
        | without root.path | { "root": { "path": null }, "process": { "args": ["/rootfs/bin/sleep", "600"] } } |

      @req:CONFIG-ROOT-006
      Examples: No folder
        | fault                        | patch                                 |
        | whose root.path is a file    | { "root": { "path": "config.json" } } |
        | whose root.path is not there | { "root": { "path": "absent" } }      |

  @req:CONFIG-HOSTNAME-001
  Rule: hostname is the name in the container

    @id:root/hostname
    Scenario: The process sees the configured host name
      Given a bundle whose process prints the host name
      And the bundle has the fields:
        | hostname | "elsewhere" |
      When the runtime runs the container
      Then the process prints "elsewhere"

  @req:CONFIG-DOMAINNAME-001
  Rule: domainname is the domain in the container

    @id:root/domainname
    Scenario: The process sees the configured domain name
      Given a bundle whose process prints the content of "/proc/sys/kernel/domainname"
      And the bundle has the fields:
        | domainname | "example.test" |
      When the runtime runs the container
      Then the process prints "example.test"
