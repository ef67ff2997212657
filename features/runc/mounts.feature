Feature: Mounts, as callers know them from runc
  Volumes, secrets and temporary folders hang on details that the specification leaves open.

  @relied-by:docker @relied-by:podman
  Rule: A temporary file system takes over what it covers

    @id:tmpfs/copied-up @runc:RUNC-MOUNT-001
    Scenario: With tmpcopyup the covered files are there, with their modes
      Given a bundle whose process runs the script "echo $(cat /covered/note) $(stat -c %a /covered/run.sh)"
      And the root has the file "covered/note" with "of the image"
      And the root has the program "covered/run.sh" with "#!/bin/sh"
      And the bundle's mounts also hold:
        """
        { "destination": "/covered", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "of the image 755"

    @id:tmpfs/mode-of-covered @runc:RUNC-MOUNT-009
    Scenario: Without a mode it has that of the folder it covers
      Given a bundle whose process runs the script "echo $(stat -f -c %T /covered) $(stat -c %a /covered)"
      And the root has the directory "covered"
      And the bundle's mounts also hold:
        """
        { "destination": "/covered", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "tmpfs 755"

    @id:tmpfs/mode-kept @runc:RUNC-MOUNT-010
    Scenario: A mode of its own wins
      Given a bundle whose process runs the script "echo $(stat -f -c %T /covered) $(stat -c %a /covered)"
      And the root has the directory "covered"
      And the bundle's mounts also hold:
        """
        { "destination": "/covered", "type": "tmpfs", "source": "tmpfs", "options": ["mode=0711"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "tmpfs 711"

    @id:tmpfs/mode-of-new @runc:RUNC-MOUNT-011
    Scenario: On a path that was not there it is open to all, and its parents are not
      Given a bundle whose process runs the script "stat -c %a /new/parent /new/parent/tmp | tr '\n' ' '"
      And the bundle's mounts also hold:
        """
        { "destination": "/new/parent/tmp", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "755 1777 "

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A destination is resolved inside the container's root, and made where it is missing

    @id:mounts/destination-made @runc:RUNC-MOUNT-016
    Scenario Outline: The destination of a <kind> is made as one
      Given a bundle whose process prints the kind of "/new/place"
      And the host has the file "shared/note" with "text"
      And the bundle's mounts also hold:
        """
        { "destination": "/new/place", "type": "bind", "source": "${scratch}/<source>", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<kind>"

      Examples:
        | kind         | source      |
        | directory    | shared      |
        | regular file | shared/note |

    @id:mounts/destination-dangling @runc:RUNC-MOUNT-015
    Scenario: A link that leads nowhere leads into the container's root
      Given a bundle whose process prints the content of "/absent/place/note"
      And the host has the file "shared/note" with "behind the link"
      And the root has the link "link" to "/absent/place"
      And the bundle's mounts also hold:
        """
        { "destination": "/link", "type": "bind", "source": "${scratch}/shared", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "behind the link"

    @id:mounts/destination-below-link @runc:RUNC-MOUNT-005
    Scenario: A folder of the destination that is a link to an absolute path is looked up in the container's root
      Given a bundle whose process prints the content of "/real/deep/note"
      And the host has the file "shared/note" with "behind the link"
      And the root has the file "real/text" with "text"
      And the root has the link "link" to "/real"
      And the bundle's mounts also hold:
        """
        { "destination": "/link/deep", "type": "bind", "source": "${scratch}/shared", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "behind the link"

    @id:mounts/destination-is-root @runc:RUNC-MOUNT-020
    Scenario: A mount on the root itself is refused
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "/", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime creates the container
      Then the command fails

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The kernel's own file systems cannot be covered or misplaced

    @id:mounts/proc-behind-link @runc:RUNC-MOUNT-006
    Scenario: A /proc that is a link is refused
      Given the root has the directory "elsewhere"
      And the root has the link "linked" to "/elsewhere"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/linked", "type": "proc", "source": "proc" }
        """
      When the runtime creates the container
      Then the command fails

    @id:mounts/sys-behind-link @runc:RUNC-MOUNT-007
    Scenario: A /sys that is a link is refused
      Given the root has the directory "elsewhere"
      And the root has the link "linked" to "/elsewhere"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/linked", "type": "sysfs", "source": "sysfs" }
        """
      When the runtime creates the container
      Then the command fails

    @id:mounts/inside-proc @runc:RUNC-MOUNT-019
    Scenario: A bind inside /proc is refused
      Given the host has the file "shared" with "text"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "/proc/version", "type": "bind", "source": "${scratch}/shared", "options": ["bind"] }
        """
      When the runtime creates the container
      Then the command fails

    @id:mounts/inside-proc-permitted @runc:RUNC-MOUNT-019
    Scenario Outline: A bind to /proc/<file> is done, as lxcfs does it
      Given a bundle whose process prints the content of "/proc/<file>"
      And the host has the file "shared" with "given"
      And the bundle's mounts also hold:
        """
        { "destination": "/proc/<file>", "type": "bind", "source": "${scratch}/shared", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "given"

      Examples:
        | file    |
        | cpuinfo |
        | meminfo |
        | uptime  |

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Mounts are read-only where they are to be, and only there

    @id:mounts/read-only-dev @runc:RUNC-MOUNT-004
    Scenario: A read-only /dev has its devices and links
      Given a bundle whose process runs the script "echo $(stat -c %t:%T /dev/null) $(readlink /dev/stdout) $(attempt create /dev/new)"
      And the bundle's mounts lack:
        """
        { "destination": "/dev" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/pts" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/shm" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/mqueue" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "ro"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1:3 /proc/self/fd/1 EROFS"

    @id:mounts/read-only-root-volumes @runc:RUNC-MOUNT-038
    Scenario: A volume on a read-only root is writable
      Given a bundle whose process runs the script "echo $(attempt create /new) $(attempt create /mnt/new)"
      And the host has the directory "shared"
      And the bundle has the fields:
        | root.readonly | true |
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind", "rw"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "EROFS done"

    @id:mounts/read-only-cgroup @runc:RUNC-MOUNT-012
    Scenario: A read-only cgroup mount takes no new group
      Given a bundle whose process runs the script "for d in /sys/fs/cgroup /sys/fs/cgroup/*/; do [ -e $d/cgroup.procs ] && mkdir $d/new 2>/dev/null && echo made && exit; done; echo none"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "none"

    @id:mounts/bind-keeps-flags @runc:RUNC-MOUNT-022
    Scenario Outline: A bind without flags keeps that its source is <flag>
      Given a bundle whose process tells if the mount "/mnt" has the option "<flag>"
      And the host has a file system of 1 MiB at "volume", mounted <flag>
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "yes"

      Examples:
        | flag       |
        | ro         |
        | noexec     |
        | nodiratime |

  @runc:RUNC-MOUNT-013 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A later source may lie below an earlier mount of the container

    @id:mounts/source-in-root
    Scenario: What was mounted first is bound again
      Given a bundle whose process prints the content of "/second/note"
      And the host has the file "shared/note" with "twice"
      And the bundle's mounts also hold:
        """
        { "destination": "/first", "type": "bind", "source": "${scratch}/shared", "options": ["rbind"] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/second", "type": "bind", "source": "${rootfs}/first", "options": ["rbind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "twice"

  @runc:RUNC-MOUNT-021
  Rule: What is no path is refused

    @id:mounts/nul
    Scenario Outline: A NUL in a mount's <property> is refused
      Given the bundle's mounts also hold the fault:
        """
        { "destination": "<destination>", "type": "<type>", "source": "<source>" }
        """
      When the runtime creates the container
      Then the command fails

      Examples:
        | property    | destination  | type         | source       |
        | destination | /mnt\\u0000x | tmpfs        | tmpfs        |
        | type        | /mnt         | tmpfs\\u0000x | tmpfs      |
        | source      | /mnt         | tmpfs        | tmpfs\\u0000x |

  @runc:RUNC-MOUNT-040
  Rule: A /dev that is given is left alone

    @id:mounts/given-dev
    Scenario: Nothing is made in a /dev that is bound
      Given a bundle whose process lists "/dev"
      And the host has the file "devices/given" with "text"
      And the host has the file "devices/null" with "a place for the device"
      And the bundle's mounts lack:
        """
        { "destination": "/dev" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/pts" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/shm" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/mqueue" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/dev", "type": "bind", "source": "${scratch}/devices", "options": ["rbind"] }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/dev/null", "type": "bind", "source": "/dev/null", "options": ["bind"] }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "given null "
