@isolation:vm
Feature: The hypervisor, kernel and image that a configuration names
  A machine that is started from something else than what was named is not the one that was asked for.

  @req:CONFIG-VALID-001
  Rule: A vm section that lacks something, or has a relative path, is an error
    A runtime that takes no vm section at all refuses these too, and nothing tells it from one that sees the fault:
    refusals/vm-section says whether a runtime takes any.

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

  Rule: What a vm section asks for is had, or the container is refused

    @id:vm/applied
    Scenario Outline: <what> is had, or the container is refused
      Given a bundle whose process runs the script "<program>"
      And the root has the file "etc/mark" with "from root.path"
      And the bundle has the fault:
        """
        { "vm": <vm> }
        """
      When the runtime runs the container
      Then the command fails, or the process prints "<printed>"

      @req:VM-KERNEL-004
      Examples: Parameters of the kernel
        | what                     | vm                                                                       | program                             | printed |
        | A parameter of the kernel | { "kernel": { "path": "/boot/vmlinux", "parameters": ["lacuna.mark=1"] } } | grep -cw lacuna.mark=1 /proc/cmdline; true | 1       |

      @req:VM-IMAGE-005
      Examples: Images, which are not the container's root
        | what     | vm                                                                                                | program       | printed        |
        | An image | { "kernel": { "path": "/boot/vmlinux" }, "image": { "path": "/boot/root.img", "format": "raw" } } | cat /etc/mark | from root.path |

      @req:VM-HW-001
      Examples: Device trees
        | what          | vm                                                                                           | program                            | printed |
        | A device tree | { "kernel": { "path": "/boot/vmlinux" }, "hwConfig": { "deviceTree": "/boot/devices.dtb" } } | ls -d /proc/device-tree /sys/firmware/devicetree 2>/dev/null \| head -n 1 \| wc -l | 1 |

      @req:VM-HW-002
      Examples: Processors
        | what                   | vm                                                                     | program                          | printed |
        | A number of processors | { "kernel": { "path": "/boot/vmlinux" }, "hwConfig": { "vcpus": 3 } } | grep -c ^processor /proc/cpuinfo | 3       |

      @req:VM-HW-003
      Examples: Memory
        | what                 | vm                                                                             | program                                                            | printed |
        | A maximum of memory  | { "kernel": { "path": "/boot/vmlinux" }, "hwConfig": { "memory": 67108864 } } | read -r name kib unit </proc/meminfo; test $kib -le 65536 && echo within; true | within  |
