/** The documents that vrun reads, each of a kind that it takes as it is. */

/** By the command that reads it: create, exec or update. */
export type Document = "config" | "process" | "resources";
export const documents: readonly Document[] = ["config", "process", "resources"];

export interface Base {
  readonly document: Document;
  /** Where it is in a config.json. */
  readonly path: "" | "process" | "linux.resources";
  readonly value: object;
}

const resources = {
  devices: [{ allow: false, access: "rwm" }, { allow: true, type: "c", major: 1, minor: 3, access: "rw" }],
  memory: { limit: 67_108_864, reservation: 1024, swap: -1 },
  cpu: { shares: 512, quota: 50_000, period: 100_000, cpus: "0-1", idle: 0 },
  pids: { limit: 32 },
  blockIO: { weight: 100, weightDevice: [{ major: 8, minor: 0, weight: 50 }], throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 600 }] },
  hugepageLimits: [{ pageSize: "2MB", limit: 0 }],
  unified: { "memory.high": "10000" },
};

const process = {
  terminal: true,
  consoleSize: { height: 25, width: 80 },
  user: { uid: 1, gid: 1, umask: 18, additionalGids: [5, 6] },
  args: ["sh", "-c", "true"],
  env: ["PATH=/bin", "A=b"],
  cwd: "/",
  capabilities: { bounding: ["CAP_KILL"], effective: ["CAP_KILL"], inheritable: [], permitted: ["CAP_KILL"], ambient: [] },
  rlimits: [{ type: "RLIMIT_CORE", soft: 0, hard: 1024 }],
  noNewPrivileges: true,
  oomScoreAdj: 100,
  scheduler: { policy: "SCHED_OTHER", nice: 5 },
  ioPriority: { class: "IOPRIO_CLASS_BE", priority: 4 },
  execCPUAffinity: { initial: "0", final: "0-1" },
};

const namespaces = ["pid", "network", "ipc", "uts", "mount", "user", "time"].map((type) => ({ type }));

const config = {
  ociVersion: "1.3.0",
  root: { path: "rootfs", readonly: true },
  process,
  hostname: "h",
  domainname: "d",
  mounts: [
    { destination: "/proc", type: "proc", source: "proc" },
    { destination: "/data", type: "bind", source: "/folder", options: ["rbind", "ro", "nosuid"], uidMappings: [{ containerID: 0, hostID: 1000, size: 10 }], gidMappings: [{ containerID: 0, hostID: 1000, size: 10 }] },
    { destination: "/data/below", type: "tmpfs", source: "tmpfs", options: ["size=1m", "mode=755"] },
  ],
  hooks: { createRuntime: [{ path: "/hook", args: ["hook"], env: ["A=b"], timeout: 3 }], startContainer: [{ path: "/hook" }], poststop: [{ path: "/hook" }] },
  annotations: { "org.example.key": "value", "io.kubernetes.cri.sandbox-memory": "1048576" },
  linux: {
    namespaces,
    uidMappings: [{ containerID: 0, hostID: 1000, size: 65_536 }],
    gidMappings: [{ containerID: 0, hostID: 1000, size: 65_536 }],
    timeOffsets: { monotonic: { secs: 5, nanosecs: 6 } },
    devices: [{ path: "/dev/x", type: "c", major: 1, minor: 3, fileMode: 438, uid: 0, gid: 0 }, { path: "/dev/p", type: "p" }],
    cgroupsPath: "/a/b",
    resources,
    sysctl: { "net.ipv4.ip_forward": "1" },
    seccomp: { defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 1, architectures: ["SCMP_ARCH_X86_64"], flags: ["SECCOMP_FILTER_FLAG_LOG"], syscalls: [{ names: ["getcwd", "openat2"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: 1, valueTwo: 2, op: "SCMP_CMP_EQ" }] }] },
    rootfsPropagation: "rslave",
    maskedPaths: ["/proc/kcore"],
    readonlyPaths: ["/proc/sys"],
    personality: { domain: "LINUX" },
    memoryPolicy: { mode: "MPOL_DEFAULT", nodes: "", flags: [] },
  },
};

export const bases: readonly Base[] = [
  { document: "config", path: "", value: config },
  { document: "config", path: "", value: { ociVersion: "1.0.0", root: { path: "rootfs" }, process: { cwd: "/", args: ["x"] }, linux: { namespaces: namespaces.slice(0, 5) } } },
  { document: "process", path: "process", value: process },
  { document: "resources", path: "linux.resources", value: resources },
];
