import { lstatSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "./bundle.ts";

/** By number, as linux/capability.h has them. */
const CAPABILITIES = [
  "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE",
  "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN",
  "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE",
  "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
] as const;

/** The capabilities that this process may hand on: managers give a privileged container all that they have. */
export function ownCapabilities(): string[] {
  return capabilitiesIn(BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0"}`));
}

/** The names of a mask's capabilities. */
export function capabilitiesIn(mask: bigint): string[] {
  return CAPABILITIES.filter((_, number) => ((mask >> BigInt(number)) & 1n) === 1n).map((name) => `CAP_${name}`);
}

/**
 * What container managers make of "privileged", the host's devices apart: every capability, no seccomp, nothing masked,
 * sysfs and cgroups writable, and every device allowed.
 */
export function privilegedChanges(): Change[] {
  const all = ownCapabilities();
  const mount = (destination: string, type: string): Change[] => [
    { kind: "remove", path: "mounts", matching: { destination } },
    { kind: "append", path: "mounts", item: { destination, type, source: type, options: ["nosuid", "noexec", "nodev", "rw"] } },
  ];
  return [
    {
      kind: "patch",
      patch: {
        process: { noNewPrivileges: false, capabilities: { bounding: all, effective: all, permitted: all } },
        linux: { maskedPaths: null, readonlyPaths: null, seccomp: null, resources: { devices: [{ allow: true, access: "rwm" }] } },
      },
    },
    ...mount("/sys", "sysfs"),
    ...mount("/sys/fs/cgroup", "cgroup"),
  ];
}

/** Folders and files of /dev that managers leave to the container. */
const OWN_TO_CONTAINERS: ReadonlySet<string> = new Set(["pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev", "console"]);

/** Lists each device node of the host in `linux.devices`, as managers do for a privileged container. */
export function hostDevices(folder = "/dev"): Change[] {
  return readdirSync(folder).filter((name) => !OWN_TO_CONTAINERS.has(name)).sort().flatMap((name): Change[] => {
    const path = join(folder, name);
    const node = lstatSync(path);
    if (node.isDirectory()) return hostDevices(path);
    return node.isCharacterDevice() || node.isBlockDevice() ? hostDevice(path) : [];
  });
}

/**
 * Lists one device node of the host in `linux.devices`.
 *
 * @throws when there is none at the path.
 */
export function hostDevice(path: string): Change[] {
  const node = lstatSync(path);
  if (!node.isCharacterDevice() && !node.isBlockDevice()) throw new Error(`${path} is no device`);
  const number = BigInt(node.rdev);
  const item = {
    path,
    type: node.isBlockDevice() ? "b" : "c",
    major: Number((number >> 8n) & 0xfffn),
    minor: Number((number & 0xffn) | ((number >> 12n) & 0xffffff00n)),
    fileMode: node.mode & 0o777,
    uid: node.uid,
    gid: node.gid,
  };
  return [{ kind: "append", path: "linux.devices", item }];
}
