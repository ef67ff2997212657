@needs:selinux
Feature: SELinux labels
  Labels keep a container that broke out of its root away from the host's files and from other containers'.

  Rule: mountLabel is the context of the container's mounts

    @id:labels/mounts @req:LINUX-MLABEL-001
    Scenario: File systems that are made for the container have the mount label
      Given a bundle whose process runs the script "grep ' - tmpfs ' /proc/self/mountinfo | grep -o 'context=[^,]*' | sort -u"
      And the bundle has the fields:
        | linux.mountLabel | "system_u:object_r:container_file_t:s0" |
      When the runtime runs the container
      Then the process prints "context=system_u:object_r:container_file_t:s0"

  @req:CONFIG-LINUXPROC-043
  Rule: selinuxLabel is the label of the process

    @id:labels/process
    Scenario: The process has its label
      Given a bundle whose process prints its security label
      And the bundle has the fields:
        | process.selinuxLabel | "system_u:system_r:container_t:s0" |
      When the runtime runs the container
      Then the process prints "system_u:system_r:container_t:s0"

  @req:FEATLINUX-SELINUX-001
  Rule: The features tell whether labels are supported

    @id:labels/told
    Scenario: A runtime that labels processes says so
      Given a bundle whose process prints its security label
      And the bundle has the fields:
        | process.selinuxLabel | "system_u:system_r:container_t:s0" |
      When the runtime runs the container
      Then the runtime's features have the linux.selinux.enabled "true", or the process does not print "system_u:system_r:container_t:s0"

    @id:labels/tried
    Scenario: A runtime that says that it labels processes does so
      Given a bundle whose process prints its security label
      And the bundle has the fields:
        | process.selinuxLabel | "system_u:system_r:container_t:s0" |
      When the runtime runs the container
      Then the runtime's features do not have the linux.selinux.enabled "true", or the process prints "system_u:system_r:container_t:s0"
