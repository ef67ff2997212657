/**
 * The closed list of what vrun refuses although it is valid: a property of config.json, a flag, or what a network
 * namespace holds. Nothing else can be refused, since `UnsupportedError` takes its names from here.
 *
 * docs/spec-translation.md shows the list, and fixtures/catalogue/limitations.yaml names a scenario or test for each
 * entry; a test holds the three to each other.
 */

/** Why something cannot be had in a VM, and the limitation in the registry that it is part of. */
export interface Refusal {
  readonly reason: string;
  readonly limitation: string;
}

const v1Only = "cgroup v1 only; the guest has cgroup v2";
const noPolicy = "the guest has no SELinux policy";
const noIdmaps = "a file system that the guest makes has no owners to map";
const noNotify = "a seccomp descriptor of the guest's kernel cannot be passed to a host process";
const needsRoot = "vrun needs root to bind a container's files into its VM";

/** By what is refused: a property as the table of properties writes it, or words. */
export const refusals = {
  "mounts[].type": { reason: "it needs paths of the host or a file system that the guest's kernel has not", limitation: "mount-file-systems" },
  "mounts[].source": { reason: "what the host's kernel serves does not cross the VM's boundary", limitation: "unix-socket-volume" },
  "mounts[].options[]": { reason: "mounts of the guest cannot propagate to the host", limitation: "mount-propagation" },
  "mounts[].uidMappings": { reason: noIdmaps, limitation: "idmapped-mounts" },
  "mounts[].gidMappings": { reason: noIdmaps, limitation: "idmapped-mounts" },
  "process.apparmorProfile": { reason: "the VM was started without AppArmor: it has it when its own container has a profile, or is a pod's sandbox on a host with AppArmor", limitation: "apparmor" },
  "process.selinuxLabel": { reason: "selinux label is specified in config, but selinux is disabled or not supported in the guest", limitation: "selinux" },
  "linux.namespaces": { reason: "the host's own namespace cannot be kept inside a VM", limitation: "host-pid" },
  "linux.namespaces[].path": { reason: "a namespace of the host does not exist in the guest's kernel", limitation: "namespace-by-path" },
  "linux.devices": { reason: "it is served by the host's kernel, not the guest's", limitation: "privileged-host-devices" },
  "linux.netDevices": { reason: "a host interface cannot be moved into another kernel", limitation: "domainname-personality-netdevices" },
  "linux.resources.memory.kernel": { reason: v1Only, limitation: "kernel-memory" },
  "linux.resources.memory.kernelTCP": { reason: v1Only, limitation: "kernel-memory" },
  "linux.resources.memory.swappiness": { reason: v1Only, limitation: "memory-swap" },
  "linux.resources.memory.disableOOMKiller": { reason: v1Only, limitation: "cgroup-v1-settings" },
  "linux.resources.memory.useHierarchy": { reason: "cgroup v2 is always hierarchical", limitation: "cgroup-v1-settings" },
  "linux.resources.cpu.cpus": { reason: "a running VM has no more CPUs to bring up than those of the host, the first 8, or what it was created with", limitation: "hotplug-limits" },
  "linux.resources.cpu.mems": { reason: "the guest has memory node 0 alone", limitation: "numa-mems" },
  "linux.resources.cpu.realtimeRuntime": { reason: v1Only, limitation: "cgroup-v1-settings" },
  "linux.resources.cpu.realtimePeriod": { reason: v1Only, limitation: "cgroup-v1-settings" },
  "linux.resources.blockIO": { reason: "in a pod, one QEMU and one virtiofsd read and write for all containers, in the cgroup of the sandbox", limitation: "blkio-throttle" },
  "linux.resources.network": { reason: v1Only, limitation: "cgroup-v1-settings" },
  "linux.resources.rdma": { reason: "the guest has no RDMA device", limitation: "rdma-limits" },
  "linux.intelRdt": { reason: "resctrl is the host CPU's; a VM cannot pass it on", limitation: "intel-rdt-config" },
  "linux.seccomp.syscalls[].action": { reason: noNotify, limitation: "seccomp-notify" },
  "linux.seccomp.flags[]": { reason: "it is for SCMP_ACT_NOTIFY, which is refused", limitation: "seccomp-notify" },
  "linux.rootfsPropagation": { reason: "mounts of the guest cannot propagate to the host", limitation: "mount-propagation" },
  "linux.mountLabel": { reason: noPolicy, limitation: "selinux" },
  "linux.personality.flags": { reason: "the spec defines none", limitation: "domainname-personality-netdevices" },
  vm: { reason: "a custom hypervisor, kernel or image is not taken from a bundle", limitation: "vm-section" },
  "the network namespace of another container's VM": { reason: "the VM of that container has its interfaces", limitation: "join-container-netns" },
  "a network of its own in a pod": { reason: "the containers of a pod share the interfaces of its VM", limitation: "network-namespace-contents" },
  "an interface that is no Ethernet": { reason: "only Ethernet reaches a VM", limitation: "network-namespace-contents" },
  "a route with several next hops": { reason: "the guest takes no route with several next hops", limitation: "network-namespace-contents" },
  "a route over another address family": { reason: "its gateway is of another address family", limitation: "network-namespace-contents" },
  "a route that sends nothing on": { reason: "the guest takes no blackhole, unreachable, prohibit or throw", limitation: "network-namespace-contents" },
  "a routing rule": { reason: "the guest has the main routing table alone", limitation: "network-namespace-contents" },
  "a permanent IPv6 neighbour": { reason: "the guest sets none of IPv6", limitation: "network-namespace-contents" },
  "a disk for writing that the pod has read-only": { reason: "a VM has one disk for each block device, and another container of the pod has this one read-only", limitation: "privileged-host-devices" },
  "--preserve-fds": { reason: "only streams of bytes are carried into a VM", limitation: "preserved-descriptors" },
  "a slice as the container's cgroup": { reason: "systemd keeps processes in scopes and services; a slice has these alone", limitation: "constraints-cgroup-placement" },
  "checkpoint and restore": { reason: "the guest has no CRIU", limitation: "checkpoint-restore" },
  "a user other than root": { reason: needsRoot, limitation: "rootless" },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalName = keyof typeof refusals;
