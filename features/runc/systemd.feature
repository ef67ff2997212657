Feature: Cgroups that systemd makes
  Managers pass --systemd-cgroup to each command on hosts where systemd owns the cgroup tree.

  @runc:RUNC-SYSTEMD-012 @relied-by:containerd
  Rule: Without systemd nothing is created by its driver

    @id:systemd/not-running @needs:no-systemd
    Scenario: Create with the driver is refused where systemd does not run
      Given the commands have the faulty global flags "--systemd-cgroup"
      When the runtime creates the container
      Then the command fails

    @id:systemd/other-commands
    Scenario: The driver's flag does not keep a command from an existing container
      Given a running container
      And the commands have the global flags "--systemd-cgroup"
      When the runtime executes a process that prints "hello"
      Then the command succeeds
      And the executed process prints "hello"

  @runc:RUNC-SYSTEMD-003 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: With the driver cgroupsPath has three parts

    @id:systemd/path-form @needs:systemd
    Scenario: A path as the other driver takes it is refused
      Given the bundle has the fields:
        | linux.cgroupsPath | "/lacuna/${id}" |
      And the commands have the faulty global flags "--systemd-cgroup"
      When the runtime creates the container
      Then the command fails
