@needs:resctrl
Feature: Classes of cache and of memory bandwidth
  A container outside its class takes cache and bandwidth from those that were promised it.

  Rule: The process is in its class

    @id:rdt/class @req:LINUX-RDT-001 @req:LINUX-RDT-002 @req:LINUX-RDT-027 @req:LINUX-RDT-028
    Scenario: The process is in the class of its closID
      Given the host has schemata to give
      And the host has the resctrl class
      And the bundle has the fields:
        | linux.intelRdt | {"closID": "${closID}"} |
      When the runtime creates the container
      Then the command succeeds
      And the container's resctrl class holds its process

    @id:rdt/default-class @req:LINUX-RDT-005
    Scenario: The process is in the default class when closID is the root
      Given the bundle has the fields:
        | linux.intelRdt | {"closID": "/"} |
      And the host's resctrl classes are noted
      When the runtime creates the container
      Then the command succeeds
      And the container's resctrl class holds its process
      And the host's resctrl classes are as noted

    @id:rdt/own-class @req:LINUX-RDT-022 @req:LINUX-RDT-023 @needs:resctrl-caches
    Scenario: Without closID the process is in a new class of the container's id
      Given the host has schemata to give
      And the bundle has the fields:
        | linux.intelRdt | {"l3CacheSchema": "${l3Schema}"} |
      When the runtime creates the container
      Then the command succeeds
      And the container's resctrl class holds its process

    @id:rdt/class-made @req:LINUX-RDT-024 @needs:resctrl-caches
    Scenario: A class that there is not is made for a closID with a schema
      Given the host has schemata to give
      And the bundle has the fields:
        | linux.intelRdt | {"closID": "${closID}", "l3CacheSchema": "${l3Schema}"} |
      When the runtime creates the container
      Then the command succeeds
      And the container's resctrl class holds its process

  Rule: The class has the configured schemata

    @id:rdt/schemata
    Scenario Outline: <what> is that of the class
      Given the host has schemata to give
      And the bundle has the fields:
        | linux.intelRdt | <rdt> |
      When the runtime creates the container
      Then the command succeeds
      And the container's resctrl class has the configured schemata

      @req:LINUX-RDT-018 @req:LINUX-RDT-006 @needs:resctrl-caches
      Examples: Caches
        | what               | rdt                              |
        | A schema of caches | {"l3CacheSchema": "${l3Schema}"} |

      @req:LINUX-RDT-018 @req:LINUX-RDT-009 @needs:resctrl-bandwidth
      Examples: Bandwidth
        | what               | rdt                              |
        | A schema of bandwidth | {"memBwSchema": "${mbSchema}"} |

      @req:LINUX-RDT-016 @needs:resctrl-caches @needs:resctrl-bandwidth
      Examples: Both
        | what                       | rdt                                                            |
        | Each schema of caches and of bandwidth | {"l3CacheSchema": "${l3Schema}", "memBwSchema": "${mbSchema}"} |

      @req:LINUX-RDT-019 @req:LINUX-RDT-012 @needs:resctrl-caches @needs:resctrl-bandwidth
      Examples: Lines
        | what             | rdt                                          |
        | Each of the lines of schemata | {"schemata": ["${l3Schema}", "${mbSchema}"]} |

    @id:rdt/schemata-last @req:LINUX-RDT-020 @needs:resctrl-caches
    Scenario: Lines of schemata are written after the schema of caches
      Given the host has schemata to give
      And the bundle has the fields:
        | linux.intelRdt | {"l3CacheSchema": "${l3Whole}", "schemata": ["${l3Schema}"]} |
      When the runtime creates the container
      Then the command succeeds
      And the container's resctrl class has the last of the configured schemata

    @id:rdt/schemata-untouched @req:LINUX-RDT-021
    Scenario: A closID alone leaves the schemata alone
      Given the host has schemata to give
      And the host has the resctrl class
      And the bundle has the fields:
        | linux.intelRdt | {"closID": "${closID}"} |
      And the host's resctrl classes are noted
      When the runtime creates the container
      Then the command succeeds
      And the host's resctrl classes are as noted

    @id:rdt/untouched @req:LINUX-RDT-004
    Scenario: Without intelRdt no class is touched
      Given the host's resctrl classes are noted
      When the runtime creates the container
      Then the command succeeds
      And the host's resctrl classes are as noted

    @id:rdt/class-matches @req:LINUX-RDT-025 @needs:resctrl-caches
    Scenario: A class that has the schema already is taken
      Given the host has schemata to give
      And the bundle has the fields:
        | linux.intelRdt | {"closID": "${closID}", "l3CacheSchema": "${l3Schema}"} |
      And a deleted container
      And a prepared container
      When the runtime creates the container
      Then the command succeeds
      And the container's resctrl class holds its process

  @req:RT-ERR-002
  Rule: A class that cannot be had is an error

    @id:rdt/class-differs @req:LINUX-RDT-026 @needs:resctrl-caches
    Scenario: A class that has another schema is refused
      Given the host has schemata to give
      And the host has the resctrl class
      And the bundle has the faulty fields:
        | linux.intelRdt | {"closID": "${closID}", "l3CacheSchema": "${l3Schema}"} |
      And the host's resctrl classes are noted
      When the runtime creates the container
      Then the command fails
      And the host's resctrl classes are as noted

    @id:rdt/class-missing @req:LINUX-RDT-029
    Scenario: A closID alone of a class that there is not is refused
      Given the host has schemata to give
      And the bundle has the faulty fields:
        | linux.intelRdt | {"closID": "${closID}"} |
      When the runtime creates the container
      Then the command fails
      And the container's resctrl class is gone

    @id:rdt/invalid
    Scenario Outline: <what> is refused
      Given the host has schemata to give
      And the bundle has the faulty fields:
        | linux.intelRdt | <rdt> |
      When the runtime creates the container
      Then the command fails

      @req:LINUX-RDT-010 @needs:resctrl-caches @needs:resctrl-bandwidth
      Examples: Other resources
        | what                                       | rdt                            |
        | A schema of bandwidth that is one of caches | {"memBwSchema": "${l3Schema}"} |

      @req:LINUX-RDT-011 @needs:resctrl-caches @needs:resctrl-bandwidth
      Examples: More than a line
        | what                                | rdt                                          |
        | A schema of bandwidth of two lines  | {"memBwSchema": "${mbSchema}\\n${l3Schema}"} |

      @req:LINUX-RDT-013 @needs:resctrl-caches @needs:resctrl-bandwidth
      Examples: Lines that are two
        | what                             | rdt                                        |
        | An item of schemata of two lines | {"schemata": ["${mbSchema}\\n${l3Schema}"]} |

  Rule: Properties that the specification has taken back are unknown ones

    @id:rdt/taken-back @req:LINUX-RDT-037
    Scenario: enableCMT and enableMBM change nothing
      Given the bundle has the fields:
        | linux.intelRdt | {"closID": "/", "enableCMT": true, "enableMBM": true} |
      And the host's resctrl classes are noted
      When the runtime creates the container
      Then the command succeeds
      And the host's resctrl classes are as noted

  Rule: Delete removes what the runtime made for the container alone

    @id:rdt/removed @req:LINUX-RDT-030 @needs:resctrl-caches
    Scenario: The class of the container's id is removed
      Given the host has schemata to give
      And the bundle has the fields:
        | linux.intelRdt | {"l3CacheSchema": "${l3Schema}"} |
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the container's resctrl class is gone

    @id:rdt/kept @req:LINUX-RDT-031 @needs:resctrl-caches
    Scenario: A class that was made for a closID stays
      Given the host has schemata to give
      And the bundle has the fields:
        | linux.intelRdt | {"closID": "${closID}", "l3CacheSchema": "${l3Schema}"} |
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the container's resctrl class is there

    @id:rdt/found-kept @req:LINUX-RDT-032
    Scenario: A class that was there before stays
      Given the host has schemata to give
      And the host has the resctrl class
      And the bundle has the fields:
        | linux.intelRdt | {"closID": "${closID}"} |
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the container's resctrl class is there

  @needs:resctrl-monitoring
  Rule: enableMonitoring makes a monitoring group of the container's id in its class

    @id:rdt/monitored @req:LINUX-RDT-014 @req:LINUX-RDT-033 @req:LINUX-RDT-034
    Scenario: A created container has its monitoring group
      Given the bundle has the fields:
        | linux.intelRdt | {"closID": "/", "enableMonitoring": true} |
      When the runtime creates the container
      Then the command succeeds
      And the container's monitoring group is there

    @id:rdt/monitoring-removed @req:LINUX-RDT-035
    Scenario: Delete removes the monitoring group
      Given the bundle has the fields:
        | linux.intelRdt | {"closID": "/", "enableMonitoring": true} |
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the container's monitoring group is gone

    @id:rdt/monitoring-fails @req:LINUX-RDT-036
    Scenario: A monitoring group that cannot be made is an error
      Given the host has no monitoring group left
      And the bundle has the faulty fields:
        | linux.intelRdt | {"closID": "/", "enableMonitoring": true} |
      When the runtime creates the container
      Then the command fails
