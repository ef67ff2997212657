/**
 * One row for every property of config.json in runtime-spec 1.3: its type, and where vrun applies it.
 *
 * `checkConfig` takes the types from here, `docs/spec-translation.md` is made from here, and a property that is not here
 * is unknown to the spec and is ignored as the spec demands.
 */

import { refusals } from "../errors/refusal-list.ts";

/** Where a property takes effect. */
export type Where =
  | "guest kernel" // through crun, by the kernel in the VM
  | "in-container" // by crun, in the container's own file system or process
  | "VM shape" // size of the VM
  | "VMM process" // the host's cgroup and namespaces of shim, monitor and QEMU
  | "host" // by vrun on the host
  | "metadata" // describes; state and hooks repeat it
  | "refused" // an error at create, before anything is made
  | "other platform"; // not for Linux: ignored, as the spec has it

/**
 * `object`, `array`, `map` (any keys) or a scalar; `!` marks what must be there when its parent is. Integers are checked
 * for their range; `one of` lists words.
 */
export type Kind =
  | "object" | "array" | "map" | "any" | "string" | "bool" | "uint16" | "uint32" | "uint64" | "int32" | "int64"
  | { readonly oneOf: readonly string[] };

export interface Property {
  readonly path: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly where: Where;
  readonly how: string;
}

function row(path: string, kind: Kind, where: Where, how: string): Property {
  const required = path.endsWith("!");
  return { path: required ? path.slice(0, -1) : path, kind, required, where, how };
}

function oneOf(...words: string[]): Kind {
  return { oneOf: words };
}

function hookRows(name: string, where: Where, how: string): Property[] {
  const item = `hooks.${name}[]`;
  return [
    row(`hooks.${name}`, "array", where, how),
    row(item, "object", where, "an absolute path is needed"),
    row(`${item}.path!`, "string", where, "executed as given, never by a shell"),
    row(`${item}.args`, "array", where, "argv, with argv[0]"),
    row(`${item}.args[]`, "string", where, "argument"),
    row(`${item}.env`, "array", where, "the whole environment"),
    row(`${item}.env[]`, "string", where, "NAME=value"),
    row(`${item}.timeout`, "int64", where, "seconds, above 0; a hook that runs longer is killed and has failed"),
  ];
}

function mappingRows(path: string, where: Where, how: string): Property[] {
  return [
    row(path, "array", where, how),
    row(`${path}[]`, "object", where, how),
    row(`${path}[].containerID!`, "uint32", where, how),
    row(`${path}[].hostID!`, "uint32", where, how),
    row(`${path}[].size!`, "uint32", where, how),
  ];
}

const blockIO = "in the cgroup on the host, where virtiofsd reads and writes for the container; in a pod for its sandbox alone, others are refused";
const leafWeights = `${blockIO}; cgroup v1 only`;

function throttleRows(name: string): Property[] {
  const path = `linux.resources.blockIO.${name}`;
  return [
    row(path, "array", "VMM process", blockIO),
    row(`${path}[]`, "object", "VMM process", blockIO),
    row(`${path}[].major!`, "int64", "VMM process", blockIO),
    row(`${path}[].minor!`, "int64", "VMM process", blockIO),
    row(`${path}[].rate`, "uint64", "VMM process", blockIO),
  ];
}

const seccompActions = oneOf(
  "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_TRAP", "SCMP_ACT_ERRNO", "SCMP_ACT_TRACE",
  "SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY",
);
const noRdt = refusals["linux.intelRdt"].reason;
const noNetDevices = refusals["linux.netDevices"].reason;
const noRdma = refusals["linux.resources.rdma"].reason;
const v1Only = refusals["linux.resources.network"].reason;
const custom = refusals.vm.reason;

