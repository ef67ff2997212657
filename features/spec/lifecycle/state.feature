Feature: The state of a container
  Callers decide by this document what to do next, so each field must be there and tell the truth in each phase.

  @req:RT-STATE-002 @req:RT-STATE-004 @req:RT-STATE-015 @req:RT-QUERY-003
  Rule: The state has its required properties in each phase

    @id:state/required-properties
    Scenario Outline: The state of a <standing> container has id, status and bundle
      Given a <standing> container
      When the runtime queries the container's state
      Then the command succeeds
      And the state has:
        | id     | ${id}      |
        | status | <standing> |
        | bundle | ${bundle}  |

      Examples:
        | standing |
        | created  |
        | running  |
        | stopped  |

    @id:state/oci-version @req:RT-STATE-001
    Scenario Outline: The state of a <standing> container names a version of the specification
      Given a <standing> container
      When the runtime queries the container's state
      Then the state's ociVersion is a version number

      Examples:
        | standing |
        | created  |
        | running  |
        | stopped  |

    @id:state/schema @req:RT-STATE-020
    Scenario Outline: The state of a <standing> container fits the specification's schema
      Given the bundle has the fields:
        | annotations | {"key": "value"} |
      And a <standing> container
      When the runtime queries the container's state
      Then the state fits the specification's schema

      Examples:
        | standing |
        | created  |
        | running  |
        | stopped  |

  @req:RT-STATE-016
  Rule: The state's bundle is an absolute path

    @id:state/bundle-absolute
    Scenario: The bundle of a container that was created from a relative path
      Given the commands have the flags "--bundle ../{id}/bundle"
      When the runtime creates the container
      Then the command succeeds
      And the state has:
        | bundle | ${bundle} |

  @req:RT-STATE-006
  Rule: A container is created until it is started

    @id:state/created-until-start
    Scenario: A signal that the waiting process survives leaves the container created
      Given a created container
      When the runtime sends WINCH to the container
      Then the command succeeds
      And the container is created

  @req:RT-STATE-008 @req:RT-LIFE-029
  Rule: A container whose process has ended is stopped

    @id:state/stopped @runc:RUNC-STATE-001
    Scenario Outline: A container whose process <process> is stopped
      Given a bundle whose process <process>
      And a created container
      When the runtime starts the container
      Then the process has ended
      And the container is stopped

      Examples:
        | process                             |
        | exits with 0                        |
        | exits with 3                        |
        | crashes with an illegal instruction |

    @id:state/stopped-by-kill
    Scenario: A running container whose process was killed is stopped
      Given a running container
      When the runtime sends KILL to the container
      Then the process ends by signal KILL
      And the container is stopped

    @id:state/stopped-before-start @req:RT-KILL-006
    Scenario: A created container whose process was killed is stopped
      Given a created container
      When the runtime sends KILL to the container
      Then the command succeeds
      And the process ends by signal KILL
      And the container is stopped

  @req:RT-STATE-010
  Rule: Further statuses stand for further states

    @id:state/resumed-is-running @needs:cgroup-freezer
    Scenario: A container that is resumed is running
      Given a paused container
      When the runtime resumes the container
      Then the command succeeds
      And the container is running

  @req:RT-STATE-017
  Rule: Annotations are told in the state

    @id:state/annotations
    Scenario Outline: The state of a <standing> container has the configuration's annotations
      Given the bundle has the fields:
        | annotations | {"com.example.first": "one", "com.example.second": "two words"} |
      And a <standing> container
      When the runtime queries the container's state
      Then the state's annotation "com.example.first" is "one"
      And the state's annotation "com.example.second" is "two words"

      Examples:
        | standing |
        | created  |
        | running  |
        | stopped  |

  @req:RT-QUERY-003
  Rule: Containers are told apart by their ids

    @id:state/two-containers
    Scenario: A second container's state has its own id and bundle
      Given a created container
      And a running container
      When the runtime queries the container's state
      Then the state has:
        | id     | ${id}     |
        | status | running   |
        | bundle | ${bundle} |

  @req:RT-QUERY-001
  Rule: An operation that is not told which container is an error

    @id:state/without-id
    Scenario: A query of the state without an id is refused
      Given a created container
      When the runtime is asked to query the state without an id
      Then the command fails
