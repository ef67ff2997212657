@needs:numa
Feature: Memory policies
  A process that was to stay on one memory node and does not is slow, and nobody knows why.

  Rule: The process has the configured policy

    @id:memory-policy/set @runc:RUNC-MPOL-001
    Scenario Outline: <what> is the process's policy
      Given a bundle whose process runs the script "sed -n '1s/^[0-9a-f]* \(.*:[0-9]\|local\|default\).*/\1/p' /proc/self/numa_maps"
      And the bundle has the fields:
        | linux.memoryPolicy | <policy> |
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-MEMPOL-001 @req:LINUX-MEMPOL-005
      Examples: Binding
        | what     | policy                             | printed |
        | MPOL_BIND | {"mode": "MPOL_BIND", "nodes": "0"} | bind:0  |

      @req:LINUX-MEMPOL-011
      Examples: Ranges of nodes
        | what             | policy                                 | printed |
        | A range of nodes | {"mode": "MPOL_BIND", "nodes": "0-0"} | bind:0  |

      @req:LINUX-MEMPOL-006
      Examples: Interleaving
        | what            | policy                                    | printed      |
        | MPOL_INTERLEAVE | {"mode": "MPOL_INTERLEAVE", "nodes": "0"} | interleave:0 |

      @req:LINUX-MEMPOL-008
      Examples: Preference
        | what           | policy                                   | printed  |
        | MPOL_PREFERRED | {"mode": "MPOL_PREFERRED", "nodes": "0"} | prefer:0 |

      @req:LINUX-MEMPOL-010
      Examples: Local memory
        | what       | policy                 | printed |
        | MPOL_LOCAL | {"mode": "MPOL_LOCAL"} | local   |

      @req:LINUX-MEMPOL-004
      Examples: The kernel's own policy
        | what         | policy                   | printed |
        | MPOL_DEFAULT | {"mode": "MPOL_DEFAULT"} | default |

      @req:LINUX-MEMPOL-007
      Examples: Interleaving by weights
        | what                     | policy                                             | printed               |
        | MPOL_WEIGHTED_INTERLEAVE | {"mode": "MPOL_WEIGHTED_INTERLEAVE", "nodes": "0"} | weighted interleave:0 |

      @req:LINUX-MEMPOL-009
      Examples: Preference of several nodes
        | what                | policy                                        | printed         |
        | MPOL_PREFERRED_MANY | {"mode": "MPOL_PREFERRED_MANY", "nodes": "0"} | prefer (many):0 |

      @req:LINUX-MEMPOL-014
      Examples: Balancing
        | what                  | policy                                                                  | printed          |
        | MPOL_F_NUMA_BALANCING | {"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_NUMA_BALANCING"]} | bind=balancing:0 |

      @req:LINUX-MEMPOL-016
      Examples: Nodes by their own numbers
        | what                         | policy                                                               | printed       |
        | A policy of static nodes     | {"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_STATIC_NODES"]} | bind=static:0 |

      @req:LINUX-MEMPOL-015
      Examples: Nodes by their order
        | what                         | policy                                                                 | printed         |
        | A policy of relative nodes   | {"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_RELATIVE_NODES"]} | bind=relative:0 |

  @req:CONFIG-VALID-001
  Rule: A policy that the kernel cannot have is an error

    @id:memory-policy/refused
    Scenario Outline: A policy <fault> is refused
      Given the bundle has the faulty fields:
        | linux.memoryPolicy | <policy> |
      When the runtime runs the container in the background
      Then the command reports an error

      @runc:RUNC-MPOL-003 @req:LINUX-MEMPOL-003
      Examples: Modes
        | fault              | policy                               |
        | of an unknown mode | {"mode": "MPOL_DREAM", "nodes": "0"} |

      @runc:RUNC-MPOL-004 @req:LINUX-MEMPOL-012
      Examples: Nodes too many
        | fault                       | policy                                 |
        | of local memory, with nodes | {"mode": "MPOL_LOCAL", "nodes": "0"} |

      @req:LINUX-MEMPOL-013
      Examples: No nodes
        | fault                    | policy                  |
        | of binding, without nodes | {"mode": "MPOL_BIND"} |

      @runc:RUNC-MPOL-003 @req:LINUX-MEMPOL-017
      Examples: Flags
        | fault                | policy                                                          |
        | with an unknown flag | {"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_DREAM"]} |
