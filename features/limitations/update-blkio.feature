@limitation @lim:update-blkio-weight @issue:kata-containers/packaging#156
Feature: The weight of a container's block I/O
  With a weight, containers that share a disk get their parts of it. It takes a disk in the container's reach to mean
  anything.

  @req:LINUX-BLKIO-003 @runc:RUNC-CGROUP-007
  Rule: A weight is set with the container

    @id:blkio/weight-at-create @needs:io-weight
    Scenario: The container's cgroup has the weight
      Given the bundle has the fields:
        | linux.resources.blockIO.weight | 300 |
      When the runtime runs the container in the background
      Then the command succeeds
      And the container's io weight is "300"

  @runc:RUNC-UPDATE-030 @runc:RUNC-UPDATE-020
  Rule: A weight can be changed while the container runs

    @id:blkio/update-flag @needs:io-weight
    Scenario: update --blkio-weight sets the weight
      Given a running container
      When the runtime is called with "update --blkio-weight 300 {id}"
      Then the command succeeds
      And the container's io weight is "300"

    @id:blkio/update-resources @needs:io-weight
    Scenario: An update of the resources sets the weight
      Given a running container
      When the runtime updates the container's resources to:
        """
        { "blockIO": { "weight": 400 } }
        """
      Then the command succeeds
      And the container's io weight is "400"

    @id:blkio/update-on-host @needs:io-weight
    Scenario: The host's cgroup of the container has the weight
      Given a running container
      When the runtime updates the container's resources to:
        """
        { "blockIO": { "weight": 500 } }
        """
      Then the command succeeds
      And the host's cgroup at cgroupsPath has the io weight "500"
