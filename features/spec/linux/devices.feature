Feature: Devices
  Programs rely on a handful of devices, and everything else must stay out of reach.

  Rule: The default devices are there

    @id:devices/default
    Scenario Outline: <path> is character device <numbers>
      Given a bundle whose process runs the script "stat -c '%F %t:%T' <path>"
      When the runtime runs the container
      Then the process prints "character special file <numbers>"

      @req:LINUX-DEFDEV-001
      Examples: Nothing
        | path      | numbers |
        | /dev/null | 1:3     |

      @req:LINUX-DEFDEV-002
      Examples: Zeros
        | path      | numbers |
        | /dev/zero | 1:5     |

      @req:LINUX-DEFDEV-003
      Examples: Always full
        | path      | numbers |
        | /dev/full | 1:7     |

      @req:LINUX-DEFDEV-004
      Examples: Random
        | path        | numbers |
        | /dev/random | 1:8     |

      @req:LINUX-DEFDEV-005
      Examples: Random without waiting
        | path         | numbers |
        | /dev/urandom | 1:9     |

      @req:LINUX-DEFDEV-006
      Examples: The terminal
        | path     | numbers |
        | /dev/tty | 5:0     |

    @id:devices/usable
    Scenario Outline: An attempt to <action> <path> ends in <printed>
      Given a bundle whose process tries to <action> "<path>"
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-DEFDEV-001
      Examples: Nothing
        | path      | action | printed |
        | /dev/null | read   | empty   |

      @req:LINUX-DEFDEV-002
      Examples: Zeros
        | path      | action | printed |
        | /dev/zero | read   | done    |

      @req:LINUX-DEFDEV-003
      Examples: Always full
        | path      | action | printed |
        | /dev/full | write  | ENOSPC  |

      @req:LINUX-DEFDEV-005
      Examples: Random without waiting
        | path         | action | printed |
        | /dev/urandom | read   | done    |

      @req:LINUX-DEFDEV-006
      Examples: No terminal
        | path     | action | printed |
        | /dev/tty | open   | ENXIO   |

    @id:devices/ptmx @runc:RUNC-MOUNT-039 @req:LINUX-DEFDEV-008
    Scenario: /dev/ptmx opens a terminal of the container's own devpts
      Given a bundle whose process tries to open "/dev/ptmx"
      When the runtime runs the container
      Then the process prints "done"

  Rule: The standard links lead to the process's descriptors

    @id:devices/links @runc:RUNC-MOUNT-039
    Scenario Outline: <path> is a link to <target>
      Given a bundle whose process prints the target of "<path>"
      When the runtime runs the container
      Then the process prints "<target>"

      @req:RTLINUX-DEVLINK-001
      Examples: All descriptors
        | path    | target        |
        | /dev/fd | /proc/self/fd |

      @req:RTLINUX-DEVLINK-002
      Examples: Input
        | path       | target          |
        | /dev/stdin | /proc/self/fd/0 |

      @req:RTLINUX-DEVLINK-003
      Examples: Output
        | path        | target          |
        | /dev/stdout | /proc/self/fd/1 |

      @req:RTLINUX-DEVLINK-004
      Examples: Errors
        | path        | target          |
        | /dev/stderr | /proc/self/fd/2 |

  @req:RTLINUX-DEVLINK-005
  Rule: What the links lead to may be missing

    @id:devices/links-without-proc
    Scenario: A container without a mount at /proc runs
      Given a bundle whose process prints "started"
      And the bundle's mounts lack:
        """
        { "destination": "/proc" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "started"

  @req:LINUX-DEV-001
  Rule: A listed device is there as it is listed

    @id:devices/listed
    Scenario Outline: A device of type <type> is a <kind>
      Given a bundle whose process runs the script "stat -c '%F %t:%T' <path>"
      And the bundle is patched with:
        """
        { "linux": { "devices": [{ "path": "<path>", "type": "<type>"<numbers> }] } }
        """
      When the runtime runs the container
      Then the process prints "<kind> <seen>"

      @req:LINUX-DEV-004 @req:LINUX-DEV-013
      Examples: Characters
        | type | path       | numbers                   | kind                   | seen |
        | c    | /dev/extra | , "major": 1, "minor": 5  | character special file | 1:5  |

      @req:LINUX-DEV-005 @req:LINUX-DEV-013
      Examples: Blocks
        | type | path       | numbers                   | kind               | seen |
        | b    | /dev/extra | , "major": 7, "minor": 18 | block special file | 7:12 |

      @req:LINUX-DEV-006 @req:LINUX-DEV-013
      Examples: Characters without a buffer
        | type | path       | numbers                   | kind                   | seen |
        | u    | /dev/extra | , "major": 1, "minor": 5  | character special file | 1:5  |

      @req:LINUX-DEV-007
      Examples: Pipes
        | type | path       | numbers | kind | seen |
        | p    | /dev/extra |         | fifo | 0:0  |

    @id:devices/outside-dev @req:LINUX-DEV-011
    Scenario: A device outside /dev is there, or refused
      Given a bundle whose process runs the script "stat -c %t:%T /opt/nodes/zero 2>/dev/null || echo none"
      And the bundle has the fault:
        """
        { "linux": { "devices": [{ "path": "/opt/nodes/zero", "type": "c", "major": 1, "minor": 5 }] } }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "1:5"

    @id:devices/attributes
    Scenario Outline: A device has the configured <property>
      Given a bundle whose process prints the <property> of "/dev/extra"
      And the bundle is patched with:
        """
        { "linux": { "devices": [{ "path": "/dev/extra", "type": "c", "major": 1, "minor": 5, "fileMode": 416, "uid": 1000, "gid": 1001 }] } }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-DEV-014
      Examples: Mode
        | property | printed |
        | mode     | 640     |

      @req:LINUX-DEV-015
      Examples: Owner
        | property | printed |
        | owner    | 1000    |

      @req:LINUX-DEV-016
      Examples: Group
        | property | printed |
        | group    | 1001    |

  @req:CONFIG-VALID-001 @req:RT-ERR-002
  Rule: A device that cannot be made is an error

    @id:devices/refused
    Scenario Outline: A device <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "devices": [<device>] } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-DEV-003
      Examples: No type
        | fault          | device                                             |
        | without a type | { "path": "/dev/extra", "major": 1, "minor": 5 }   |

      @req:LINUX-DEV-008
      Examples: No such type
        | fault              | device                                                       |
        | of an unknown type | { "path": "/dev/extra", "type": "x", "major": 1, "minor": 5 } |

      @req:LINUX-DEV-009
      Examples: No path
        | fault          | device                                 |
        | without a path | { "type": "c", "major": 1, "minor": 5 } |

      @req:LINUX-DEV-012
      Examples: No numbers
        | fault           | device                                           |
        | without a major | { "path": "/dev/extra", "type": "c", "minor": 5 } |
        | without a minor | { "path": "/dev/extra", "type": "c", "major": 1 } |

    @id:devices/path-taken @req:LINUX-DEV-010
    Scenario: A device where a file is already is refused
      Given the root has the file "taken" with "text"
      And the bundle has the fault:
        """
        { "linux": { "devices": [{ "path": "/taken", "type": "c", "major": 1, "minor": 5 }] } }
        """
      When the runtime creates the container
      Then the command fails

  @needs:cgroup-devices
  Rule: Device rules say what may be done with a device

    @id:device-rules/access @runc:RUNC-DEV-003
    Scenario Outline: With <access> permitted alone a device cannot be opened for <use>
      Given a bundle whose process runs the script "if (: <operator> /dev/extra) 2>/dev/null; then echo opened; else echo barred; fi"
      And the bundle is patched with:
        """
        { "linux": {
          "devices": [{ "path": "/dev/extra", "type": "c", "major": 10, "minor": 229, "fileMode": 438 }],
          "resources": { "devices": [
            { "allow": false, "access": "rwm" },
            { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "<access>" }
          ] } } }
        """
      When the runtime runs the container
      Then the process prints "barred"

      @req:LINUX-DEVCG-010 @needs:fuse
      Examples: Reading
        | access | use     | operator |
        | r      | writing | >        |

      @req:LINUX-DEVCG-011 @needs:fuse
      Examples: Writing
        | access | use     | operator |
        | w      | reading | <        |

    @id:device-rules/access-permitted @runc:RUNC-DEV-003
    Scenario Outline: With <access> permitted alone a device can be opened for <use>
      Given a bundle whose process runs the script "if (: <operator> /dev/extra) 2>/dev/null; then echo opened; else echo barred; fi"
      And the bundle is patched with:
        """
        { "linux": {
          "devices": [{ "path": "/dev/extra", "type": "c", "major": 10, "minor": 229, "fileMode": 438 }],
          "resources": { "devices": [
            { "allow": false, "access": "rwm" },
            { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "<access>" }
          ] } } }
        """
      When the runtime runs the container
      Then the process prints "opened"

      @req:LINUX-DEVCG-010 @req:LINUX-DEVCG-004 @needs:fuse
      Examples: Reading
        | access | use     | operator |
        | r      | reading | <        |

      @req:LINUX-DEVCG-011 @needs:fuse
      Examples: Writing
        | access | use     | operator |
        | w      | writing | >        |

    @id:device-rules/make @req:LINUX-DEVCG-012
    Scenario Outline: A rule with access <access> lets a device be made: <printed>
      Given a bundle whose process tries to make the device "/tmp/made" as "c 10:229"
      And the bundle is patched with:
        """
        { "process": { "capabilities": { "bounding": ["CAP_MKNOD"], "effective": ["CAP_MKNOD"], "permitted": ["CAP_MKNOD"] } },
          "linux": { "resources": { "devices": [
            { "allow": false, "access": "rwm" },
            { "allow": false, "type": "c", "access": "m" },
            { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "<access>" }
          ] } } }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      Examples:
        | access | printed |
        | m      | done    |
        | rwm    | done    |

    @id:device-rules/wildcard @req:LINUX-DEVCG-009 @req:LINUX-DEVCG-003
    Scenario: A rule without a minor forbids each device of its major
      Given a bundle whose process tries to open "/dev/extra"
      And the bundle is patched with:
        """
        { "linux": {
          "devices": [{ "path": "/dev/extra", "type": "c", "major": 60, "minor": 7, "fileMode": 438 }],
          "resources": { "devices": [
            { "allow": true, "access": "rwm" },
            { "allow": false, "type": "c", "major": 60, "access": "rwm" }
          ] } } }
        """
      When the runtime runs the container
      Then the process prints "EPERM"

    @id:device-rules/type
    Scenario Outline: A rule <rule> for a device of type <node>: <printed>
      Given a bundle whose process tries to open "/dev/extra"
      And the bundle is patched with:
        """
        { "linux": {
          "devices": [{ "path": "/dev/extra", "type": "<node>", "major": 60, "minor": 7, "fileMode": 438 }],
          "resources": { "devices": [
            { "allow": false, "access": "rwm" },
            { "allow": true, <type>"access": "rwm" }
          ] } } }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-DEVCG-005
      Examples: Characters alone
        | rule                                  | type           | node | printed |
        | of type c permits characters          | "type": "c",   | c    | ENXIO   |
        | of type c leaves blocks forbidden     | "type": "c",   | b    | EPERM   |

      @req:LINUX-DEVCG-006
      Examples: Blocks alone
        | rule                                  | type           | node | printed |
        | of type b permits blocks              | "type": "b",   | b    | ENXIO   |
        | of type b leaves characters forbidden | "type": "b",   | c    | EPERM   |

      @req:LINUX-DEVCG-007
      Examples: All
        | rule                                  | type           | node | printed |
        | of type a permits characters          | "type": "a",   | c    | ENXIO   |
        | of type a permits blocks              | "type": "a",   | b    | ENXIO   |
        | of no type permits characters         |                | c    | ENXIO   |
        | of no type permits blocks             |                | b    | ENXIO   |

    @id:device-rules/unlisted @req:LINUX-DEV-018
    Scenario: A device that is not listed cannot be opened
      Given a bundle whose process runs the script "mknod /tmp/made c 60 7 || echo no node; attempt open /tmp/made"
      And the bundle has the fields:
        | process.capabilities | {"bounding": ["CAP_MKNOD"], "effective": ["CAP_MKNOD"], "permitted": ["CAP_MKNOD"]} |
      When the runtime runs the container
      Then the process prints "EPERM"

    @id:device-rules/refused
    Scenario Outline: A rule <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "resources": { "devices": [{ "allow": true, <rule> }] } } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-DEVCG-008
      Examples: Types
        | fault              | rule                                                      |
        | of an unknown type | "type": "x", "major": 1, "minor": 5, "access": "rwm" |

      @req:LINUX-DEVCG-013
      Examples: Access
        | fault              | rule                                                |
        | of unknown access  | "type": "c", "major": 1, "minor": 5, "access": "rx" |

  @req:LINUX-DEFDEV-007
  Rule: With a terminal, /dev/console is that terminal, bound there

    @id:devices/console
    Scenario: /dev/console has the numbers of the process's terminal
      Given a bundle whose process runs the script "[ $(stat -c %t:%T /dev/console) = $(stat -L -c %t:%T /proc/self/fd/0) ] && echo the terminal || echo another"
      And the bundle has the fields:
        | process.terminal | true |
      And a manager receives terminals at the socket "tty"
      And the commands have the flags "--console-socket {scratch}/tty"
      When the runtime runs the container in the background
      Then the command succeeds
      And the terminal prints "the terminal"

  @req:LINUX-DEFDEV-009
  Rule: Without a terminal the specification leaves /dev/console open

    @id:devices/no-console
    Scenario: Whether there is a /dev/console without a terminal is recorded
      Given a bundle whose process runs the script "[ -e /dev/console ] && echo there || echo absent"
      When the runtime runs the container
      Then the command succeeds
      And what the process prints is recorded as "console"

  @req:LINUX-DEV-002
  Rule: How a device is supplied is left to the runtime

    @id:devices/supplied
    Scenario: Whether a listed device is a node, a mount or a link is recorded
      Given a bundle whose process runs the script "if [ -L /dev/extra ]; then echo link; elif grep -q ' /dev/extra ' /proc/self/mountinfo; then echo mount; elif [ -c /dev/extra ]; then echo node; fi"
      And the bundle has the fields:
        | linux.devices | [{"path": "/dev/extra", "type": "c", "major": 1, "minor": 5}] |
      When the runtime runs the container
      Then the command succeeds
      And what the process prints is recorded as "supplied"

  @req:LINUX-DEV-017
  Rule: Two devices of the same numbers are refused, or both made

    @id:devices/same-numbers
    Scenario: A second path of a device's numbers is refused, or is that device
      Given a bundle whose process prints the device numbers of "/dev/other"
      And the bundle is patched with:
        """
        { "linux": { "devices": [{ "path": "/dev/other", "type": "c", "major": 1, "minor": 11 }] } }
        """
      And the bundle's linux.devices also hold the fault:
        """
        { "path": "/dev/another", "type": "c", "major": 1, "minor": 11 }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "1:b"
