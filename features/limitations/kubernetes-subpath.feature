@limitation
Feature: A part of a Kubernetes volume
  For a subPath, kubelet binds a folder or file of the volume to a place of its own and hands that to the runtime as a
  bind mount. Where it is copied, or shared before it was filled, the container finds it empty or stale.

  @lim:k8s-subpath @issue:kata-containers/runtime#2812
  @req:CONFIG-MOUNTOPT-027 @runc:RUNC-CONS-018
  Rule: The container sees the folder as the host has it

    @id:subpath/filled-before
    Scenario: A file that was there before is seen
      Given a bundle whose process prints the content of "/data/note"
      And the host has the file "volume/part/note" with "from before"
      And the host binds "volume/part" to "subpaths/0"
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "from before"

    @id:subpath/only-the-part
    Scenario: What lies beside the folder is not seen
      Given a bundle whose process lists "/data"
      And the host has the file "volume/part/note" with "within"
      And the host has the file "volume/other" with "beside"
      And the host binds "volume/part" to "subpaths/0"
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "note "

    @id:subpath/filled-after-create
    Scenario: A file that the host writes after create is seen by the process
      Given a bundle whose process prints the file "/data/note" once it is there
      And the host has the directory "volume/part"
      And the host binds "volume/part" to "subpaths/0"
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a running container
      When the host writes "from after" to the file "volume/part/note"
      Then the process prints "from after"

    @id:subpath/file
    Scenario: A single file of the volume is seen
      Given a bundle whose process prints the content of "/config"
      And the host has the file "volume/settings" with "of one file"
      And the bundle's mounts also hold:
        """
        { "destination": "/config", "type": "bind", "source": "${scratch}/volume/settings", "options": ["rbind", "rprivate", "ro"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "of one file"

  @lim:k8s-subpath @issue:kata-containers/runtime#2812 @runc:RUNC-CONS-017
  Rule: The host sees what the container writes

    @id:subpath/written-inside
    Scenario: A file that the container writes lies in the volume's folder
      Given a bundle whose process writes "from within" to "/data/note"
      And the host has the directory "volume/part"
      And the host binds "volume/part" to "subpaths/0"
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the host's file "volume/part/note" holds "from within"

  @lim:k8s-subpath-emptydir @issue:kata-containers/kata-containers#1728
  Rule: A part of a memory-backed emptyDir is that memory

    @id:emptydir/type @req:CONFIG-MOUNTS-010
    Scenario: The mount of the part is a tmpfs
      Given a bundle whose process prints the type of the mount "/data"
      And the host has a file system of 16 MiB at "emptydir"
      And the host has the directory "emptydir/part"
      And the host binds "emptydir/part" to "subpaths/0"
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "tmpfs"

    @id:emptydir/size
    Scenario: The part is as large as the emptyDir
      Given a bundle whose process prints the size of the file system at "/data"
      And the host has a file system of 16 MiB at "emptydir"
      And the host has the directory "emptydir/part"
      And the host binds "emptydir/part" to "subpaths/0"
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "16 MiB"

  @lim:k8s-subpath-emptydir @issue:kata-containers/kata-containers#1728 @runc:RUNC-CONS-018
  Rule: Containers with parts of one emptyDir share them

    @id:emptydir/shared
    Scenario: A container sees what another one wrote to the same part
      Given the host has a file system of 16 MiB at "emptydir"
      And the host has the directory "emptydir/part"
      And the host binds "emptydir/part" to "subpaths/0"
      And a bundle whose process writes "from the first" to "/data/note" at once
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a running container
      And a bundle whose process prints the content of "/part/note"
      And the bundle's mounts also hold:
        """
        { "destination": "/part", "type": "bind", "source": "${scratch}/subpaths/0", "options": ["rbind", "rprivate", "rw"] }
        """
      And a created container
      When the runtime starts the container
      Then the process prints "from the first"

    @id:emptydir/shared-in-pod @relied-by:containerd @relied-by:cri-o
    Scenario: A container sees what another container of its pod wrote to the whole emptyDir
      Given the host has a file system of 16 MiB at "emptydir"
      And the host has the directory "emptydir/part"
      And a bundle whose process writes "in the pod" to "/cache/part/note" at once
      And the bundle is that of a pod's sandbox
      And the bundle's mounts also hold:
        """
        { "destination": "/cache", "type": "bind", "source": "${scratch}/emptydir", "options": ["rbind", "rprivate", "rw"] }
        """
      And a running container
      And a bundle whose process prints the content of "/data/note"
      And the bundle is that of a container in the first one's pod
      And the bundle's mounts also hold:
        """
        { "destination": "/data", "type": "bind", "source": "${scratch}/emptydir/part", "options": ["rbind", "rprivate", "rw"] }
        """
      And a prepared container
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "in the pod"
