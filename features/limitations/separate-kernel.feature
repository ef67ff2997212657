@limitation @lim:separate-kernel
Feature: Which kernel a container runs on
  Tools that load modules, trace, or account for the whole host expect a container to share the host's kernel. In a
  virtual machine they meet another one.

  Rule: A container runs on the host's kernel

    @id:kernel/boot-id @smoke
    Scenario: The container sees the boot id of the host
      Given a bundle whose process prints the content of "/proc/sys/kernel/random/boot_id"
      And a created container
      When the runtime starts the container
      Then the process prints the host's boot id

    @id:kernel/release
    Scenario: The container sees the kernel release of the host
      Given a bundle whose process prints the kernel release
      And a created container
      When the runtime starts the container
      Then the process prints the host's kernel release

    @id:kernel/executed-process
    Scenario: A process executed in the container sees the boot id of the host
      Given a bundle whose process prints "started" at once
      And a running container
      When the runtime executes a process that prints the content of "/proc/sys/kernel/random/boot_id"
      Then the executed process prints the host's boot id
