Feature: Sending signals to a container
  Orchestrators stop workloads with signals, so one that goes astray or arrives late loses data.

  @req:RT-KILL-005
  Rule: A signal sent to a running container reaches its process

    @id:signals/delivered
    Scenario Outline: SIG<signal> reaches the container's process
      Given a bundle whose process reports each signal it catches
      And a running container
      When the runtime sends <signal> to the container
      Then the process prints "caught <number>"

      Examples:
        | signal | number |
        | HUP    | 1      |
        | TERM   | 15     |

    @id:signals/kill-ends-process @smoke
    Scenario: SIGKILL ends the container's process
      Given a running container
      When the runtime sends KILL to the container
      Then the process ends by signal KILL

  @req:RT-KILL-002 @req:RT-KILL-004
  Rule: A stopped container takes no signals

    @id:signals/stopped-refuses-term @smoke
    Scenario: A stopped container refuses SIGTERM
      Given a stopped container
      When the runtime sends TERM to the container
      Then the command fails
      And the container is stopped
