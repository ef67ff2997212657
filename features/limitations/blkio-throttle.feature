@limitation @lim:blkio-throttle @issue:kata-containers/runtime#2160
Feature: Limits on a container's block I/O
  A limit is set for a device by its number, and a virtual machine has other devices than the host.

  Rule: A rate is set for each device

    @id:blkio-throttle/rate @needs:cgroup-v1 @needs:cgroup-io @needs:loop-device
    Scenario Outline: The container's cgroup has the rate of <property>
      Given the bundle has the fields:
        | linux.resources.blockIO.<property> | [{"major": 7, "minor": 0, "rate": 1048576}] |
      When the runtime runs the container in the background
      Then the command succeeds
      And the host's cgroup at cgroupsPath has the <setting> "7:0 1048576"

      @req:LINUX-BLKIO-011 @req:LINUX-BLKIO-012
      Examples: Bytes
        | property               | setting                         |
        | throttleReadBpsDevice  | blkio.throttle.read_bps_device  |
        | throttleWriteBpsDevice | blkio.throttle.write_bps_device |

      @req:LINUX-BLKIO-015 @req:LINUX-BLKIO-016
      Examples: Operations
        | property                | setting                          |
        | throttleReadIOPSDevice  | blkio.throttle.read_iops_device  |
        | throttleWriteIOPSDevice | blkio.throttle.write_iops_device |
