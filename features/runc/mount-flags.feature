Feature: Flags of bind mounts, as callers know them from runc
  A volume that is writable or executable against what its host says, or not where it must be, is found by an attacker or by nobody.

  Rule: Any flag of its own takes a bind off the flags of its source

    @id:bind-flags/own @runc:RUNC-MOUNT-023
    Scenario Outline: With <option>, a source that is <flag> is <flag> in the container: <printed>
      Given a bundle whose process tells if the mount "/mnt" has the option "<flag>"
      And the host has a file system of 1 MiB at "volume", mounted <flag>
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<printed>"

      Examples:
        | flag    | option | printed |
        | noexec  | nosuid | no      |
        | noatime | nosuid | yes     |

    @id:bind-flags/cleared @runc:RUNC-MOUNT-024
    Scenario Outline: With <option>, a source that is <flag> is not so in the container
      Given a bundle whose process tells if the mount "/mnt" has the option "<flag>"
      And the host has a file system of 1 MiB at "volume", mounted <flag>
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "no"

      Examples:
        | option | flag   |
        | dev    | nodev  |
        | suid   | nosuid |
        | exec   | noexec |

    @id:bind-flags/writable
    Scenario Outline: With <option>, a file is made on a source that is read-only
      Given a bundle whose process tries to create "/mnt/new"
      And the host has a file system of 1 MiB at "volume", mounted ro
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "done"

      @runc:RUNC-MOUNT-023
      Examples: By any flag
        | option |
        | dev    |

      @runc:RUNC-MOUNT-024
      Examples: By the flag's opposite
        | option |
        | rw     |

    @id:bind-flags/access-times @runc:RUNC-MOUNT-026
    Scenario Outline: With <options>, a source that is <source> is <flag> in the container: <printed>
      Given a bundle whose process tells if the mount "/mnt" has the option "<flag>"
      And the host has a file system of 1 MiB at "volume", mounted <source>
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": [<options>] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<printed>"

      Examples:
        | options                | source      | flag       | printed |
        | "bind"                 | noatime     | noatime    | yes     |
        | "bind", "relatime"     | noatime     | relatime   | yes     |
        | "bind", "strictatime"  | noatime     | noatime    | no      |
        | "bind", "nodiratime"   | noatime     | nodiratime | yes     |

  @needs:userns
  Rule: In a user namespace the flags of a source hold

    @id:bind-flags/locked @runc:RUNC-MOUNT-024
    Scenario Outline: With <option>, a source that is <flag> is refused in a user namespace
      Given the bundle has a user namespace
      And the host has a file system of 1 MiB at "volume", mounted <flag>
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      When the runtime creates the container
      Then the command fails

      Examples:
        | option | flag   |
        | rw     | ro     |
        | exec   | noexec |

      @runc:RUNC-MOUNT-026
      Examples: Access times
        | option      | flag    |
        | strictatime | noatime |

    @id:bind-flags/kept @runc:RUNC-MOUNT-025
    Scenario Outline: A read-only bind of a source that is <flag> is so too in a user namespace
      Given a bundle whose process tells if the mount "/mnt" has the option "<flag>"
      And the bundle has a user namespace
      And the host has a file system of 1 MiB at "volume", mounted <flag>
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "ro"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "yes"

      Examples:
        | flag    |
        | nosuid  |
        | noexec  |
        | noatime |

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: What is mounted below is read-only by rro

    @id:bind-flags/read-only-below @runc:RUNC-MOUNT-028
    Scenario Outline: With <options> no file is made on the mount below
      Given a bundle whose process runs the script "echo $(attempt create /mnt/new) $(attempt create /mnt/sub/new)"
      And the host has a file system of 1 MiB at "volume"
      And the host has a file system of 1 MiB at "volume/sub"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", <options>] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "EROFS EROFS"

      Examples:
        | options     |
        | "rro"       |
        | "ro", "rro" |

  @runc:RUNC-MOUNT-018
  Rule: A bind has no options of a file system

    @id:bind-flags/data
    Scenario: A bind with a size is refused
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "bind", "source": "${rootfs}/var", "options": ["bind", "size=1m"] }
        """
      When the runtime creates the container
      Then the command fails

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The root's propagation is safe

    @id:root-propagation/slave @runc:RUNC-MOUNT-032 @lim:mount-propagation @issue:kata-containers/kata-containers#10502
    Scenario: A root that is a slave hears from the host's shared one
      Given a bundle whose process runs the script "while read -r l; do set -- $l; [ $5 = / ] || continue; l=${l% - *}; case $l in *shared:*) echo shared;; *master:*) echo slave;; *) echo private;; esac; done </proc/self/mountinfo"
      And the bundle's root is a file system of 48 MiB that the host shares
      And the bundle has the fields:
        | linux.rootfsPropagation | "rslave" |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "slave"

    @id:root-propagation/no-pivot @runc:RUNC-MOUNT-034
    Scenario Outline: A root that is <kind> and not pivoted is refused
      Given the commands have the flags "--no-pivot"
      And the bundle has the faulty fields:
        | linux.rootfsPropagation | "<kind>" |
      When the runtime creates the container
      Then the command fails

      Examples:
        | kind     |
        | private  |
        | rprivate |

    @id:root-propagation/not-to-host @runc:RUNC-MOUNT-035
    Scenario: What a process mounts on a root that the host shares does not appear on the host
      Given a bundle whose process runs the script "mount -t tmpfs none /mnt && [ ! -e /mnt/note ] && echo mounted; exec sleep 600"
      And the bundle's root is a file system of 48 MiB that the host shares
      And the host has the file "root/mnt/note" with "below"
      And the bundle has the fields:
        | process.capabilities | {"bounding": ["CAP_SYS_ADMIN"], "effective": ["CAP_SYS_ADMIN"], "permitted": ["CAP_SYS_ADMIN"]} |
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "mounted"
      And the host's file "root/mnt/note" holds "below"

    @id:root-propagation/no-bare-proc @runc:RUNC-MOUNT-036 @needs:userns
    Scenario Outline: A root that is <root> leaves no proc without masks to a nested user namespace
      Given a bundle whose process runs the script "unshare -mrpf sh -c 'echo $(cat /proc/self/uid_map | wc -l) $(attempt mount proc /mnt)'"
      And the bundle has the fields:
        | linux.maskedPaths    | ["/proc/keys"]                                                                                             |
        | process.capabilities | {"bounding": ["CAP_SETFCAP"], "effective": ["CAP_SETFCAP"], "permitted": ["CAP_SETFCAP"]} |
      And the commands have the flags "<flags>"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1 EPERM"

      Examples:
        | root        | flags      |
        | pivoted     |            |
        | not pivoted | --no-pivot |