/** All properties, in the order of the spec. */
export const properties: readonly Property[] = [
  row("ociVersion!", "string", "metadata", "1.x; state and hooks report 1.3.0, which they are of"),
  row("root!", "object", "host", "bound into the sandbox's shared folder, which the guest mounts by virtiofs"),
  row("root.path!", "string", "host", "absolute, or relative to the bundle"),
  row("root.readonly", "bool", "in-container", "by crun, and by a read-only bind on the host"),
  row("mounts", "array", "in-container", "by crun, in order"),
  row("mounts[]", "object", "in-container", "bind: the source is bound into the shared folder; others: mounted by the guest kernel"),
  row("mounts[].destination!", "string", "in-container", "resolved by crun inside the rootfs"),
  row("mounts[].type", "string", "guest kernel", "bind, proc, sysfs, tmpfs, ramfs, devpts, mqueue, cgroup, cgroup2, and ext2, ext3, ext4 on a block device of the host; others are refused: they need host paths or what the guest's kernel has not"),
  row("mounts[].source", "string", "host", "of a bind: bound on the host; a block device, also of a file system on one: a disk of the VM; sockets and host kernel file systems are refused"),
  row("mounts[].options", "array", "in-container", "by crun; shared and rshared binds are refused: mounts cannot propagate to the host"),
  row("mounts[].options[]", "string", "in-container", "those that are left when one has undone another: by crun, and nosymfollow and unbindable by mount-flags in the guest; what is no flag is given to the file system, and refused of a bind, which mounts none; a bind that names no flag has those of the host's mount, and what is mounted below a recursive one is a mount of its own"),
  ...mappingRows("mounts[].uidMappings", "host", "of a bind: by an id-mapped mount on the host, whose file system must be able to; of others refused: what the guest makes has no owners to map"),
  ...mappingRows("mounts[].gidMappings", "host", "as uidMappings"),

  row("process", "object", "in-container", "by crun; needed, as runc needs it"),
  row("process.terminal", "bool", "in-container", "a pty in the guest, joined to a pty on the host whose master goes to the console socket"),
  row("process.consoleSize", "object", "in-container", "first window size of both ptys"),
  row("process.consoleSize.height!", "uint32", "in-container", "rows"),
  row("process.consoleSize.width!", "uint32", "in-container", "columns"),
  row("process.cwd", "string", "in-container", "absolute"),
  row("process.env", "array", "in-container", "by crun"),
  row("process.env[]", "string", "in-container", "NAME=value"),
  row("process.args", "array", "in-container", "at least one; looked up in the container at create"),
  row("process.args[]", "string", "in-container", "argument"),
  row("process.commandLine", "string", "other platform", "Windows"),
  row("process.rlimits", "array", "in-container", "each type once"),
  row("process.rlimits[]", "object", "in-container", "by the guest kernel; the VM has no lower ceiling of its own"),
  row("process.rlimits[].type!", "string", "in-container", "a type that Linux has"),
  row("process.rlimits[].soft!", "uint64", "in-container", "by crun"),
  row("process.rlimits[].hard!", "uint64", "in-container", "by crun"),
  row("process.apparmorProfile", "string", "guest kernel", "the policy that the host has loaded is loaded into the guest, whose kernel has AppArmor then; an exec or a pod's container that needs it in a VM without is refused"),
  row("process.capabilities", "object", "in-container", "names that the guest kernel does not know are left out with a warning"),
  ...["bounding", "effective", "inheritable", "permitted", "ambient"].flatMap((set) => [
    row(`process.capabilities.${set}`, "array", "in-container", "by crun"),
    row(`process.capabilities.${set}[]`, "string", "in-container", "by crun"),
  ]),
  row("process.noNewPrivileges", "bool", "in-container", "by crun"),
  row("process.oomScoreAdj", "int32", "guest kernel", "counts inside the VM"),
  row("process.scheduler", "object", "guest kernel", "by crun; what its policy does not have is refused"),
  row("process.scheduler.policy!", oneOf("SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE"), "guest kernel", "by crun"),
  row("process.scheduler.nice", "int32", "guest kernel", "by crun"),
  row("process.scheduler.priority", "int32", "guest kernel", "by crun"),
  row("process.scheduler.flags", "array", "guest kernel", "by crun"),
  row("process.scheduler.flags[]", oneOf("SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_KEEP_PARAMS", "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX"), "guest kernel", "by crun"),
  row("process.scheduler.runtime", "uint64", "guest kernel", "by crun"),
  row("process.scheduler.deadline", "uint64", "guest kernel", "by crun"),
  row("process.scheduler.period", "uint64", "guest kernel", "by crun"),
  row("process.selinuxLabel", "string", "refused", "the guest has no SELinux policy"),
  row("process.ioPriority", "object", "guest kernel", "by crun; orders the container's requests inside the VM"),
  row("process.ioPriority.class!", oneOf("IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"), "guest kernel", "by crun"),
  row("process.ioPriority.priority", "int32", "guest kernel", "by crun"),
  row("process.execCPUAffinity", "object", "guest kernel", "of exec processes, on the VM's CPUs; checked at create"),
  row("process.execCPUAffinity.initial", "string", "guest kernel", "by crun"),
  row("process.execCPUAffinity.final", "string", "guest kernel", "by crun"),
  row("process.user", "object", "in-container", "by crun"),
  row("process.user.uid", "uint32", "in-container", "by crun"),
  row("process.user.gid", "uint32", "in-container", "by crun"),
  row("process.user.umask", "uint32", "in-container", "by crun"),
  row("process.user.additionalGids", "array", "in-container", "by crun"),
  row("process.user.additionalGids[]", "uint32", "in-container", "by crun"),
  row("process.user.username", "string", "other platform", "Windows"),

  row("hostname", "string", "in-container", "needs a uts namespace"),
  row("domainname", "string", "in-container", "needs a uts namespace"),

  row("hooks", "object", "host", "in the spec's order"),
  ...hookRows("prestart", "host", "in the host's namespaces, before createRuntime"),
  ...hookRows("createRuntime", "host", "in the host's namespaces; its pid has the container's network namespace"),
  ...hookRows("createContainer", "host", "on the host's files, in the container's network namespace"),
  ...hookRows("startContainer", "in-container", "in the guest, in the container's namespaces, before crun starts the process"),
  ...hookRows("poststart", "host", "in the host's namespaces, once the process has executed its program; a failure destroys the container"),
  ...hookRows("poststop", "host", "in the host's namespaces; a failure is logged"),

  row("annotations", "map", "metadata", "repeated by state"),
  row("annotations.*", "string", "metadata", "repeated by state"),

  row("linux", "object", "host", "see below"),
  row("linux.namespaces", "array", "guest kernel", "pid, network, ipc, uts and mount must be listed: the host's own cannot be kept in a VM"),
  row("linux.namespaces[]", "object", "guest kernel", "each type once"),
  row("linux.namespaces[].type!", oneOf("pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"), "guest kernel", "by crun"),
  row("linux.namespaces[].path", "string", "VMM process", "network: shim, monitor and QEMU join it, and its Ethernet interfaces are joined to the VM by taps; the host's own is refused. In a pod: the guest's namespace of the container whose it is; for a pinned ipc, uts or user namespace of the sandbox a new one in the guest, with the sysctls and names that were set in it. Others are refused: a host namespace does not exist in the guest's kernel"),
  ...mappingRows("linux.uidMappings", "guest kernel", "of a new user namespace in the guest; owners of files stay those of the host"),
  ...mappingRows("linux.gidMappings", "guest kernel", "of a new user namespace in the guest; owners of files stay those of the host"),
  row("linux.timeOffsets", "map", "guest kernel", "needs a time namespace"),
  row("linux.timeOffsets.*", "object", "guest kernel", "monotonic or boottime"),
  row("linux.timeOffsets.*.secs", "int64", "guest kernel", "by crun"),
  row("linux.timeOffsets.*.nanosecs", "uint32", "guest kernel", "by crun"),
  row("linux.devices", "array", "in-container", "made by crun; a block device of the host is given to the VM as a disk; a character device whose driver is on the host alone is refused, and in a pod a block device too"),
  row("linux.devices[]", "object", "in-container", "each path once"),
  row("linux.devices[].type!", oneOf("a", "b", "c", "u", "p"), "in-container", "b, c, u or p"),
  row("linux.devices[].path!", "string", "in-container", "absolute"),
  row("linux.devices[].major", "int64", "in-container", "needed unless p; of a block device of the host, the guest's own number is made"),
  row("linux.devices[].minor", "int64", "in-container", "as major"),
  row("linux.devices[].fileMode", "uint32", "in-container", "by crun, without the bits of a type"),
  row("linux.devices[].uid", "uint32", "in-container", "by crun"),
  row("linux.devices[].gid", "uint32", "in-container", "by crun"),
  row("linux.netDevices", "map", "refused", noNetDevices),
  row("linux.netDevices.*", "object", "refused", noNetDevices),
  row("linux.netDevices.*.name", "string", "refused", noNetDevices),
  row("linux.cgroupsPath", "string", "VMM process", "shim, monitor and QEMU live there on the host, without limits; the container's own cgroup is the guest's"),
  row("linux.resources", "object", "guest kernel", "cgroup v2 in the guest"),
  row("linux.resources.devices", "array", "guest kernel", "by crun's device filter, on the guest's devices; rules for block devices of the host name the guest's numbers of them, and one without write access makes the disk read-only"),
  row("linux.resources.devices[]", "object", "guest kernel", "by crun"),
  row("linux.resources.devices[].allow", "bool", "guest kernel", "by crun"),
  row("linux.resources.devices[].type", oneOf("a", "b", "c", ""), "guest kernel", "by crun"),
  row("linux.resources.devices[].major", "int64", "guest kernel", "by crun"),
  row("linux.resources.devices[].minor", "int64", "guest kernel", "by crun"),
  row("linux.resources.devices[].access", "string", "guest kernel", "r, w and m"),
  row("linux.resources.memory", "object", "guest kernel", "cgroup v2 in the guest"),
  row("linux.resources.memory.limit", "int64", "VM shape", "0 is no limit, as with runc; memory of the VM is the limit and 192 MiB, at most the host's, and is plugged in when an update or a pod needs more; memory.max in the guest"),
  row("linux.resources.memory.reservation", "int64", "guest kernel", "memory.low"),
  row("linux.resources.memory.swap", "int64", "guest kernel", "memory.swap.max; the guest has no swap device, so that nothing is swapped"),
  row("linux.resources.memory.kernel", "int64", "refused", v1Only),
  row("linux.resources.memory.kernelTCP", "int64", "refused", v1Only),
  row("linux.resources.memory.swappiness", "uint64", "refused", v1Only),
  row("linux.resources.memory.disableOOMKiller", "bool", "refused", `${v1Only}; false is accepted`),
  row("linux.resources.memory.useHierarchy", "bool", "guest kernel", "cgroup v2 always is; false is refused"),
  row("linux.resources.memory.checkBeforeUpdate", "bool", "guest kernel", "by crun"),
  row("linux.resources.cpu", "object", "guest kernel", "cgroup v2 in the guest"),
  row("linux.resources.cpu.shares", "uint64", "guest kernel", "cpu.weight, among the VM's processes"),
  row("linux.resources.cpu.quota", "int64", "VM shape", "vCPUs: quota ÷ period, rounded up; cpu.max in the guest"),
  row("linux.resources.cpu.burst", "uint64", "guest kernel", "cpu.max.burst"),
  row("linux.resources.cpu.period", "uint64", "VM shape", "as quota"),
  row("linux.resources.cpu.realtimeRuntime", "int64", "refused", `${v1Only}; 0 is accepted`),
  row("linux.resources.cpu.realtimePeriod", "uint64", "refused", `${v1Only}; 0 is accepted`),
  row("linux.resources.cpu.cpus", "string", "VM shape", "as many vCPUs as the highest number needs, brought up when an update or a pod needs more, and cpuset.cpus in the guest; on the host the cpuset of the VMM"),
  row("linux.resources.cpu.mems", "string", "guest kernel", "the guest has node 0 alone; others are refused"),
  row("linux.resources.cpu.idle", "int64", "guest kernel", "cpu.idle"),
  row("linux.resources.pids", "object", "guest kernel", "cgroup v2 in the guest"),
  row("linux.resources.pids.limit", "int64", "guest kernel", "pids.max; 0 is a limit too"),
  row("linux.resources.blockIO", "object", "VMM process", blockIO),
  row("linux.resources.blockIO.weight", "uint16", "VMM process", `${blockIO}; io.bfq.weight in the guest too`),
  row("linux.resources.blockIO.leafWeight", "uint16", "VMM process", leafWeights),
  row("linux.resources.blockIO.weightDevice", "array", "VMM process", blockIO),
  row("linux.resources.blockIO.weightDevice[]", "object", "VMM process", blockIO),
  row("linux.resources.blockIO.weightDevice[].major!", "int64", "VMM process", blockIO),
  row("linux.resources.blockIO.weightDevice[].minor!", "int64", "VMM process", blockIO),
  row("linux.resources.blockIO.weightDevice[].weight", "uint16", "VMM process", blockIO),
  row("linux.resources.blockIO.weightDevice[].leafWeight", "uint16", "VMM process", leafWeights),
  ...["throttleReadBpsDevice", "throttleWriteBpsDevice", "throttleReadIOPSDevice", "throttleWriteIOPSDevice"].flatMap(throttleRows),
  row("linux.resources.hugepageLimits", "array", "guest kernel", "hugetlb of the guest, for page sizes that it has"),
  row("linux.resources.hugepageLimits[]", "object", "guest kernel", "by crun"),
  row("linux.resources.hugepageLimits[].pageSize!", "string", "guest kernel", "by crun"),
  row("linux.resources.hugepageLimits[].limit!", "uint64", "guest kernel", "by crun"),
  row("linux.resources.network", "object", "refused", v1Only),
  row("linux.resources.network.classID", "uint32", "refused", v1Only),
  row("linux.resources.network.priorities", "array", "refused", v1Only),
  row("linux.resources.network.priorities[]", "object", "refused", v1Only),
  row("linux.resources.network.priorities[].name!", "string", "refused", v1Only),
  row("linux.resources.network.priorities[].priority!", "uint32", "refused", v1Only),
  row("linux.resources.rdma", "map", "refused", noRdma),
  row("linux.resources.rdma.*", "object", "refused", noRdma),
  row("linux.resources.rdma.*.hcaHandles", "uint32", "refused", noRdma),
  row("linux.resources.rdma.*.hcaObjects", "uint32", "refused", noRdma),
  row("linux.resources.unified", "map", "guest kernel", "written to the container's cgroup in the guest"),
  row("linux.resources.unified.*", "string", "guest kernel", "by crun"),
  row("linux.intelRdt", "object", "refused", noRdt),
  row("linux.intelRdt.closID", "string", "refused", noRdt),
  row("linux.intelRdt.schemata", "array", "refused", noRdt),
  row("linux.intelRdt.schemata[]", "string", "refused", noRdt),
  row("linux.intelRdt.l3CacheSchema", "string", "refused", noRdt),
  row("linux.intelRdt.memBwSchema", "string", "refused", noRdt),
  row("linux.intelRdt.enableMonitoring", "bool", "refused", noRdt),
  row("linux.memoryPolicy", "object", "guest kernel", "by crun, on the guest's one node"),
  row("linux.memoryPolicy.mode!", oneOf("MPOL_DEFAULT", "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_WEIGHTED_INTERLEAVE", "MPOL_PREFERRED", "MPOL_PREFERRED_MANY", "MPOL_LOCAL"), "guest kernel", "by crun"),
  row("linux.memoryPolicy.nodes", "string", "guest kernel", "by crun"),
  row("linux.memoryPolicy.flags", "array", "guest kernel", "by crun"),
  row("linux.memoryPolicy.flags[]", oneOf("MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"), "guest kernel", "by crun"),
  row("linux.sysctl", "map", "guest kernel", "by crun; of the guest, so that the host is never changed"),
  row("linux.sysctl.*", "string", "guest kernel", "by crun"),
  row("linux.seccomp", "object", "in-container", "by crun, on the guest's system calls"),
  row("linux.seccomp.defaultAction!", seccompActions, "in-container", "by crun; as with runc, calls from Linux 5.1 on that are newer than any that the filter names are ENOSYS where it does not permit"),
  row("linux.seccomp.defaultErrnoRet", "uint32", "in-container", "by crun"),
  row("linux.seccomp.architectures", "array", "in-container", "by crun"),
  row("linux.seccomp.architectures[]", "string", "in-container", "by crun"),
  row("linux.seccomp.flags", "array", "in-container", "by crun"),
  row("linux.seccomp.flags[]", "string", "in-container", "by crun; SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV is refused, as SCMP_ACT_NOTIFY"),
  row("linux.seccomp.listenerPath", "string", "metadata", "without SCMP_ACT_NOTIFY, which is refused, nobody connects to it, as the spec has it"),
  row("linux.seccomp.listenerMetadata", "string", "metadata", "as listenerPath, which it needs"),
  row("linux.seccomp.syscalls", "array", "in-container", "by crun"),
  row("linux.seccomp.syscalls[]", "object", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].names!", "array", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].names[]", "string", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].action!", seccompActions, "in-container", "SCMP_ACT_NOTIFY is refused: a seccomp descriptor of the guest's kernel cannot be passed to a host process"),
  row("linux.seccomp.syscalls[].errnoRet", "uint32", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].args", "array", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].args[]", "object", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].args[].index", "uint32", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].args[].value", "uint64", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].args[].valueTwo", "uint64", "in-container", "by crun"),
  row("linux.seccomp.syscalls[].args[].op", oneOf("SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"), "in-container", "by crun"),
  row("linux.rootfsPropagation", oneOf("private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable", ""), "in-container", "by crun; shared is refused: mounts cannot propagate to the host"),
  row("linux.maskedPaths", "array", "in-container", "by crun"),
  row("linux.maskedPaths[]", "string", "in-container", "absolute"),
  row("linux.readonlyPaths", "array", "in-container", "by crun"),
  row("linux.readonlyPaths[]", "string", "in-container", "absolute"),
  row("linux.mountLabel", "string", "refused", "the guest has no SELinux policy"),
  row("linux.personality", "object", "in-container", "by crun"),
  row("linux.personality.domain!", oneOf("LINUX", "LINUX32"), "in-container", "by crun"),
  row("linux.personality.flags", "array", "refused", "the spec defines none; an empty list is accepted"),
  row("linux.personality.flags[]", "string", "refused", "the spec defines none"),

  row("vm", "object", "refused", custom),
  row("vm.hypervisor", "object", "refused", custom),
  row("vm.hypervisor.path", "string", "refused", custom),
  row("vm.hypervisor.parameters", "array", "refused", custom),
  row("vm.hypervisor.parameters[]", "string", "refused", custom),
  row("vm.kernel", "object", "refused", custom),
  row("vm.kernel.path", "string", "refused", custom),
  row("vm.kernel.parameters", "array", "refused", custom),
  row("vm.kernel.parameters[]", "string", "refused", custom),
  row("vm.kernel.initrd", "string", "refused", custom),
  row("vm.image", "object", "refused", custom),
  row("vm.image.path", "string", "refused", custom),
  row("vm.image.format", "string", "refused", custom),
  row("vm.hwConfig", "object", "refused", custom),
  row("vm.hwConfig.*", "any", "refused", custom),
  row("solaris", "any", "other platform", "Solaris"),
  row("windows", "any", "other platform", "Windows"),
  row("zos", "any", "other platform", "z/OS"),
  row("freebsd", "any", "other platform", "FreeBSD"),
];
