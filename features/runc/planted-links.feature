@relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
Feature: Links planted in the root, as callers know them from runc
  An image can hold any link, and a runtime that follows one out of the root gives its author the host.

  @runc:RUNC-MOUNT-041
  Rule: A link out of the container's root is refused, or leads to a place within

    @id:planted-links/mount
    Scenario Outline: A mount at <destination> leaves the host's directory behind a link as it is
      Given a bundle whose process prints the type of the mount "<seen>"
      And the host has the directory "outside"
      And the root has the link "<link>" to "<target>"
      And the bundle's mounts also hold the fault:
        """
        { "destination": "<destination>", "type": "tmpfs", "source": "tmpfs" }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "tmpfs"
      And the host's directory "outside" is empty

      Examples:
        | destination  | link     | target                | seen          |
        | /planted     | planted  | ../../../outside      | /outside      |
        | /planted/new | planted  | ../../../outside      | /outside/new  |
        | /opt/in/new  | opt/in   | ../../../../outside   | /outside/new  |

    @id:planted-links/without-dev
    Scenario Outline: Without a mount at /dev nothing is made behind a <path> that leads to the host
      Given a bundle whose process runs the script "stat -L -c %t:%T /dev/null"
      And the host has the directory "outside"
      And the root has the link "<path>" to "../../../../outside/<name>"
      And the bundle's mounts lack:
        """
        { "destination": "/dev" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/pts" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/shm" }
        """
      And the bundle's mounts lack:
        """
        { "destination": "/dev/mqueue" }
        """
      When the runtime runs the container
      Then the command succeeds
      And the process prints "1:3"
      And the host's directory "outside" is empty

      Examples:
        | path        | name    |
        | dev/zero    | zero    |
        | dev/stdout  | stdout  |
        | dev/ptmx    | ptmx    |
