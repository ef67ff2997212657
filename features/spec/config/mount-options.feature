Feature: Mount options
  An option that is dropped without a word leaves a file system executable, writable or shared that was meant not to be.

  @req:CONFIG-MOUNTS-011
  Rule: An option holds for its mount

    @id:mount-options/set
    Scenario Outline: Option <option> is set on the mount
      Given a bundle whose process tells if the mount "/mnt" has the option "<option>"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["<option>"] }
        """
      When the runtime runs the container
      Then the process prints "yes"

      @req:CONFIG-MOUNTOPT-014 @req:CONFIG-MOUNTOPT-001
      Examples: No access times
        | option  |
        | noatime |

      @req:CONFIG-MOUNTOPT-015 @req:CONFIG-MOUNTOPT-001
      Examples: No devices
        | option |
        | nodev  |

      @req:CONFIG-MOUNTOPT-016 @req:CONFIG-MOUNTOPT-001
      Examples: No access times of folders
        | option     |
        | nodiratime |

      @req:CONFIG-MOUNTOPT-017 @req:CONFIG-MOUNTOPT-001
      Examples: No programs
        | option |
        | noexec |

      @req:CONFIG-MOUNTOPT-023 @req:CONFIG-MOUNTOPT-001
      Examples: No set-id programs
        | option |
        | nosuid |

      @req:CONFIG-MOUNTOPT-024
      Examples: No symbolic links
        | option      |
        | nosymfollow |

      @req:CONFIG-MOUNTOPT-030 @req:CONFIG-MOUNTOPT-001
      Examples: Relative access times
        | option   |
        | relatime |

      @req:CONFIG-MOUNTOPT-040 @req:CONFIG-MOUNTOPT-001
      Examples: Read-only
        | option |
        | ro     |

      @req:CONFIG-MOUNTOPT-051 @req:CONFIG-MOUNTOPT-001
      Examples: Writable
        | option |
        | rw     |

      @req:CONFIG-MOUNTOPT-058 @req:CONFIG-MOUNTOPT-001
      Examples: Synchronous
        | option |
        | sync   |

      @req:CONFIG-MOUNTOPT-008 @req:CONFIG-MOUNTOPT-001
      Examples: Folders synchronous
        | option  |
        | dirsync |

      @req:CONFIG-MOUNTOPT-011 @req:CONFIG-MOUNTOPT-001
      Examples: Lazy times
        | option   |
        | lazytime |

    @id:mount-options/cleared
    Scenario Outline: Option <option> clears <opposite> that comes before it
      Given a bundle whose process tells if the mount "/mnt" has the option "<opposite>"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["<opposite>", "<option>"] }
        """
      When the runtime runs the container
      Then the process prints "no"

      @req:CONFIG-MOUNTOPT-002 @req:CONFIG-MOUNTOPT-001
      Examples: Asynchronous
        | option | opposite |
        | async  | sync     |

      @req:CONFIG-MOUNTOPT-003 @req:CONFIG-MOUNTOPT-001
      Examples: Access times
        | option | opposite |
        | atime  | noatime  |

      @req:CONFIG-MOUNTOPT-006 @req:CONFIG-MOUNTOPT-001
      Examples: Devices
        | option | opposite |
        | dev    | nodev    |

      @req:CONFIG-MOUNTOPT-007 @req:CONFIG-MOUNTOPT-001
      Examples: Access times of folders
        | option   | opposite   |
        | diratime | nodiratime |

      @req:CONFIG-MOUNTOPT-009 @req:CONFIG-MOUNTOPT-001
      Examples: Programs
        | option | opposite |
        | exec   | noexec   |

      @req:CONFIG-MOUNTOPT-019 @req:CONFIG-MOUNTOPT-001
      Examples: No lazy times
        | option     | opposite |
        | nolazytime | lazytime |

      @req:CONFIG-MOUNTOPT-051 @req:CONFIG-MOUNTOPT-001
      Examples: Writable
        | option | opposite |
        | rw     | ro       |

      @req:CONFIG-MOUNTOPT-056 @req:CONFIG-MOUNTOPT-001
      Examples: Set-id programs
        | option | opposite |
        | suid   | nosuid   |

      @req:CONFIG-MOUNTOPT-057
      Examples: Symbolic links
        | option    | opposite    |
        | symfollow | nosymfollow |

    @id:mount-options/strictatime @req:CONFIG-MOUNTOPT-055 @req:CONFIG-MOUNTOPT-001
    Scenario: Option strictatime turns relative access times off
      Given a bundle whose process tells if the mount "/mnt" has the option "relatime"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["strictatime"] }
        """
      When the runtime runs the container
      Then the process prints "no"

    @id:mount-options/nostrictatime @req:CONFIG-MOUNTOPT-022 @req:CONFIG-MOUNTOPT-001
    Scenario: Option nostrictatime brings relative access times back
      Given a bundle whose process tells if the mount "/mnt" has the option "relatime"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["strictatime", "nostrictatime"] }
        """
      When the runtime runs the container
      Then the process prints "yes"

    @id:mount-options/accepted
    Scenario Outline: Option <option> is taken without an effect on the mount's flags
      Given a bundle whose process tells if the mount "/mnt" has the option "rw"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["<option>"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "yes"

      @req:CONFIG-MOUNTOPT-005 @req:CONFIG-MOUNTOPT-001
      Examples: Defaults
        | option   |
        | defaults |

      @req:CONFIG-MOUNTOPT-010 @req:CONFIG-MOUNTOPT-001
      Examples: Inode versions
        | option   |
        | iversion |

      @req:CONFIG-MOUNTOPT-012 @req:CONFIG-MOUNTOPT-001
      Examples: Kernel messages
        | option |
        | loud   |

      @req:CONFIG-MOUNTOPT-018 @req:CONFIG-MOUNTOPT-001
      Examples: No inode versions
        | option     |
        | noiversion |

      @req:CONFIG-MOUNTOPT-021 @req:CONFIG-MOUNTOPT-001
      Examples: No relative access times
        | option     |
        | norelatime |

      @req:CONFIG-MOUNTOPT-053 @req:CONFIG-MOUNTOPT-001
      Examples: No kernel messages
        | option |
        | silent |

  Rule: An option does what mount(8) says

    @id:mount-options/noexec-bars @req:CONFIG-MOUNTOPT-017 @req:CONFIG-MOUNTS-002 @req:CONFIG-MOUNTOPT-001
    Scenario: A program on a noexec mount is not executed
      Given a bundle whose process tries to execute "/mnt/pwd"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${rootfs}/bin", "options": ["bind", "noexec"] }
        """
      When the runtime runs the container
      Then the process prints "EACCES"

    @id:mount-options/exec-permits @req:CONFIG-MOUNTOPT-009 @req:CONFIG-MOUNTOPT-001
    Scenario: A program on an exec mount is executed
      Given a bundle whose process tries to execute "/mnt/pwd"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${rootfs}/bin", "options": ["bind", "noexec", "exec"] }
        """
      When the runtime runs the container
      Then the process prints "/"

    @id:mount-options/ro-bars @runc:RUNC-MOUNT-003 @req:CONFIG-MOUNTOPT-040 @req:CONFIG-MOUNTS-002 @req:CONFIG-MOUNTOPT-001
    Scenario: A read-only mount takes no new file
      Given a bundle whose process tries to create "/mnt/new"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["ro"] }
        """
      When the runtime runs the container
      Then the process prints "EROFS"

    @id:mount-options/nosymfollow-bars @req:CONFIG-MOUNTOPT-024
    Scenario: A symbolic link on a nosymfollow mount is not followed
      Given a bundle whose process tries to read "/mnt/link"
      And the root has the file "etc/text" with "text"
      And the root has the link "links/link" to "/etc/text"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${rootfs}/links", "options": ["bind", "nosymfollow"] }
        """
      When the runtime runs the container
      Then the process prints "ELOOP"

    @id:mount-options/nodev-bars @req:CONFIG-MOUNTOPT-015 @req:CONFIG-MOUNTS-002 @req:CONFIG-MOUNTOPT-001
    Scenario: A device on a nodev mount is not opened
      Given a bundle whose process runs the script "mknod /mnt/null c 1 3 && attempt read /mnt/null"
      And the bundle has the fields:
        | process.capabilities | {"bounding": ["CAP_MKNOD"], "effective": ["CAP_MKNOD"], "permitted": ["CAP_MKNOD"]} |
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["nodev"] }
        """
      When the runtime runs the container
      Then the process prints "EACCES"

    @id:mount-options/remount @req:CONFIG-MOUNTOPT-031 @req:CONFIG-MOUNTOPT-001
    Scenario: Option remount changes the flags of the mount that is there
      Given a bundle whose process runs the script "echo $(attempt create /mnt/new), $(cut -d' ' -f5 /proc/self/mountinfo | grep -cx /mnt) mount"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["remount", "ro"] }
        """
      When the runtime runs the container
      Then the process prints "EROFS, 1 mount"

  Rule: bind takes one mount, rbind takes those below it too

    @id:mount-options/bind-depth
    Scenario Outline: Option <option> shows <shown> below the source
      Given a bundle whose process runs the script "if [ -e /mnt/sub/note ]; then echo mount; elif [ -d /mnt/sub ]; then echo folder; fi"
      And the host has the directory "shared/sub"
      And the host has the file "inner/note" with "inner"
      And the host binds "inner" to "shared/sub"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["<option>"] }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:CONFIG-MOUNTOPT-004 @req:CONFIG-MOUNTOPT-001
      Examples: One mount
        | option | printed | shown            |
        | bind   | folder  | the folder alone |

      @req:CONFIG-MOUNTOPT-027 @req:CONFIG-MOUNTOPT-001
      Examples: Those below too
        | option | printed | shown           |
        | rbind  | mount   | what is mounted |

  Rule: A recursive option holds for what is mounted below too

    @id:mount-options/recursive
    Scenario Outline: Option <option> sets <flag> on the mount below
      Given a bundle whose process tells if the mount "/mnt/sub" has the option "<flag>"
      And the host has the directory "shared/sub"
      And the host has a file system of 1 MiB at "shared/sub"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the process prints "yes"

      @runc:RUNC-MOUNT-029 @req:CONFIG-MOUNTOPT-033
      Examples: No access times
        | option   | flag    |
        | rnoatime | noatime |

      @req:CONFIG-MOUNTOPT-034
      Examples: No access times of folders
        | option      | flag       |
        | rnodiratime | nodiratime |

      @req:CONFIG-MOUNTOPT-035
      Examples: No programs
        | option  | flag   |
        | rnoexec | noexec |

      @req:CONFIG-MOUNTOPT-038
      Examples: No set-id programs
        | option  | flag   |
        | rnosuid | nosuid |

      @req:CONFIG-MOUNTOPT-039
      Examples: No symbolic links
        | option       | flag        |
        | rnosymfollow | nosymfollow |

      @runc:RUNC-MOUNT-029 @req:CONFIG-MOUNTOPT-042
      Examples: Relative access times
        | option    | flag     |
        | rrelatime | relatime |

      @runc:RUNC-MOUNT-028 @req:CONFIG-MOUNTOPT-043
      Examples: Read-only
        | option | flag |
        | rro    | ro   |

    @id:mount-options/recursive-access-times @runc:RUNC-MOUNT-029
    Scenario Outline: Option <option> on a mount that is <flag> leaves <left> on the mount below
      Given a bundle whose process tells if the mount "/mnt/sub" has the option "relatime"
      And the host has the directory "shared/sub"
      And the host has a file system of 1 MiB at "shared/sub", mounted <flag>
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "yes"

      @req:CONFIG-MOUNTOPT-036
      Examples: No relative access times, which the kernel takes for its default
        | option      | flag     | left                  |
        | rnorelatime | relatime | relative access times |

      @req:CONFIG-MOUNTOPT-037
      Examples: No strict access times
        | option         | flag        | left                  |
        | rnostrictatime | strictatime | relative access times |

    @id:mount-options/ro-not-recursive @runc:RUNC-MOUNT-027 @req:CONFIG-MOUNTOPT-040 @req:CONFIG-MOUNTOPT-001 @req:CONFIG-MOUNTOPT-001
    Scenario: Option ro leaves the mount below writable
      Given a bundle whose process tries to create "/mnt/sub/new"
      And the host has the directory "shared/sub"
      And the host has a file system of 1 MiB at "shared/sub"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind", "ro"] }
        """
      When the runtime runs the container
      Then the process prints "done"

    @id:mount-options/recursive-cleared
    Scenario Outline: Option <option> clears <flag> on the mount below
      Given a bundle whose process tells if the mount "/mnt/sub" has the option "<flag>"
      And the host has the directory "shared/sub"
      And the host has a file system of 1 MiB at "shared/sub", mounted <flag>
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the process prints "no"

      @runc:RUNC-MOUNT-029 @req:CONFIG-MOUNTOPT-026
      Examples: Access times
        | option | flag    |
        | ratime | noatime |

      @req:CONFIG-MOUNTOPT-028
      Examples: Devices
        | option | flag  |
        | rdev   | nodev |

      @req:CONFIG-MOUNTOPT-029
      Examples: Access times of folders
        | option    | flag       |
        | rdiratime | nodiratime |

      @req:CONFIG-MOUNTOPT-032
      Examples: Programs
        | option | flag   |
        | rexec  | noexec |

      @req:CONFIG-MOUNTOPT-044
      Examples: Writable
        | option | flag |
        | rrw    | ro   |

      @runc:RUNC-MOUNT-029 @req:CONFIG-MOUNTOPT-047
      Examples: Strict access times
        | option       | flag     |
        | rstrictatime | relatime |

      @req:CONFIG-MOUNTOPT-048
      Examples: Set-id programs
        | option | flag   |
        | rsuid  | nosuid |

      @req:CONFIG-MOUNTOPT-049
      Examples: Symbolic links
        | option     | flag        |
        | rsymfollow | nosymfollow |

  @req:CONFIG-MOUNTOPT-079
  Rule: Any other option is the file system's own

    @id:mount-options/file-system @runc:RUNC-MOUNT-030 @req:CONFIG-MOUNTOPT-080
    Scenario: Options of tmpfs size it and give it a mode
      Given a bundle whose process runs the script "echo $(stat -f -c '%b %S' /mnt) $(stat -c %a /mnt)"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["size=1m", "mode=0711", "nosuid"] }
        """
      When the runtime runs the container
      Then the process prints "256 4096 711"

    @id:mount-options/file-system-unknown @runc:RUNC-MOUNT-030 @req:CONFIG-MOUNTOPT-080
    Scenario: An option that the file system does not know is refused
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["dream=1"] }
        """
      When the runtime creates the container
      Then the command fails

  Rule: An option that a runtime may know is taken or refused

    @id:mount-options/may
    Scenario Outline: A mount with option <option> is refused, or the container runs
      Given a bundle whose process prints "ran"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["<option>"] }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

      @req:CONFIG-MOUNTOPT-013
      Examples: Mandatory locks
        | option |
        | mand   |

      @req:CONFIG-MOUNTOPT-020
      Examples: No mandatory locks
        | option |
        | nomand |

      @req:CONFIG-MOUNTOPT-059
      Examples: Files copied up
        | option    |
        | tmpcopyup |

  @req:CONFIG-MOUNTOPT-077 @req:CONFIG-MOUNTOPT-078
  Rule: An option that the specification does not list does what mount(8) says, or is refused

    @id:mount-options/not-listed
    Scenario Outline: Option <option> is refused, or implies <implied>
      Given a bundle whose process tells if the mount "/mnt" has the option "<implied>"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["<option>"] }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "yes"

      Examples:
        | option | implied |
        | user   | noexec  |
        | users  | nodev   |
        | owner  | nosuid  |
        | group  | nodev   |
