@limitation @lim:checkpoint-restore @issue:kata-containers/runtime#184
@needs:checkpoint
Feature: Checkpoint and restore
  Managers move a container in time or between hosts by saving its processes and bringing them back.

  @runc:RUNC-CHECKPOINT-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: A checkpoint saves a container, and a restore brings it back

    @id:checkpoint/ends-the-container
    Scenario: A container that was saved is gone
      Given a bundle whose process counts in a file
      And a running container
      When the runtime is called with "checkpoint --image-path {scratch}/image {id}"
      Then the command succeeds
      And there is no such container

    @id:checkpoint/leave-running
    Scenario: A container that is saved and left running is reported as running
      Given a bundle whose process counts in a file
      And a running container
      When the runtime is called with "checkpoint --leave-running --image-path {scratch}/image {id}"
      Then the command succeeds
      And the container is running

    @id:checkpoint/restore
    Scenario: A container that is restored is reported as running
      Given a bundle whose process counts in a file
      And a running container
      When the runtime saves the container and restores it
      Then the command succeeds
      And the container is running

    @id:checkpoint/counts-on
    Scenario: A process that is restored goes on from where it was
      Given a bundle whose process counts in a file
      And a running container
      When the runtime saves the container and restores it
      Then the command succeeds
      And the process counts on from where it was

  @runc:RUNC-CONS-006 @relied-by:docker @relied-by:containerd @relied-by:podman
  Rule: The folder for what is needed on the way is the caller's choice

    @id:checkpoint/work-path
    Scenario: A process that is restored goes on, with a work path
      Given a bundle whose process counts in a file
      And a running container
      And the commands have the flags "--work-path {scratch}/work"
      When the runtime saves the container and restores it
      Then the command succeeds
      And the process counts on from where it was
