Feature: What a runtime tells of its features
  Callers choose by this document what to put into a configuration; what is wrong in it fails later, and elsewhere.

  Rule: The document names the versions that the runtime takes

    @id:features/versions @req:FEAT-VERSION-001 @req:FEAT-VERSION-003
    Scenario Outline: <property> is a version number
      When the runtime tells its features
      Then the command succeeds
      And the output has a version number at <property>

      Examples:
        | property      |
        | ociVersionMin |
        | ociVersionMax |

    @id:features/version-accepted @req:FEAT-VERSION-002 @req:FEAT-VERSION-004
    Scenario Outline: A configuration of version <property> is accepted
      Given a bundle whose process prints "started"
      When the runtime runs the container with its features' <property> as the ociVersion
      Then the command succeeds
      And the process prints "started"

      Examples:
        | property      |
        | ociVersionMin |
        | ociVersionMax |

    @id:features/versions-in-order @req:FEAT-VERSION-005
    Scenario: The newest version is not below the oldest
      When the runtime tells its features
      Then the command succeeds
      And the output's version number at ociVersionMax is at least that at ociVersionMin

  @req:FEAT-HOOKS-001
  Rule: Hooks are listed by their names

    @id:features/hooks
    Scenario: The list of hooks has only names that the specification defines
      When the runtime tells its features
      Then the command succeeds
      And the output's hooks hold nothing but "prestart createRuntime createContainer startContainer poststart poststop"

  Rule: What is told of Linux has its types

    @id:features/linux-types
    Scenario Outline: <property> is a <kind>
      When the runtime tells its features
      Then the command succeeds
      And the output's <property> is a <kind>

      @req:FEATLINUX-CGROUP-002
      Examples:
        | property        | kind    |
        | linux.cgroup.v1 | boolean |

      @req:FEATLINUX-CGROUP-003
      Examples:
        | property        | kind    |
        | linux.cgroup.v2 | boolean |

      @req:FEATLINUX-CGROUP-004
      Examples:
        | property             | kind    |
        | linux.cgroup.systemd | boolean |

      @req:FEATLINUX-SECCOMP-001
      Examples:
        | property              | kind    |
        | linux.seccomp.enabled | boolean |

      @req:FEATLINUX-APPARMOR-001
      Examples:
        | property               | kind    |
        | linux.apparmor.enabled | boolean |

      @req:FEATLINUX-SELINUX-001
      Examples:
        | property              | kind    |
        | linux.selinux.enabled | boolean |
