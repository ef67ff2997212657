Feature: User and time namespaces
  With a user namespace, root in the container is nobody on the host: if the mapping is what was configured.

  Rule: Mappings are those of the user namespace

    @needs:userns @id:userns/map
    Scenario Outline: The process has the configured <what>
      Given a bundle whose process runs the script "tr -s ' ' </proc/self/<file> | sed 's/^ //' | tr '\n' ';'; echo"
      And the bundle has a user namespace
      And the bundle has the fields:
        | linux.uidMappings | [{"containerID": 0, "hostID": 100000, "size": 1000}, {"containerID": 1000, "hostID": 200000, "size": 10}] |
        | linux.gidMappings | [{"containerID": 0, "hostID": 300000, "size": 1000}, {"containerID": 1000, "hostID": 400000, "size": 10}] |
      When the runtime runs the container
      Then the process prints "<printed>"

      @req:LINUX-USERNS-001
      Examples: Users
        | what    | file    | printed                       |
        | uid map | uid_map | 0 100000 1000;1000 200000 10; |

      @req:LINUX-USERNS-003
      Examples: Groups
        | what    | file    | printed                       |
        | gid map | gid_map | 0 300000 1000;1000 400000 10; |

    @needs:userns @id:userns/ownership @req:LINUX-USERNS-007
    Scenario: A file of the host's root is nobody's in the container
      Given a bundle whose process prints the owner of "/bin/busybox"
      And the bundle has a user namespace
      When the runtime runs the container
      Then the process prints "65534"

  @req:CONFIG-VALID-001 @req:RT-ERR-002
  Rule: A mapping that cannot be applied is an error

    @needs:userns @id:userns/refused
    Scenario Outline: A mapping <fault> is refused
      Given the bundle has the fault:
        """
        { "linux": { "uidMappings": <mapping>, "gidMappings": <mapping> } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-USERNS-002 @runc:RUNC-USERNS-008
      Examples: No namespace
        | fault                    | mapping                                              |
        | without a user namespace | [{"containerID": 0, "hostID": 100000, "size": 1000}] |

    @needs:userns @id:userns/size
    Scenario Outline: A mapping <fault> is refused in a user namespace
      Given the bundle has a user namespace
      And the bundle has the faulty fields:
        | linux.uidMappings | <mapping> |
      When the runtime creates the container
      Then the command fails

      @req:LINUX-USERNS-006
      Examples: Sizes
        | fault          | mapping                                           |
        | without a size | [{"containerID": 0, "hostID": 100000}]            |
        | of size 0      | [{"containerID": 0, "hostID": 100000, "size": 0}] |

    @needs:userns @id:userns/user-outside @req:CONFIG-USER-003
    Scenario Outline: A <what> that no mapping has is refused
      Given the bundle has a user namespace
      And the bundle has the faulty fields:
        | process.user.<property> | 70000 |
      When the runtime runs the container in the background
      Then the command reports an error

      Examples:
        | what  | property |
        | user  | uid      |
        | group | gid      |

  @needs:timens
  Rule: Time offsets shift the clocks of the time namespace

    @id:time/offset @req:LINUX-TIME-001 @runc:RUNC-TIMENS-002
    Scenario Outline: The <clock> clock is shifted by <by>
      Given a bundle whose process prints the offset of its <clock> clock
      And the bundle's linux.namespaces also hold:
        """
        { "type": "time" }
        """
      And the bundle has the fields:
        | linux.timeOffsets | {"<clock>": <offset>} |
      When the runtime runs the container
      Then the command succeeds
      And the process prints "<printed>"

      @req:LINUX-TIME-004 @req:LINUX-TIME-006
      Examples: Seconds
        | by         | clock    | offset         | printed        |
        | one hour   | boottime | {"secs": 3600} | 3600.000000000 |
        | minus one  | boottime | {"secs": -1}   | -1.000000000   |

      @req:LINUX-TIME-003 @req:LINUX-TIME-007
      Examples: Nanoseconds
        | by          | clock     | offset                  | printed     |
        | nanoseconds | monotonic | {"nanosecs": 500000000} | 0.500000000 |

    @id:time/refused
    Scenario Outline: Time offsets <fault> are refused
      Given the bundle has the fault:
        """
        { "linux": { <namespaces>"timeOffsets": { "<clock>": { "secs": 10 } } } }
        """
      When the runtime creates the container
      Then the command fails

      @req:LINUX-TIME-002 @runc:RUNC-TIMENS-001
      Examples: No namespace
        | fault                    | clock     | namespaces |
        | without a time namespace | monotonic |            |

      @req:LINUX-TIME-005
      Examples: Unknown clocks
        | fault               | clock    | namespaces                                                                             |
        | of an unknown clock | realtime | "namespaces": [{"type": "mount"}, {"type": "pid"}, {"type": "uts"}, {"type": "time"}], |
