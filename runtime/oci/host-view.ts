import { existsSync, lstatSync, readFileSync, realpathSync, statfsSync, statSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join, relative, resolve } from "node:path";
import { hostHasApparmor, readLoadedPolicy } from "./host-apparmor.ts";
import { mountFlagsAt, mountsBelow, parseMountInfo, type HostMount } from "./host-mounts.ts";

export type FileKind = "directory" | "file" | "socket" | "fifo" | { readonly characterDevice: DeviceNumber } | { readonly blockDevice: DeviceNumber };

export interface DeviceNumber {
  readonly major: number;
  readonly minor: number;
}

/** What checks need to know of the host; tests bring their own. */
export interface HostView {
  /** What `path` is, symbolic links followed; undefined when it is not there. */
  fileKind(path: string): FileKind | undefined;
  /** What `path` in a container's root is; undefined when it is not there, or a symbolic link leads to it. */
  kindInRoot(root: string, path: string): FileKind | undefined;
  /** The kernel's name of the file system at `path` when it is the kernel's own (proc, sysfs, cgroup, ...). */
  kernelFileSystem(path: string): string | undefined;
  /** The flags of the mount that `path` is on, and what is mounted below it, with paths relative to it. */
  mountAt(path: string): { readonly flags: readonly string[]; readonly below: readonly HostMount[] };
  /** Whether a driver of the host serves this device number. */
  hasDevice(type: "block" | "char", major: number, minor: number): boolean;
  /** Whether a path leads to the network namespace of this process, or of the host's first. */
  isOwnNetwork(path: string): boolean;
  readonly cpuCount: number;
  hasApparmor(): boolean;
  /** The policy that an AppArmor profile is part of; undefined when none of this name is loaded. @throws {HostError} */
  apparmorPolicy(profile: string): Buffer | undefined;
  readonly memoryBytes: number;
}

/** statfs magic numbers, from linux/magic.h. */
const kernelFileSystems: ReadonlyMap<number, string> = new Map([
  [0x9fa0, "proc"], [0x62656572, "sysfs"], [0x27e0eb, "cgroup"], [0x63677270, "cgroup2"], [0x1cd1, "devpts"],
  [0x64626720, "debugfs"], [0x74726163, "tracefs"], [0x73636673, "securityfs"], [0xcafe4a11, "bpf"], [0x19800202, "mqueue"],
  [0x6e736673, "nsfs"],
]);

function kindOf(path: string): FileKind | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  if (status.isDirectory()) return "directory";
  if (status.isSocket()) return "socket";
  if (status.isFIFO()) return "fifo";
  if (status.isBlockDevice()) return { blockDevice: { major: majorOf(status.rdev), minor: minorOf(status.rdev) } };
  if (status.isCharacterDevice()) return { characterDevice: { major: majorOf(status.rdev), minor: minorOf(status.rdev) } };
  return "file";
}

/** glibc's split of a device number. */
function majorOf(device: number): number {
  return Number((BigInt(device) >> 8n) & 0xfffn);
}

function minorOf(device: number): number {
  return Number((BigInt(device) & 0xffn) | ((BigInt(device) >> 12n) & 0xffffff00n));
}

/** Whether something is there that is no symbolic link. */
function isPlain(path: string): boolean {
  try {
    return !lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** What tells a namespace from all others; undefined where there is none, or none that may be seen. */
function namespaceAt(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

export const realHost: HostView = {
  fileKind(path) {
    try {
      return kindOf(path);
    } catch {
      return undefined; // a component that is no directory, or a loop
    }
  },
  kindInRoot(root, path) {
    const below = resolve("/", path);
    for (let end = below.indexOf("/", 1); end > 0; end = below.indexOf("/", end + 1)) if (!isPlain(join(root, below.slice(0, end)))) return undefined;
    return isPlain(join(root, below)) ? this.fileKind(join(root, below)) : undefined;
  },
  kernelFileSystem: (path) => kernelFileSystems.get(statfsSync(path).type),
  mountAt(path) {
    const real = realpathSync(path);
    const mounts = parseMountInfo(readFileSync("/proc/self/mountinfo", "utf8"));
    const below = mountsBelow(mounts, real).map((mount) => ({ ...mount, path: relative(real, mount.path) }));
    return { flags: mountFlagsAt(mounts, real), below };
  },
  hasDevice: (type, major, minor) => existsSync(`/sys/dev/${type}/${major}:${minor}`),
  isOwnNetwork(path) {
    const found = namespaceAt(path);
    return found !== undefined && ["/proc/self/ns/net", "/proc/1/ns/net"].some((own) => namespaceAt(own) === found);
  },
  // Not those that the caller is bound to, which says nothing of the container.
  cpuCount: cpus().length,
  hasApparmor: () => hostHasApparmor(),
  apparmorPolicy: (profile) => readLoadedPolicy(profile),
  memoryBytes: totalmem(),
};
