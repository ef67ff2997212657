@isolation:vm
Feature: The hypervisor, kernel and image that a configuration names
  A machine that is started from something else than what was named is not the one that was asked for.

  @req:CONFIG-VALID-001
  Rule: A vm section that lacks something, or has a relative path, is an error

    @id:vm/refused
    Scenario Outline: <what> is refused
      Given the bundle has the fault:
        """
        { "vm": <vm> }
        """
      When the runtime creates the container
      Then the command fails

      @req:VM-KERNEL-001
      Examples: No kernel
        | what                 | vm |
        | A vm without kernel  | {} |

      @req:VM-KERNEL-002
      Examples: Kernels
        | what                  | vm |
        | A kernel without path | { "kernel": { "parameters": ["quiet"] } } |

      @req:VM-KERNEL-003
      Examples: Relative kernels
        | what                     | vm |
        | A kernel's relative path | { "kernel": { "path": "boot/vmlinux" } } |

      @req:VM-KERNEL-005
      Examples: Relative initial file systems
        | what                     | vm |
        | An initrd's relative path | { "kernel": { "path": "/boot/vmlinux", "initrd": "boot/initrd" } } |

      @req:VM-HYP-001
      Examples: Hypervisors
        | what                      | vm |
        | A hypervisor without path | { "hypervisor": { "parameters": ["-nodefaults"] }, "kernel": { "path": "/boot/vmlinux" } } |

      @req:VM-HYP-002
      Examples: Relative hypervisors
        | what                         | vm |
        | A hypervisor's relative path | { "hypervisor": { "path": "bin/vmm" }, "kernel": { "path": "/boot/vmlinux" } } |

      @req:VM-IMAGE-001
      Examples: Images
        | what                  | vm |
        | An image without path | { "kernel": { "path": "/boot/vmlinux" }, "image": { "format": "raw" } } |

      @req:VM-IMAGE-002
      Examples: Relative images
        | what                     | vm |
        | An image's relative path | { "kernel": { "path": "/boot/vmlinux" }, "image": { "path": "root.img", "format": "raw" } } |

      @req:VM-HW-007
      Examples: First frames
        | what                                  | vm |
        | Memory of devices without a first frame | { "kernel": { "path": "/boot/vmlinux" }, "hwConfig": { "deviceTree": "/dt", "vcpus": 1, "memory": 4, "iomems": [{ "nrMFNs": 1 }] } } |

      @req:VM-HW-008
      Examples: Numbers of frames
        | what                                  | vm |
        | Memory of devices without a number of frames | { "kernel": { "path": "/boot/vmlinux" }, "hwConfig": { "deviceTree": "/dt", "vcpus": 1, "memory": 4, "iomems": [{ "firstMFN": 1 }] } } |

  @req:VM-IMAGE-003
  Rule: An image without a format is an error, or a raw one

    @id:vm/image-without-format
    Scenario: An image without a format is refused, or runs
      Given a bundle whose process prints "ran"
      And the bundle has the fault:
        """
        { "vm": { "kernel": { "path": "/boot/vmlinux" }, "image": { "path": "/root.img" } } }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "ran"
