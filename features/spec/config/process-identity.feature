Feature: Who the process is and what it may do
  An id, a group or a capability too many is a hole; one too few breaks the program.

  @req:CONFIG-USER-005
  Rule: The process has the configured group

    @id:user/gid
    Scenario: The process has the configured gid
      Given a bundle whose process prints its group id
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 1001} |
      And a created container
      When the runtime starts the container
      Then the process prints "1001"

  @req:CONFIG-USER-008
  Rule: The additional groups are the supplementary groups

    @id:user/additional-gids-of-user
    Scenario: Another user than root has the additional groups
      Given a bundle whose process prints its supplementary groups
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 1001, "additionalGids": [7, 2000]} |
      And a created container
      When the runtime starts the container
      Then the process prints "7 2000"

  @req:CONFIG-USER-009
  Rule: Without additional groups the supplementary groups are the runtime's choice

    @id:user/no-additional-gids
    Scenario: Which supplementary groups a process has without additional ones
      Given a bundle whose process runs the script "grep ^Groups: /proc/self/status"
      And a created container
      When the runtime starts the container
      Then what the process prints is recorded as "groups"

  @req:CONFIG-USER-006
  Rule: umask sets the file mode mask

    @id:user/umask-values @runc:RUNC-ENV-007
    Scenario Outline: A umask of <decimal> is <mask>
      Given a bundle whose process prints its umask
      And the bundle has the fields:
        | process.user | {"uid": 0, "gid": 0, "umask": <decimal>} |
      And a created container
      When the runtime starts the container
      Then the process prints "<mask>"

      Examples:
        | decimal | mask |
        | 0       | 0000 |
        | 18      | 0022 |
        | 23      | 0027 |

  @req:CONFIG-USER-007
  Rule: Without umask the caller's is kept

    @id:user/umask-inherited
    Scenario: The process has the file mode mask of its caller
      Given a bundle whose process prints its umask
      And the commands have the file mode mask 27
      When the runtime runs the container
      Then the process prints "0027"

  @req:CONFIG-USER-010
  Rule: Users are numbers

    @id:user/name-refused
    Scenario Outline: A <property> given as a name is refused
      Given the bundle has the faulty fields:
        | process.user.<property> | "root" |
      When the runtime creates the container
      Then the command fails

      Examples:
        | property |
        | uid      |
        | gid      |

  @req:CONFIG-LINUXPROC-003
  Rule: Capabilities go by the names of capabilities(7)

    @id:capabilities/names
    Scenario Outline: <capability> is capability <number>
      Given a bundle whose process prints its effective capabilities
      And the bundle has the fields:
        | process.capabilities | {"bounding": ["<capability>"], "permitted": ["<capability>"], "effective": ["<capability>"]} |
      And a created container
      When the runtime starts the container
      Then the process prints "<mask>"

      Examples:
        | capability             | number | mask             |
        | CAP_CHOWN              | 0      | 0000000000000001 |
        | CAP_KILL               | 5      | 0000000000000020 |
        | CAP_NET_BIND_SERVICE   | 10     | 0000000000000400 |
        | CAP_SYS_CHROOT         | 18     | 0000000000040000 |
        | CAP_AUDIT_WRITE        | 29     | 0000000020000000 |
        | CAP_SYSLOG             | 34     | 0000000400000000 |
        | CAP_CHECKPOINT_RESTORE | 40     | 0000010000000000 |

  Rule: Each capability set is as configured

    @id:capabilities/sets @req:CONFIG-LINUXPROC-006 @req:CONFIG-LINUXPROC-007 @req:CONFIG-LINUXPROC-008 @req:CONFIG-LINUXPROC-009 @req:CONFIG-LINUXPROC-010
    Scenario Outline: The <set> set holds what it is given
      Given a bundle whose process prints its <set> capabilities
      And the bundle is patched with:
        """
        { "process": { "capabilities": {
          "bounding": ["CAP_CHOWN", "CAP_KILL", "CAP_SETGID", "CAP_SETUID"],
          "permitted": ["CAP_CHOWN", "CAP_KILL", "CAP_SETGID"],
          "inheritable": ["CAP_CHOWN", "CAP_KILL"],
          "effective": ["CAP_KILL", "CAP_SETGID"],
          "ambient": ["CAP_CHOWN"]
        } } }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "<mask>"

      Examples:
        | set         | mask             |
        | bounding    | 00000000000000e1 |
        | inheritable | 0000000000000021 |
        | ambient     | 0000000000000001 |

    @id:capabilities/ambient-for-user @req:CONFIG-LINUXPROC-010
    Scenario: A user other than root keeps its ambient capabilities
      Given a bundle whose process prints its effective capabilities
      And the bundle is patched with:
        """
        { "process": { "user": { "uid": 1000, "gid": 1000 }, "capabilities": {
          "bounding": ["CAP_KILL"], "permitted": ["CAP_KILL"], "inheritable": ["CAP_KILL"], "effective": ["CAP_KILL"], "ambient": ["CAP_KILL"]
        } } }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "0000000000000020"

    @id:capabilities/none-for-user @req:CONFIG-LINUXPROC-006
    Scenario: A user other than root has no capabilities without ambient ones
      Given a bundle whose process prints its effective capabilities
      And the bundle is patched with:
        """
        { "process": { "user": { "uid": 1000, "gid": 1000 }, "capabilities": {
          "bounding": ["CAP_KILL"], "permitted": [], "effective": []
        } } }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "0000000000000000"

    @id:capabilities/without-chown @req:CONFIG-LINUXPROC-007
    Scenario: A superuser whose bounding set lacks CAP_CHOWN cannot give files away
      Given a bundle whose process tries to give "/bin" to user 5
      And a created container
      When the runtime starts the container
      Then the process prints "EPERM"

  @req:CONFIG-LINUXPROC-005 @req:RT-WARN-002
  Rule: A capability that cannot be granted is no failure

    @id:capabilities/unknown @runc:RUNC-CAP-002
    Scenario: The other capabilities are granted beside an unknown one
      Given a bundle whose process prints its bounding capabilities
      And the bundle has the fields:
        | process.capabilities | {"bounding": ["CAP_DREAM", "CAP_KILL"], "permitted": ["CAP_DREAM", "CAP_KILL"], "effective": ["CAP_DREAM", "CAP_KILL"]} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0000000000000020"

  @req:CONFIG-LINUXPROC-002
  Rule: What a set that is left out contains is the runtime's choice

    @id:capabilities/unknown-warned @req:CONFIG-LINUXPROC-004
    Scenario: An unknown capability is named in the log
      Given the bundle has the fields:
        | process.capabilities | {"bounding": ["CAP_DREAM", "CAP_KILL"], "permitted": ["CAP_DREAM", "CAP_KILL"], "effective": ["CAP_DREAM", "CAP_KILL"]} |
      And the commands have the global flags "--debug --log {scratch}/log"
      When the runtime runs the container in the background
      Then the command succeeds
      And the host's file "log" has a line like "*CAP_DREAM*"

    @id:capabilities/absent
    Scenario: Which capabilities a superuser has when none are configured
      Given a bundle whose process prints its effective capabilities
      And the bundle has the fields:
        | process.capabilities | null |
      And a created container
      When the runtime starts the container
      Then what the process prints is recorded as "effective"

  Rule: noNewPrivileges is the process's flag

    @id:process/no-new-privileges @runc:RUNC-CAP-003 @req:CONFIG-LINUXPROC-011 @req:CONFIG-LINUXPROC-012
    Scenario Outline: noNewPrivileges <value> makes the flag <flag>
      Given a bundle whose process prints the status field "NoNewPrivs"
      And the bundle has the fields:
        | process.noNewPrivileges | <value> |
      And a created container
      When the runtime starts the container
      Then the process prints "<flag>"

      Examples:
        | value | flag |
        | true  | 1    |
        | false | 0    |
        | null  | 0    |
