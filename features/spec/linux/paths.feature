Feature: Masked and read-only paths
  The kernel shows more in /proc and /sys than a container should see or change.

  Rule: A masked path cannot be read

    @id:paths/masked-folder @req:LINUX-MASK-001
    Scenario: A masked folder is empty
      Given a bundle whose process runs the script "ls -A /etc/secrets | wc -l"
      And the root has the file "etc/secrets/one" with "secret"
      And the bundle has the fields:
        | linux.maskedPaths | ["/etc/secrets"] |
      When the runtime runs the container
      Then the process prints "0"

    @id:paths/masked-proc @req:LINUX-MASK-001
    Scenario: A masked file of /proc is empty
      Given a bundle whose process tries to read "/proc/version"
      And the bundle has the fields:
        | linux.maskedPaths | ["/proc/version"] |
      When the runtime runs the container
      Then the process prints "empty"

    @id:paths/masked-missing @req:LINUX-MASK-002
    Scenario: A masked path that is not there is refused, or does nothing
      Given a bundle whose process prints "ran"
      And the bundle has the faulty fields:
        | linux.maskedPaths | ["/absent"] |
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

    @id:paths/masked-relative @req:LINUX-MASK-003
    Scenario: A relative masked path is refused
      Given the bundle has the faulty fields:
        | linux.maskedPaths | ["etc/passwd"] |
      When the runtime creates the container
      Then the command fails

  Rule: A read-only path cannot be written

    @id:paths/read-only-proc @req:LINUX-ROPATH-001
    Scenario: A read-only part of /proc takes no value
      Given a bundle whose process tries to write "/proc/sys/net/ipv4/ip_default_ttl"
      And the bundle has the fields:
        | linux.readonlyPaths | ["/proc/sys"] |
      When the runtime runs the container
      Then the process prints "EROFS"

    @id:paths/read-only-file @req:LINUX-ROPATH-001
    Scenario: A read-only file takes no text
      Given a bundle whose process tries to write "/etc/fixed"
      And the root has the file "etc/fixed" with "fixed"
      And the bundle has the fields:
        | linux.readonlyPaths | ["/etc/fixed"] |
      When the runtime runs the container
      Then the process prints "EROFS"

    @id:paths/read-only-missing @req:LINUX-ROPATH-002
    Scenario: A read-only path that is not there is refused, or does nothing
      Given a bundle whose process prints "ran"
      And the bundle has the faulty fields:
        | linux.readonlyPaths | ["/absent"] |
      When the runtime runs the container
      Then the command fails, or the process prints "ran"

    @id:paths/read-only-relative @req:LINUX-ROPATH-003
    Scenario: A relative read-only path is refused
      Given the bundle has the faulty fields:
        | linux.readonlyPaths | ["etc"] |
      When the runtime creates the container
      Then the command fails

  Rule: A sysctl is set in the container

    @id:sysctl/set @runc:RUNC-SYSCTL-001 @runc:RUNC-SYSCTL-003 @req:LINUX-SYSCTL-001
    Scenario Outline: <key> has the configured value
      Given a bundle whose process prints the content of "<path>"
      And the bundle is patched with:
        """
        { "linux": { "sysctl": { "<key>": "<value>" } } }
        """
      When the runtime runs the container
      Then the process prints "<value>"

      Examples:
        | key                     | path                              | value |
        | net.ipv4.ip_default_ttl | /proc/sys/net/ipv4/ip_default_ttl | 33    |
        | kernel.shm_rmid_forced  | /proc/sys/kernel/shm_rmid_forced  | 1     |
        | fs.mqueue.msg_max       | /proc/sys/fs/mqueue/msg_max       | 17    |
        | kernel.domainname       | /proc/sys/kernel/domainname       | given |

    @id:sysctl/refused @runc:RUNC-SYSCTL-003
    Scenario Outline: A sysctl <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "sysctl": { "<key>": "<value>" } } }
        """
      When the runtime creates the container
      Then the command fails

      @runc:RUNC-SYSCTL-001 @req:LINUX-SYSCTL-002
      Examples: Not of a namespace
        | fault               | key          | value |
        | of the whole kernel | kernel.panic | 0     |

      @req:LINUX-SYSCTL-003
      Examples: Nothing to set
        | fault                        | key                     | value |
        | that there is not            | net.dream.key           | 1     |
        | with a value that is refused | net.ipv4.ip_default_ttl | dream |

    @id:sysctl/no-namespace @runc:RUNC-SYSCTL-001 @req:LINUX-SYSCTL-002
    Scenario: A network sysctl without a network namespace is refused
      Given the bundle has the fault:
        """
        { "linux": {
          "namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}],
          "sysctl": { "net.ipv4.ip_default_ttl": "64" } } }
        """
      When the runtime creates the container
      Then the command fails

  @req:LINUX-PERS-001
  Rule: personality sets the execution domain

    @id:personality/domain @runc:RUNC-PERS-001
    Scenario Outline: Domain <domain> is that of the process
      Given a bundle whose process prints its scheduling personality
      And the bundle is patched with:
        """
        { "linux": { "personality": { "domain": "<domain>" } } }
        """
      When the runtime runs the container
      Then the process prints "<domain>"

      @req:LINUX-PERS-003
      Examples: 32 bits
        | domain  |
        | LINUX32 |

      @req:LINUX-PERS-005
      Examples: The kernel's own
        | domain |
        | LINUX  |

    @id:personality/refused
    Scenario Outline: A personality <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "personality": <personality> } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-PERS-002
      Examples: No domain
        | fault            | personality |
        | without a domain | {}          |

      @runc:RUNC-PERS-001 @req:LINUX-PERS-004
      Examples: Domains
        | fault                | personality         |
        | of an unknown domain | {"domain": "DREAM"} |

      @req:LINUX-PERS-006
      Examples: Flags
        | fault       | personality                                            |
        | with a flag | {"domain": "LINUX", "flags": ["ADDR_NO_RANDOMIZE"]} |
