Feature: Starting and deleting a container
  Each operation fits some statuses; anywhere else it must be an error that changes nothing.

  @req:RT-START-006 @req:RT-LIFE-024
  Rule: Start runs the user program

    @id:start/runs-program @runc:RUNC-CREATE-001 @smoke
    Scenario: The program's output and exit status are its own
      Given a bundle whose process exits with 7
      And a created container
      When the runtime starts the container
      Then the process ends by status 7

    @id:start/running-state @req:RT-STATE-012 @req:RT-STATE-007
    Scenario: A started container is running and has a pid
      Given a created container
      When the runtime starts the container
      Then the state has:
        | status | running |
        | pid    | ${pid}  |

  @req:RT-START-005
  Rule: Start is refused anywhere but on a created container

    @id:start/refused
    Scenario Outline: Start of a <standing> container is refused
      Given a <standing> container
      When the runtime starts the container
      Then the command fails

      Examples:
        | standing |
        | running  |
        | stopped  |
        | deleted  |

  @req:RT-DELETE-006 @req:RT-LIFE-031
  Rule: Delete undoes what create made

    @id:delete/leaves-nothing @smoke
    Scenario: Nothing is left of a deleted container
      Given a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And there is no such container
      And nothing is left of the container

  @req:RT-DELETE-002 @req:RT-DELETE-005
  Rule: A container that is not stopped is not deleted

    @id:delete/running-refused @smoke
    Scenario: Delete of a running container is refused
      Given a running container
      When the runtime deletes the container
      Then the command fails
      And the container is running

  @req:RT-DELETE-003 @req:RT-DELETE-005
  Rule: A container that has not been started is not deleted

    @id:delete/created-refused
    Scenario: Delete of a created container is refused
      Given a created container
      When the runtime deletes the container
      Then the command fails
      And the container is created

  @req:RT-QUERY-002 @req:RT-DELETE-004
  Rule: A container that does not exist has no state

    @id:state/unknown @runc:RUNC-STATE-001 @req:RT-QUERY-002
    Scenario: The state of a deleted container is an error
      Given a deleted container
      When the runtime queries the container's state
      Then the command fails
