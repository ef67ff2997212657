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

  @runc:RUNC-SYSTEMD-001 @relied-by:docker @relied-by:containerd @relied-by:podman @relied-by:cri-o
  Rule: With the driver the container's cgroup is a scope below a slice

    @id:systemd/scope @needs:systemd
    Scenario Outline: cgroupsPath names <what>
      Given the bundle has the fields:
        | linux.cgroupsPath | "<path>" |
      And the commands have the global flags "--systemd-cgroup"
      When the runtime creates the container
      Then the command succeeds
      And the container is created

      Examples:
        | what                    | path                        |
        | slice, prefix and name  | system.slice:lacuna:${id}   |
        | no slice                | :lacuna:${id}               |
        | a slice below another   | lacuna-inner.slice:in:${id} |

    @id:systemd/properties @needs:systemd @runc:RUNC-SYSTEMD-008
    Scenario: Annotations set properties of the scope
      Given the bundle has the fields:
        | linux.cgroupsPath | "system.slice:lacuna:${id}" |
      And the bundle is patched with:
        """
        { "annotations": { "org.systemd.property.TimeoutStopUSec": "uint64 7000000", "org.systemd.property.CollectMode": "'inactive-or-failed'" } }
        """
      And the commands have the global flags "--systemd-cgroup"
      When the runtime creates the container
      Then the command succeeds
      And the container is created

    @id:systemd/property-value @needs:systemd @runc:RUNC-SYSTEMD-008
    Scenario: An annotation whose value is none is refused
      Given the bundle has the fields:
        | linux.cgroupsPath | "system.slice:lacuna:${id}" |
      And the bundle has the fault:
        """
        { "annotations": { "org.systemd.property.TimeoutStopUSec": "seven seconds" } }
        """
      And the commands have the global flags "--systemd-cgroup"
      When the runtime creates the container
      Then the command fails
