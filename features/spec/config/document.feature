Feature: The configuration as a document
  A runtime that guesses what a broken configuration means runs something that nobody asked for.

  @req:CONFIG-VERSION-001 @req:CONFIG-VERSION-002
  Rule: ociVersion is a semantic version

    @id:version/invalid
    Scenario Outline: A version that is <what> is refused
      Given the bundle has the faulty fields:
        | ociVersion | <value> |
      When the runtime creates the container
      Then the command fails

      Examples:
        | what             | value    |
        | missing          | null     |
        | empty            | ""       |
        | a word           | "latest" |
        | a number         | 1        |
        | only a major     | "1"      |
        | with a prefix    | "v1.0.0" |

  @req:CONFIG-VERSION-003
  Rule: Versions of the same major and no newer minor are accepted

    @id:version/accepted
    Scenario Outline: A configuration of version <version> is accepted
      Given a bundle whose process prints "started"
      And the bundle has the fields:
        | ociVersion | "<version>" |
      And a created container
      When the runtime starts the container
      Then the process prints "started"

      Examples:
        | version   |
        | 1.0.0     |
        | 1.0.2     |
        | 1.0.2-dev |

  @req:CONFIG-VERSION-004
  Rule: A version that the runtime may not know is refused, or taken as one that it knows

    @id:version/newer
    Scenario Outline: A configuration of version <version> is refused, or runs
      Given a bundle whose process prints "newer"
      And the bundle has the faulty fields:
        | ociVersion | "<version>" |
      When the runtime runs the container
      Then the command fails, or the process prints "newer"

      Examples:
        | version |
        | 1.99.0  |
        | 2.0.0   |

  @req:CONFIG-EXT-002 @req:CONFIG-EXT-003
  Rule: Unknown properties are ignored

    @id:config/unknown-property
    Scenario Outline: An unknown property in <place> changes nothing
      Given a bundle whose process prints "started"
      And the bundle has the fields:
        | <path> | {"deep": [1, "two"]} |
      And a created container
      When the runtime starts the container
      Then the process prints "started"

      Examples:
        | place              | path                   |
        | the document       | dream                  |
        | process            | process.dream          |
        | process.user       | process.user.dream     |
        | root               | root.dream             |
        | linux              | linux.dream            |
        | linux.resources    | linux.resources.dream  |
        | hooks              | hooks.dream            |

  @req:CONFIG-VALID-001 @req:RT-CREATE-011 @req:RT-CREATE-012
  Rule: A value of the wrong type is an error

    @id:config/wrong-type
    Scenario Outline: A <path> that is <what> is refused
      Given the bundle has the faulty fields:
        | <path> | <value> |
      When the runtime creates the container
      Then the command fails

      Examples:
        | path                       | what           | value              |
        | hostname                   | a number       | 7                  |
        | process                    | a list         | ["/bin/true"]      |
        | process.args               | a text         | "/bin/true"        |
        | process.env                | a text         | "A=1"              |
        | process.cwd                | a number       | 7                  |
        | process.terminal           | a text         | "yes"              |
        | process.noNewPrivileges    | a text         | "yes"              |
        | process.oomScoreAdj        | a text         | "high"             |
        | process.user.uid           | below zero     | -1                 |
        | process.user.additionalGids | a text        | "5"                |
        | process.capabilities       | a list         | ["CAP_KILL"]       |
        | root                       | a text         | "rootfs"           |
        | root.readonly              | a text         | "no"               |
        | mounts                     | an object      | {}                 |
        | hooks                      | a list         | []                 |
        | hooks.createRuntime        | an object      | {"path": "/bin/true"} |
        | linux.namespaces           | a list with a text | ["pid", {"type": "mount"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "cgroup"}] |
        | linux.maskedPaths          | a text         | "/proc/kcore"      |
        | linux.cgroupsPath          | a number       | 7                  |
        | linux.resources            | a list         | []                 |

  @req:CONFIG-LINUXPROC-013 @req:CONFIG-VALID-001
  Rule: A value out of range is an error

    @id:config/out-of-range
    Scenario Outline: A <path> of <value> is refused
      Given the bundle has the faulty fields:
        | <path> | <value> |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | path                | value      |
        | process.oomScoreAdj | 1001       |
        | process.user.gid    | 4294967296 |

  @req:GLOSS-JSON-001
  Rule: The document is UTF-8

    @id:config/multi-byte
    Scenario: Multi-byte text reaches the process
      Given a bundle whose process prints "naïve 日本 🙂"
      And a created container
      When the runtime starts the container
      Then the process prints "naïve 日本 🙂"

  @req:GLOSS-JSON-002
  Rule: No name is repeated in an object

    @id:config/repeated-name
    Scenario: A document with two host names is refused, or has one of them
      Given the bundle's config.json has the faulty text:
        """
        { "ociVersion": "1.0.2",
          "process": { "user": { "uid": 0, "gid": 0 }, "cwd": "/", "env": ["PATH=/bin"],
            "args": ["/bin/sh", "-c", "case $(uname -n) in first|second) echo one of them;; *) echo another;; esac"] },
          "root": { "path": "rootfs" },
          "hostname": "first",
          "hostname": "second",
          "mounts": [{ "destination": "/proc", "type": "proc", "source": "proc" }],
          "linux": { "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "uts" }, { "type": "network" }, { "type": "ipc" }] } }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "one of them"

  @req:GLOSS-JSON-003
  Rule: The order of an object's members has no meaning

    @id:config/member-order
    Scenario: A document in the opposite order makes the same container
      Given a bundle whose process runs the script "echo $(hostname) $(id -u):$(id -g) $(pwd) $(stat -f -c %b /mnt)"
      And the bundle has the fields:
        | hostname     | "reordered"                |
        | process.user | {"uid": 1000, "gid": 1001} |
        | process.cwd  | "/var"                     |
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["size=1m"] }
        """
      And the bundle's configuration has its members in the opposite order
      When the runtime runs the container
      Then the process prints "reordered 1000:1001 /var 256"

  @req:CONFIG-VALID-002
  Rule: A valid value that the runtime cannot have is an error

    @id:config/unsupported-value @req:CONFIG-LINUXPROC-022
    Scenario: A scheduling policy that the specification lists and no Linux has is refused
      Given the bundle has the faulty fields:
        | process.scheduler | {"policy": "SCHED_ISO"} |
      When the runtime runs the container in the background
      Then the command reports an error

  @req:CONFIG-OPTIONAL-001 @req:CONFIG-PLATFORM-002
  Rule: Optional properties may be left out

    @id:config/without
    Scenario Outline: A configuration without <path> is accepted
      Given a bundle whose process prints "started"
      And the bundle has the fields:
        | <path> | null |
      And a created container
      When the runtime starts the container
      Then the process prints "started"

      Examples:
        | path                 |
        | hostname             |
        | process.capabilities |
        | process.terminal     |
        | process.env          |
        | root.readonly        |
        | linux.cgroupsPath    |

  Rule: What concerns another platform is refused, or changes nothing

    @id:config/other-platform
    Scenario Outline: A configuration with a section for <platform> is refused, or runs
      Given a bundle whose process prints "started"
      And the bundle has the fault:
        """
        <patch>
        """
      When the runtime runs the container
      Then the command fails, or the process prints "started"

      @req:CONFIG-PLATFORM-001
      Examples: FreeBSD
        | platform | patch                                       |
        | freebsd  | { "freebsd": { "jail": { "host": "new" } } } |

      @req:CONFIG-PLATFORM-003
      Examples: Solaris
        | platform | patch                                        |
        | solaris  | { "solaris": { "limitpriv": "default" } }    |

      @req:CONFIG-PLATFORM-004
      Examples: Virtual machines
        | platform | patch                                                |
        | vm       | { "vm": { "kernel": { "path": "/boot/vmlinux" } } }  |

      @req:CONFIG-PLATFORM-006
      Examples: z/OS
        | platform | patch                                              |
        | zos      | { "zos": { "namespaces": [{ "type": "pid" }] } }   |
