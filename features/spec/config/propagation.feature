Feature: Mount propagation
  Whether a mount made later shows up elsewhere decides what volumes a container sees and what it can do to the host.

  @req:CONFIG-MOUNTOPT-001
  Rule: An option sets the mount's propagation

    @id:propagation/option
    Scenario Outline: Option <option> makes the mount <printed>
      Given a bundle whose process runs the script "while read -r l; do case $l in *' /mnt '*) l=${l% - *}; case $l in *shared:*) echo shared;; *master:*) echo slave;; *unbindable*) echo unbindable;; *) echo private;; esac;; esac; done </proc/self/mountinfo"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${rootfs}/var", "options": ["rbind", "<option>"] }
        """
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:CONFIG-MOUNTOPT-052
      Examples: Shared
        | option | printed |
        | shared | shared  |

      @req:CONFIG-MOUNTOPT-045
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

  Rule: rootfsPropagation sets the propagation of the root

    @id:propagation/root-unknown @req:LINUX-PROP-001
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

      @req:LINUX-PROP-002
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
