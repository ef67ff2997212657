Feature: What each operation needs, and what it leaves alone
  An operation on the wrong container, or on none, must not be taken for a success, and must not change another container.

  Rule: An operation that is not told which container is an error

    @id:create/without-id @req:RT-CREATE-002
    Scenario: Create without an id is refused
      Given a prepared container
      When the runtime is asked to create without an id
      Then the command fails

    @id:create/empty-id @req:RT-CREATE-002 @req:RT-CREATE-006
    Scenario: Create with an empty id is refused
      When the runtime creates the container as ""
      Then the command fails

    @id:create/without-bundle @req:RT-CREATE-001
    Scenario: Create without a bundle is refused
      Given a prepared container
      When the runtime is asked to create without a bundle
      Then the command fails

    @id:start/without-id @req:RT-START-001
    Scenario: Start without an id is refused
      Given a created container
      When the runtime is asked to start without an id
      Then the command fails

    @id:signals/without-id @req:RT-KILL-001
    Scenario: Kill without an id is refused
      Given a running container
      When the runtime is asked to kill without an id
      Then the command fails

    @id:delete/without-id @req:RT-DELETE-001
    Scenario: Delete without an id is refused
      Given a stopped container
      When the runtime is asked to delete without an id
      Then the command fails

  Rule: An operation on a container that does not exist is an error

    @id:start/unknown @req:RT-START-004
    Scenario: Start of a container that never was is refused
      Given a prepared container
      When the runtime starts the container
      Then the command fails

    @id:signals/unknown @req:RT-KILL-003
    Scenario Outline: Kill of a <standing> container is refused
      Given a <standing> container
      When the runtime sends KILL to the container
      Then the command fails

      Examples:
        | standing |
        | prepared |
        | deleted  |

    @id:delete/unknown @req:RT-DELETE-004
    Scenario Outline: Delete of a <standing> container is refused
      Given a <standing> container
      When the runtime deletes the container
      Then the command fails

      Examples:
        | standing |
        | prepared |
        | deleted  |

    @id:state/never-created @req:RT-QUERY-002
    Scenario: The state of a container that never was is an error
      Given a prepared container
      When the runtime queries the container's state
      Then the command fails

  @req:RT-START-002 @req:RT-START-003 @req:RT-START-005
  Rule: A refused start has no effect on the container

    @id:start/refused-leaves-process
    Scenario: A running container's process goes on after a second start
      Given a bundle whose process reports each signal it catches
      And a running container
      When the runtime starts the container
      Then the command fails
      And the state has:
        | status | running |
        | pid    | ${pid}  |

    @id:start/not-run-again
    Scenario: A stopped container's program does not run again
      Given a bundle whose process logs that it started
      And a stopped container
      When the runtime starts the container
      Then the command fails
      And the hook "process" ran 1 time

  @req:RT-DELETE-005
  Rule: A refused delete has no effect on the container

    @id:delete/refused-leaves-process
    Scenario: A running container's process has the same pid after a refused delete
      Given a running container
      When the runtime deletes the container
      Then the command fails
      And the state has:
        | status | running |
        | pid    | ${pid}  |

  @req:RT-DELETE-008
  Rule: A deleted container's id can be used again

    @id:create/id-used-again
    Scenario: The id of a deleted container makes a new one
      Given a bundle whose process prints "again"
      And a deleted container
      When the runtime creates the container
      Then the command succeeds
      And the container is created

  @req:RT-DELETE-007
  Rule: Delete leaves alone what the container did not make

    @id:delete/keeps-root
    Scenario: The root's files are there after delete
      Given a bundle whose process writes "kept" to "/note"
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the container's root has the file "note" with "kept"

    @id:delete/keeps-bind-source
    Scenario: A bind mount's source is there after delete
      Given the host has the file "shared/note" with "kept"
      And the bundle's mounts also hold:
        """
        { "destination": "/mnt", "type": "bind", "source": "${scratch}/shared", "options": ["rbind"] }
        """
      And a stopped container
      When the runtime deletes the container
      Then the command succeeds
      And the host's file "shared/note" holds "kept"

  @req:RT-OPS-001 @req:RT-SCOPE-001 @req:RT-LIFE-001 @req:RT-LIFE-019 @req:RT-LIFE-030
  Rule: Whoever created a container can carry it through its life

    @id:lifecycle/all-operations @runc:RUNC-CONS-014
    Scenario: A container that was created, started, killed and deleted is gone
      Given a bundle whose process reports each signal it catches
      And a deleted container
      When the runtime queries the container's state
      Then there is no such container
      And nothing is left of the container

  @req:RT-LIFE-002 @req:RT-LIFE-004 @req:RT-CREATE-008
  Rule: What is configured exists once create has returned

    @id:create/namespaces-exist @runc:RUNC-CONS-013 @isolation:process
    Scenario Outline: A created container waits in a <kind> namespace of its own
      When the runtime creates the container
      Then the command succeeds
      And the container waits in a <kind> namespace of its own

      Examples:
        | kind |
        | mnt  |
        | net  |
        | uts  |
        | ipc  |
        | pid  |

    @id:create/cgroup-exists @needs:cgroup-pids @isolation:process
    Scenario: A created container's cgroup has its limits
      Given the bundle is patched with:
        """
        { "linux": { "resources": { "pids": { "limit": 21 } } } }
        """
      When the runtime creates the container
      Then the container's pids limit is "21"

  @req:RT-LIFE-003 @req:RT-CREATE-011 @req:RT-CREATE-012
  Rule: What cannot be made is an error that leaves no trace

    @id:create/cannot-be-made
    Scenario Outline: A bundle with <fault> is refused
      Given the bundle's mounts also hold the fault:
        """
        <mount>
        """
      When the runtime creates the container
      Then the command fails

      Examples:
        | fault                              | mount                                                                                      |
        | a bind mount of a missing folder   | { "destination": "/mnt", "type": "bind", "source": "/no-such-folder", "options": ["bind"] } |
        | a file system the kernel lacks     | { "destination": "/mnt", "type": "dreamfs", "source": "dreamfs" }                          |
        | a mount option the file system lacks | { "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["dream=1"] }    |

    @id:create/namespace-path-missing
    Scenario: A namespace by a path that does not exist is refused
      Given the bundle has the faulty fields:
        | linux.namespaces | [{"type": "mount"}, {"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "cgroup"}, {"type": "network", "path": "/no-such-namespace"}] |
      When the runtime creates the container
      Then the command fails
