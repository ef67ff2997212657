Feature: Hooks, as callers know them from runc
  CNI plugins, device plugins and tracing tools are hooks that were written for runc.

  @runc:RUNC-HOOK-011 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A hook on the host without an environment has that of the runtime

    @id:hooks/environment-of-runtime
    Scenario Outline: A <point> hook has the caller's variable
      Given the bundle has the fields:
        | hooks.<point> | [{"path": "/bin/sh", "args": ["sh", "-c", "cat >/dev/null; echo \"$LACUNA_MARK\" >${scratch}/mark"]}] |
      And a <before> container
      And the commands have the environment variable "LACUNA_MARK=of the caller"
      When the runtime <operation> the container
      Then the command succeeds
      And the host's file "mark" holds "of the caller"

      Examples:
        | point         | before   | operation |
        | prestart      | prepared | creates   |
        | createRuntime | prepared | creates   |
        | poststop      | stopped  | deletes   |

  @runc:RUNC-HOOK-004 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: args holds all arguments, the first included

    @id:hooks/first-argument
    Scenario: A hook's name for itself is its first argument
      Given the bundle is patched with:
        """
        { "hooks": { "createRuntime": [{ "path": "/bin/sh", "args": ["called-so", "-c", "cat >/dev/null; head -c 9 /proc/$$/cmdline >${scratch}/name"] }] } }
        """
      When the runtime creates the container
      Then the command succeeds
      And the host's file "name" holds "called-so"

  @runc:RUNC-HOOK-012 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: createRuntime hooks start in the bundle

    @id:hooks/directory
    Scenario: The working directory is the bundle
      Given the bundle is patched with:
        """
        { "hooks": { "createRuntime": [{ "path": "/bin/sh",
          "args": ["sh", "-c", "cat >/dev/null; if [ . -ef ${bundle} ]; then echo the bundle; else pwd; fi >${scratch}/directory"] }] } }
        """
      When the runtime creates the container
      Then the command succeeds
      And the host's file "directory" holds "the bundle"

  @runc:RUNC-HOOK-010 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: Limits are in force when createRuntime hooks run

    @id:hooks/limits-in-force @needs:cgroup-pids @isolation:process
    Scenario: A hook finds the container's limit
      Given the bundle has the fields:
        | linux.resources.pids | {"limit": 123} |
        | hooks.createRuntime  | [{"path": "/bin/sh", "args": ["sh", "-c", "cat >/dev/null; cat /sys/fs/cgroup/pids/${id}/pids.max /sys/fs/cgroup/${id}/pids.max >${scratch}/limit 2>/dev/null; true"]}] |
      When the runtime creates the container
      Then the command succeeds
      And the host's file "limit" holds "123"

  @runc:RUNC-HOOK-003 @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A startContainer hook without an environment has that of the process

    @id:hooks/environment-of-process
    Scenario: The hook has the configured variable
      Given a bundle whose process prints the content of "/mark"
      And the bundle has the fields:
        | process.env          | ["PATH=/bin", "X_MARK=of the process", "LACUNA_TOKEN=${token}"]                                |
        | hooks.startContainer | [{"path": "/bin/sh", "args": ["sh", "-c", "cat >/dev/null; echo \"$X_MARK\" >/mark"]}] |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "of the process"

  @runc:RUNC-HOOK-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: The error tells which of the hooks has failed

    @id:hooks/failed-number
    Scenario Outline: The error of a <point> hook that fails has its number, from 0
      Given the bundle has the <point> hook "first"
      And the bundle has the faulty <point> hook "second" that fails
      When the runtime creates the container
      Then the command fails
      And the error names "hook #1"

      Examples:
        | point           |
        | prestart        |
        | createRuntime   |
        | createContainer |

  @runc:RUNC-HOOK-005 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: createContainer hooks start in the container's root

    @id:hooks/directory-in-root
    Scenario: The working directory is the root
      Given the bundle is patched with:
        """
        { "hooks": { "createContainer": [{ "path": "/bin/sh",
          "args": ["sh", "-c", "cat >/dev/null; if [ . -ef ${rootfs} ]; then echo the root; else pwd; fi >${scratch}/directory"] }] } }
        """
      When the runtime creates the container
      Then the command succeeds
      And the host's file "directory" holds "the root"

  @needs:seccomp
  Rule: The process's filter holds for startContainer hooks

    @id:hooks/filtered @runc:RUNC-SECCOMP-006
    Scenario Outline: A call that the filter forbids fails in a hook where noNewPrivileges is <value>
      Given a bundle whose process prints the content of "/seen"
      And the bundle is patched with:
        """
        { "process": { "noNewPrivileges": <value> },
          "hooks": { "startContainer": [{ "path": "/bin/sh", "args": ["sh", "-c", "cat >/dev/null; attempt syscall mkdir >/seen"] }] },
          "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 }] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "ENOSPC"

      Examples:
        | value |
        | true  |
        | false |

    @id:hooks/no-filter-descriptor @runc:RUNC-NOTIFY-010 @needs:seccomp-notify @isolation:process
    Scenario: A hook of a container whose filter asks an agent has the usual descriptors alone
      Given a bundle whose process prints the content of "/seen"
      And a seccomp agent listens at the socket "agent"
      And the bundle is patched with:
        """
        { "hooks": { "startContainer": [{ "path": "/bin/sh", "args": ["sh", "-c", "cat >/dev/null; open-descriptors >/seen"] }] },
          "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "${scratch}/agent", "syscalls": [{ "names": ["getpriority"], "action": "SCMP_ACT_NOTIFY" }] } } }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "0 1 2"
