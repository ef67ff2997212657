@limitation @lim:checkpoint-restore @issue:kata-containers/runtime#184
@needs:checkpoint
Feature: Checkpoint and restore, as managers ask for them
  Managers say where images and logs go, save in steps, and go on with a container as if nothing had been.

  @runc:RUNC-CHECKPOINT-002 @relied-by:docker @relied-by:containerd @relied-by:podman
  Rule: Images and logs are where the caller wants them

    @id:checkpoint-command/paths
    Scenario Outline: <file> is in the folder of <what>, which was not there
      Given a bundle whose process counts in a file
      And a running container
      When the runtime is called with "checkpoint --image-path {scratch}/saved/images --work-path {scratch}/work {id}"
      Then the command succeeds
      And the host's file "<file>" has a line like "<line>"

      Examples:
        | file                          | what       | line      |
        | saved/images/descriptors.json | the images | [*]       |
        | work/dump.log                 | the logs   | (0*.*) *  |

  @runc:RUNC-CHECKPOINT-009
  Rule: What was saved before is beside the images

    @id:checkpoint-command/parent-refused
    Scenario Outline: A parent that is <what> is refused
      Given a bundle whose process counts in a file
      And a running container
      When the runtime is called with "checkpoint --parent-path <path> --image-path {scratch}/{id}/images {id}", where "checkpoint --image-path {scratch}/{id}/images {id}" is right
      Then the command fails
      And the error names "--parent-path"
      And the container is running

      Examples:
        | what      | path      |
        | absolute  | /absent   |
        | not there | ../absent |

  @relied-by:containerd @relied-by:podman
  Rule: A restored container is as before

    @id:checkpoint-command/exec @runc:RUNC-CHECKPOINT-015
    Scenario: A process can be executed in it
      Given a bundle whose process counts in a file
      And a running container
      When the runtime saves the container and restores it
      Then the command succeeds
      When the runtime executes a process that prints "hello"
      Then the command succeeds
      And the executed process prints "hello"

    @id:checkpoint-command/executed @runc:RUNC-CHECKPOINT-015
    Scenario: A process that was executed in it is there again
      Given a bundle whose process counts in a file
      And a running container
      When the runtime executes a process that runs the script "while :; do sleep 599; done </dev/null >/dev/null 2>&1 & echo"
      Then the command succeeds
      When the runtime saves the container and restores it
      Then the command succeeds
      When the runtime executes a process that runs the script "cat /proc/[0-9]*/cmdline | tr -c 0-9a-z ' ' | grep -q 'sleep 59[9] ' && echo there"
      Then the command succeeds
      And the executed process prints "there"

    @id:checkpoint-command/network @runc:RUNC-CHECKPOINT-008 @relied-by:cri-o @needs:netdevice
    Scenario: It is in the network namespace at its path again
      Given a bundle whose process counts in a file
      And the host has a network device
      And the host keeps a network namespace apart that has the device "other0"
      And the bundle's linux.namespaces lack:
        """
        { "type": "network" }
        """
      And the bundle's linux.namespaces also hold:
        """
        { "type": "network", "path": "${keptNamespace}" }
        """
      And a running container
      When the runtime saves the container and restores it
      Then the command succeeds
      When the runtime executes a process that runs the script "ls /sys/class/net | grep other0"
      Then the command succeeds
      And the executed process prints "other0"

    @id:checkpoint-command/cgroup-namespace @runc:RUNC-CHECKPOINT-004 @needs:cgroup-v1
    Scenario: It is in a cgroup namespace of its own again
      Given a bundle whose process counts in a file
      And a running container
      When the runtime saves the container and restores it
      Then the command succeeds
      When the runtime executes a process that runs the script "cut -d: -f3 /proc/1/cgroup | sort -u"
      Then the command succeeds
      And the executed process prints "/"

    @id:checkpoint-command/link @runc:RUNC-CHECKPOINT-005
    Scenario: What is bound where a link of the root leads is bound there again
      Given a bundle whose process counts in a file
      And the root has the directory "target"
      And the root has the link "link" to "/target"
      And the host has the file "bound/text" with "from the host"
      And the bundle's mounts also hold:
        """
        { "destination": "/link", "type": "bind", "source": "${scratch}/bound", "options": ["bind"] }
        """
      And a running container
      When the runtime saves the container and restores it
      Then the command succeeds
      When the runtime executes a process that prints the content of "/target/text"
      Then the command succeeds
      And the executed process prints "from the host"

  @runc:RUNC-CHECKPOINT-016 @relied-by:containerd @relied-by:podman
  Rule: Only a container that runs is saved

    @id:checkpoint-command/status
    Scenario Outline: A <status> container is not, and the error names its status
      Given a bundle whose process counts in a file
      And a <status> container
      When the runtime is called with "checkpoint --image-path {scratch}/{id}/images {id}"
      Then the command fails
      And the error names "<status>"
      And the container is <status>

      Examples:
        | status  |
        | created |
        | stopped |

  @relied-by:containerd @relied-by:podman
  Rule: What managers add is taken by both commands

    @id:checkpoint-command/flags @runc:RUNC-CHECKPOINT-017
    Scenario: Flags for connections, locks, terminals, networks and images
      Given a bundle whose process counts in a file
      And a running container
      When the runtime saves the container with "--tcp-established --ext-unix-sk --shell-job --file-locks --auto-dedup --empty-ns network" and restores it with "--tcp-established --ext-unix-sk --shell-job --file-locks --auto-dedup --empty-ns network"
      Then the command succeeds
      And the process counts on from where it was

    @id:checkpoint-command/restore-flags @runc:RUNC-CHECKPOINT-018 @relied-by:cri-o
    Scenario: Flags that restore alone has, and the file for the pid
      Given a bundle whose process counts in a file
      And a running container
      When the runtime saves the container with "" and restores it with "--no-subreaper --no-pivot --pid-file {scratch}/restored.pid"
      Then the command succeeds
      And the host's file "restored.pid" holds the container's pid

    @id:checkpoint-command/debug @runc:RUNC-CHECKPOINT-003
    Scenario: With --debug both work
      Given a bundle whose process counts in a file
      And a running container
      And the commands have the global flags "--debug"
      When the runtime saves the container and restores it
      Then the command succeeds
      And the process counts on from where it was

    @id:checkpoint-command/refused @runc:RUNC-CHECKPOINT-012
    Scenario Outline: <words> is refused
      Given a bundle whose process counts in a file
      And a running container
      When the runtime is called with "checkpoint <words> --image-path {scratch}/{id}/images {id}", where "checkpoint --image-path {scratch}/{id}/images {id}" is right
      Then the command fails
      And the container is running

      Examples:
        | words                       |
        | --page-server nowhere       |
        | --manage-cgroups-mode dream |
        | --empty-ns ipc              |

    @id:checkpoint-command/settings @runc:RUNC-CHECKPOINT-013
    Scenario: A container's own settings of CRIU count
      Given a bundle whose process counts in a file
      And the host has the file "criu.conf" with "log-file own.log"
      And the bundle is patched with:
        """
        { "annotations": { "org.criu.config": "${scratch}/criu.conf" } }
        """
      And a running container
      When the runtime is called with "checkpoint --image-path {scratch}/images --work-path {scratch}/work {id}"
      Then the command succeeds
      And the host's file "work/own.log" has a line like "(0*.*) *"

    @id:checkpoint-command/other-cgroup @runc:RUNC-CHECKPOINT-014
    Scenario: Where cgroups are ignored it is restored into another one
      Given a bundle whose process counts in a file
      And the bundle's linux.namespaces lack:
        """
        { "type": "cgroup" }
        """
      And a running container
      When the runtime is called with "checkpoint --manage-cgroups-mode ignore --image-path {scratch}/images {id}"
      Then the command succeeds
      When the bundle's configuration is changed to:
        """
        { "linux": { "cgroupsPath": "/${id}-other" } }
        """
      When the runtime is called with "restore --detach --bundle {bundle} --manage-cgroups-mode ignore --image-path {scratch}/images {id}"
      Then the command succeeds
      When the runtime executes a process that runs the script "grep -q 'other$' /proc/1/cgroup && echo there"
      Then the command succeeds
      And the executed process prints "there"

  @runc:RUNC-CHECKPOINT-019 @relied-by:podman
  Rule: A restore that cannot be leaves nothing

    @id:checkpoint-command/no-images
    Scenario: Without images there is no container afterwards
      Given a bundle whose process counts in a file
      And a running container
      When the runtime is called with "checkpoint --image-path {scratch}/images {id}"
      Then the command succeeds
      When the runtime is called with "restore --detach --bundle {bundle} --image-path {scratch}/others {id}"
      Then the command exits with 1
      And there is no such container
      And nothing is left of the container

    @id:checkpoint-command/id-in-use
    Scenario: An id in use stays that of its container
      Given a bundle whose process counts in a file
      And a running container
      When the runtime is called with "checkpoint --leave-running --image-path {scratch}/images {id}"
      Then the command succeeds
      When the runtime is called with "restore --detach --bundle {bundle} --image-path {scratch}/images {id}"
      Then the command exits with 1
      And the container is running
