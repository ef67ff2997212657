Feature: Mount propagation
  Whether a mount made later shows up elsewhere decides what volumes a container sees and what it can do to the host.

  @req:CONFIG-MOUNTOPT-001
  Rule: An option sets the mount's propagation

    @id:propagation/option @runc:RUNC-MOUNT-033
    Scenario Outline: Option <option> makes the mount <printed>
      Given a bundle whose process runs the script "while read -r l; do case $l in *' /mnt '*) l=${l% - *}; case $l in *shared:*) echo shared;; *master:*) echo slave;; *unbindable*) echo unbindable;; *) echo private;; esac;; esac; done </proc/self/mountinfo"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${rootfs}/var", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:CONFIG-MOUNTOPT-052 @lim:mount-propagation @issue:kata-containers/kata-containers#10502
      Examples: Shared
        | option | printed |
        | shared | shared  |

      @req:CONFIG-MOUNTOPT-045 @lim:mount-propagation @issue:kata-containers/kata-containers#10502
      Examples: Shared with those below
        | option  | printed |
        | rshared | shared  |

      @req:CONFIG-MOUNTOPT-025
      Examples: Private
        | option  | printed |
        | private | private |

      @req:CONFIG-MOUNTOPT-041
      Examples: Private with those below
        | option   | printed |
        | rprivate | private |

      @req:CONFIG-MOUNTOPT-060
      Examples: Unbindable
        | option     | printed    |
        | unbindable | unbindable |

      @req:CONFIG-MOUNTOPT-050
      Examples: Unbindable with those below
        | option      | printed    |
        | runbindable | unbindable |

    @id:propagation/slave @runc:RUNC-MOUNT-033
    Scenario Outline: Option <option> makes the mount of a shared folder a slave
      Given a bundle whose process runs the script "while read -r l; do case $l in *' /mnt '*) l=${l% - *}; case $l in *shared:*) echo shared;; *master:*) echo slave;; *) echo private;; esac;; esac; done </proc/self/mountinfo"
      And the host has a file system of 1 MiB at "volume", mounted shared
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      And the bundle has the fields:
        | linux.rootfsPropagation | "slave" |
      When the runtime runs the container
      Then the process prints "slave"

      @req:CONFIG-MOUNTOPT-054 @lim:mount-propagation @issue:kata-containers/kata-containers#10502
      Examples: Slave
        | option |
        | slave  |

      @req:CONFIG-MOUNTOPT-046 @lim:mount-propagation @issue:kata-containers/kata-containers#10502
      Examples: Slave with those below
        | option |
        | rslave |

    @id:propagation/slave-receives
    Scenario Outline: What the host mounts later is seen below a mount with option <option>
      Given a bundle whose process prints the file "/mnt/sub/note" once it is there
      And the host has a file system of 1 MiB at "volume", mounted shared
      And the host has the directory "volume/sub"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/volume", "options": ["rbind", "<option>"] }
        """
      And the bundle has the fields:
        | linux.rootfsPropagation | "slave" |
      And a running container
      And the host has a file system of 1 MiB at "volume/sub"
      When the host writes "mounted later" to the file "volume/sub/note"
      Then the process prints "mounted later"

      @req:CONFIG-MOUNTOPT-054
      Examples: Slave
        | option |
        | slave  |

      @req:CONFIG-MOUNTOPT-046
      Examples: Slave with those below
        | option |
        | rslave |

  Rule: rootfsPropagation sets the propagation of the root

    @id:propagation/root-unknown @runc:RUNC-MOUNT-034 @req:LINUX-PROP-001
    Scenario: A propagation that the spec does not list is refused
      Given the bundle has the faulty fields:
        | linux.rootfsPropagation | "dream" |
      When the runtime creates the container
      Then the command fails

    @id:propagation/root
    Scenario Outline: A root that is <kind> is mounted so
      Given a bundle whose process runs the script "while read -r l; do set -- $l; [ $5 = / ] || continue; l=${l% - *}; case $l in *shared:*) echo shared;; *unbindable*) echo unbindable;; *) echo private;; esac; done </proc/self/mountinfo"
      And the bundle has the fields:
        | linux.rootfsPropagation | "<kind>" |
      When the runtime runs the container
      Then the process prints "<printed>"

      @runc:RUNC-MOUNT-031 @req:LINUX-PROP-002 @lim:mount-propagation @issue:kata-containers/kata-containers#10502
      Examples: Shared
        | kind   | printed |
        | shared | shared  |

      @req:LINUX-PROP-005
      Examples: Private
        | kind    | printed |
        | private | private |

      @req:LINUX-PROP-006
      Examples: Unbindable
        | kind       | printed    |
        | unbindable | unbindable |

  @req:LINUX-PROP-003
  Rule: A shared root is not shared with the host

    @id:propagation/shared-not-with-host @lim:mount-propagation @issue:kata-containers/kata-containers#10502
    Scenario: What a process mounts in a shared root does not appear on the host
      Given a bundle whose process runs the script "mount -t tmpfs none /mnt && [ ! -e /mnt/note ] && echo mounted; exec sleep 600"
      And the bundle's root is a file system of 48 MiB that the host shares
      And the host has the file "root/mnt/note" with "below"
      And the bundle has the fields:
        | linux.rootfsPropagation | "shared" |
        | process.capabilities | {"bounding": ["CAP_SYS_ADMIN"], "effective": ["CAP_SYS_ADMIN"], "permitted": ["CAP_SYS_ADMIN"]} |
      When the runtime runs the container in the background
      Then the command succeeds
      And the process prints "mounted"
      And the host's file "root/mnt/note" holds "below"
