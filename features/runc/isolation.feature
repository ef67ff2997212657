Feature: Paths, devices and filters, as callers know them from runc
  The default profiles of managers are written for what runc does with them.

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A masked path shows nothing, and stays

    @id:masks/file @runc:RUNC-MASK-001
    Scenario: A masked file is empty, and is neither removed nor unmounted
      Given a bundle whose process runs the script "echo [$(cat /etc/secret)$(rm -f /etc/secret 2>/dev/null && echo removed)$(umount /etc/secret 2>/dev/null && echo unmounted)]"
      And the root has the file "etc/secret" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secret"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "[]"

    @id:masks/folder @runc:RUNC-MASK-002
    Scenario Outline: A masked folder on a root that is <root> is empty, read-only, and stays
      Given a bundle whose process runs the script "echo [$(ls -A /etc/secrets)$(attempt create /etc/secrets/new)$(rmdir /etc/secrets 2>/dev/null && echo removed)]"
      And the root has the file "etc/secrets/one" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secrets"] |
        | root.readonly     | <readonly>       |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "[EROFS]"

      Examples:
        | root      | readonly |
        | writable  | false    |
        | read-only | true     |

    @id:masks/twice @runc:RUNC-MASK-003
    Scenario: A path that is listed twice is masked once
      Given a bundle whose process counts the mounts at "/etc/secret"
      And the root has the file "etc/secret" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secret", "/etc/secret"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1"

    @id:masks/absent @runc:RUNC-MASK-005
    Scenario Outline: A path of <list> that is not there is left out
      Given a bundle whose process prints "ran"
      And the bundle has the fields:
        | linux.<list> | ["/absent", "/proc/absent"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ran"

      Examples:
        | list          |
        | maskedPaths   |
        | readonlyPaths |

    @id:masks/read-only-keeps-flags @runc:RUNC-MASK-007
    Scenario Outline: A read-only path of a mount that is <flag> is <flag> too
      Given a bundle whose process tells if the mount "/proc/sys" has the option "<flag>"
      And the bundle's mounts lack:
        """
        { "destination": "/proc" }
        """
      And the bundle's mounts also hold:
        """
        { "destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec", "nodev"] }
        """
      And the bundle has the fields:
        | linux.readonlyPaths | ["/proc/sys"] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "yes"

      Examples:
        | flag   |
        | nosuid |
        | noexec |
        | nodev  |

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Devices are open to all unless they say otherwise

    @id:devices/default-listed @runc:RUNC-DEV-001
    Scenario: A default device that is listed too is there once, and open to all
      Given a bundle whose process prints the mode of "/dev/tty"
      And the bundle is patched with:
        """
        { "linux": { "devices": [{ "path": "/dev/tty", "type": "c", "major": 5, "minor": 0, "fileMode": 438, "uid": 0, "gid": 0 }] } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "666"

    @id:devices/default-attributes @runc:RUNC-DEV-005
    Scenario: A device without attributes is the superuser's, and open to all
      Given a bundle whose process runs the script "stat -c '%a %u %g' /dev/extra"
      And the bundle is patched with:
        """
        { "linux": { "devices": [{ "path": "/dev/extra", "type": "c", "major": 1, "minor": 5 }] } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "666 0 0"

    @id:devices/user-namespace @runc:RUNC-DEV-006 @needs:userns
    Scenario: The default devices work in a user namespace
      Given a bundle whose process runs the script "echo $(stat -c %t:%T /dev/null) $(attempt write /dev/full)"
      And the bundle has a user namespace
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1:3 ENOSPC"

  @needs:seccomp @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A filter is the program's, and names what a kernel may not have

    @id:seccomp/runtime-survives @runc:RUNC-SECCOMP-007
    Scenario: Calls that the runtime itself may use are not there for the program
      Given a bundle whose process prints "ran"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{
          "names": ["openat2", "fsopen", "fsconfig", "fsmount", "open_tree", "move_mount", "mount_setattr", "close_range", "faccessat2"],
          "action": "SCMP_ACT_ERRNO", "errnoRet": 38 }] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ran"

    @id:seccomp/redundant @runc:RUNC-SECCOMP-008
    Scenario: A rule that repeats the default, and a name that no kernel has, are no error
      Given a bundle whose process tries the system call "mkdir"
      And the bundle is patched with:
        """
        { "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
          { "names": ["getpid"], "action": "SCMP_ACT_ALLOW" },
          { "names": ["dream_of_a_call", "mkdir"], "action": "SCMP_ACT_ERRNO" }
        ] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "EPERM"

  @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A new network namespace can be used at once

    @id:network/loopback-up @runc:RUNC-NS-004
    Scenario: The loopback interface is up
      Given a bundle whose process prints the content of "/sys/class/net/lo/flags"
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0x9"

  @runc:RUNC-SYSCTL-002 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A sysctl's key is written in either way, and is not the host name's

    @id:sysctl/slashes
    Scenario: Slashes part the key
      Given a bundle whose process prints the content of "/proc/sys/net/ipv4/ip_default_ttl"
      And the bundle is patched with:
        """
        { "linux": { "sysctl": { "net/ipv4/ip_default_ttl": "33" } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "33"

    @id:sysctl/hostname
    Scenario: kernel.hostname is refused
      Given the bundle has the fault:
        """
        { "linux": { "sysctl": { "kernel.hostname": "other" } } }
        """
      When the runtime creates the container
      Then the command fails
