@limitation
Feature: Cgroups that systemd makes
  On hosts where systemd owns the cgroup tree, managers ask for a scope of it.

  @runc:RUNC-SYSTEMD-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: With --systemd-cgroup the container's cgroup is a scope below the slice of cgroupsPath

    @id:systemd-cgroup/scope @lim:systemd-cgroup @needs:systemd
    Scenario: A container whose cgroupsPath names slice, prefix and name
      Given the bundle has the fields:
        | linux.cgroupsPath | "system.slice:lacuna:${id}" |
      And the commands have the global flags "--systemd-cgroup"
      When the runtime creates the container
      Then the command succeeds
      And the container is created
