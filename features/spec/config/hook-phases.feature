Feature: What hooks are told and where they run
  A hook that sets up a network or a device must find the phase, the process and the namespaces that its point promises.

  @req:CONFIG-HOOKS-031
  Rule: Each hook reads the container's state

    @id:hooks/state-of-each-point @req:RT-STATE-015
    Scenario Outline: A <point> hook reads the id and the bundle
      Given a bundle whose process tells that it runs
      And the bundle has the <point> hook "reader"
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the hook "reader" read the state's id as "${id}"
      And the hook "reader" read the state's bundle as "${bundle}"

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |
        | startContainer  |
        | poststart       |
        | poststop        |

    @id:hooks/state-schema @req:RT-STATE-020
    Scenario Outline: The state that a <point> hook reads fits the specification's schema
      Given a bundle whose process tells that it runs
      And the bundle has the <point> hook "reader"
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the state that the hook "reader" read fits the specification's schema

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |
        | startContainer  |
        | poststart       |
        | poststop        |

    @id:hooks/annotations @req:RT-STATE-017
    Scenario Outline: A <point> hook reads the annotations
      Given a bundle whose process tells that it runs
      And the bundle has the <point> hook "reader"
      And the bundle has the fields:
        | annotations | {"key": "value"} |
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the hook "reader" read the state's annotations.key as "value"

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |
        | startContainer  |
        | poststart       |
        | poststop        |

  @req:CONFIG-HOOKS-032
  Rule: The state's status is that of the hook's phase

    @id:hooks/status-creating @runc:RUNC-HOOK-009 @req:RT-STATE-005
    Scenario Outline: A <point> hook reads that the container is being created
      Given the bundle has the <point> hook "reader"
      When the runtime creates the container
      Then the command succeeds
      And the hook "reader" read the state's status as "creating"

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |

    @id:hooks/status-created @runc:RUNC-HOOK-009
    Scenario: A startContainer hook reads that the container is created
      Given a bundle whose process tells that it runs
      And the bundle has the startContainer hook "reader"
      And a running container
      When the runtime queries the container's state
      Then the command succeeds
      And the hook "reader" read the state's status as "created"

    @id:hooks/status-running @runc:RUNC-HOOK-009
    Scenario: A poststart hook reads that the container is running
      Given the bundle has the poststart hook "reader"
      And a created container
      When the runtime starts the container
      Then the command succeeds
      And the hook "reader" read the state's status as "running"

    @id:hooks/status-stopped @runc:RUNC-HOOK-006
    Scenario: A poststop hook reads that the container is stopped
      Given the bundle has the poststop hook "reader"
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the hook "reader" read the state's status as "stopped"

  @req:RT-STATE-013
  Rule: A hook in the runtime's namespaces reads the pid as the runtime sees it

    @id:hooks/pid-of-runtime
    Scenario Outline: A <point> hook reads the process's pid
      Given the bundle has the <point> hook "reader"
      And a running container
      When the runtime queries the container's state
      Then the command succeeds
      And the hook "reader" read the state's pid as "${pid}"

      Examples:
        | point         |
        | prestart      |
        | createRuntime |
        | poststart     |

  @req:RT-STATE-014
  Rule: A hook in the container's namespaces reads the pid as the container sees it

    @id:hooks/pid-of-container
    Scenario Outline: A <point> hook reads the pid that the process has in the container
      Given a bundle whose process tells that it runs
      And the bundle has the <point> hook "reader"
      And a running container
      When the runtime queries the container's state
      Then the command succeeds
      And the hook "reader" read the state's pid as "1"

      @lim:createcontainer-hooks @issue:kata-containers/kata-containers#5787
      Examples: On the runtime's files
        | point           |
        | createContainer |

      Examples: On the container's files
        | point          |
        | startContainer |

  Rule: A hook runs in the namespaces of its point

    @id:hooks/runtime-namespaces @runc:RUNC-HOOK-005 @req:CONFIG-HOOKS-009 @req:CONFIG-HOOKS-017 @req:CONFIG-HOOKS-026 @req:CONFIG-HOOKS-029
    Scenario Outline: A <point> hook runs in the runtime's namespaces
      Given the bundle has the <point> hook "seer"
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the hook "seer" ran in the runtime's net namespace
      And the hook "seer" ran in the runtime's pid namespace
      And the hook "seer" ran in the runtime's uts namespace

      Examples:
        | point         |
        | prestart      |
        | createRuntime |
        | poststart     |
        | poststop      |

    @id:hooks/container-namespaces @runc:RUNC-HOOK-005 @req:CONFIG-HOOKS-020 @req:CONFIG-HOOKS-023 @isolation:process
    Scenario Outline: A <point> hook runs in the container's namespaces
      Given a bundle whose process tells that it runs
      And the bundle has the <point> hook "seer"
      And a running container
      When the runtime queries the container's state
      Then the command succeeds
      And the hook "seer" ran in the container's mnt namespace
      And the hook "seer" ran in the container's net namespace
      And the hook "seer" ran in the container's pid namespace
      And the hook "seer" ran in the container's uts namespace

      Examples:
        | point           |
        | createContainer |
        | startContainer  |

  Rule: A hook's path is looked up where its point says

    @id:hooks/path-on-host @req:CONFIG-HOOKS-008 @req:CONFIG-HOOKS-016 @req:CONFIG-HOOKS-019 @req:CONFIG-HOOKS-025 @req:CONFIG-HOOKS-028
    Scenario Outline: A <point> hook that only the host has is run
      Given the bundle has the <point> hook "host's own"
      And a deleted container
      When the runtime queries the container's state
      Then the command fails
      And the hook "host's own" ran 1 time

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |
        | poststart       |
        | poststop        |

    @id:hooks/path-in-container @runc:RUNC-HOOK-005 @req:CONFIG-HOOKS-022
    Scenario: A startContainer hook that only the container has is run
      Given a bundle whose process tells that it runs
      And the bundle has the startContainer hook "container's own"
      And a running container
      When the runtime queries the container's state
      Then the command succeeds
      And the hook "container's own" ran 1 time

  Rule: A hook of create runs once the container's environment exists, and before the process's root is changed

    @id:hooks/finds-namespaces
    Scenario Outline: A <point> hook finds the process in a network namespace of its own
      Given the bundle has the <point> hook "finder"
      When the runtime creates the container
      Then the command succeeds
      And the hook "finder" found the process in a net namespace of its own

      @req:CONFIG-HOOK-PRESTART-002
      Examples: Prestart
        | point    |
        | prestart |

      @req:CONFIG-HOOK-CREATERUNTIME-002
      Examples: Create, outside
        | point         |
        | createRuntime |

    @id:hooks/finds-old-root
    Scenario Outline: A <point> hook finds the process with the runtime's root
      Given the bundle has the <point> hook "finder"
      When the runtime creates the container
      Then the command succeeds
      And the hook "finder" found the process with the runtime's root

      @req:CONFIG-HOOK-PRESTART-003
      Examples: Prestart
        | point    |
        | prestart |

      @req:CONFIG-HOOK-CREATERUNTIME-003
      Examples: Create, outside
        | point         |
        | createRuntime |

    @id:hooks/adds-interface @runc:RUNC-HOOK-005 @req:CONFIG-HOOK-PRESTART-004 @needs:netdevice
    Scenario: What a prestart hook adds to the network namespace is there for the program
      Given a bundle whose process runs the script "grep -o lacuna7 /proc/net/dev; true"
      And the bundle is patched with:
        """
        { "hooks": { "prestart": [{ "path": "/bin/sh", "env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], "args": ["sh", "-c",
            "pid=$(tr -d '\\n' | sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/'); exec nsenter --net=/proc/$pid/ns/net ip link add lacuna7 type veth peer name lacuna8"] }] } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "lacuna7"

    @id:hooks/finds-mounts-of-process @req:CONFIG-HOOK-CREATERUNTIME-004 @isolation:process
    Scenario: A createRuntime hook finds the mounts of the process made
      Given the bundle has the createRuntime hook "finder"
      When the runtime creates the container
      Then the command succeeds
      And the hook "finder" found the process's mounts made

    @id:hooks/finds-mounts @runc:RUNC-HOOK-005 @req:CONFIG-HOOK-CREATECONTAINER-002 @req:CONFIG-HOOK-CREATECONTAINER-005 @isolation:process
    Scenario: A createContainer hook finds the container's mounts
      Given the bundle has the createContainer hook "finder"
      When the runtime creates the container
      Then the command succeeds
      And the hook "finder" found the container's mounts made

    @id:hooks/has-old-root @runc:RUNC-HOOK-005 @req:CONFIG-HOOK-CREATECONTAINER-003
    Scenario: A createContainer hook has the runtime's root
      Given the bundle has the createContainer hook "finder"
      When the runtime creates the container
      Then the command succeeds
      And the hook "finder" ran with the runtime's root

  @req:CONFIG-HOOK-POSTSTOP-001
  Rule: A poststop hook runs once the container is deleted

    @id:hooks/finds-nothing @runc:RUNC-HOOK-006 @needs:cgroup-pids
    Scenario: A poststop hook finds no cgroup of the container
      Given the bundle has the poststop hook "finder"
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the hook "finder" found no cgroup of the container
