import { existsSync, readFileSync, readdirSync } from "node:fs";
import { getPriority } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { parseCgroupMounts } from "./cgroups.ts";
import { trialWords } from "./engines/covering.ts";
import type { Profile } from "./profile.ts";
import { runtimeEnvironment } from "./runtime-environment.ts";
import { checkout, hostCgroup, type HostFeature, type HostFeatures } from "./run-description.ts";

/** How long a probe of the host may take. Long, since a host that is busy does not lack what it is slow to show. */
const PROBE_MS = 60_000;

/** One thing that a host may have and that a scenario may need. */
export interface HostFeatureProbe {
  readonly name: string;
  /** What it is, as a noun that "the host lacks" can stand before. */
  readonly what: string;
  /** How the host is asked. */
  readonly probe: string;
  /** What would bring it. */
  readonly install: string;
  /** Whether it is there, or why it is not. */
  readonly present: () => boolean | string | Promise<boolean | string>;
}

const KERNEL = "a kernel built with it";
const CONTROLLER_V1: Readonly<Record<string, string>> = { io: "blkio" };

const has = (path: string) => (): boolean => existsSync(path);
const inPath = (program: string): boolean => [...(process.env["PATH"] ?? "").split(delimiter), join(checkout, ".cache/engines/bin")].some((folder) => existsSync(join(folder, program)));
const program = (name: string, install: string): HostFeatureProbe => ({ name, what: `the program ${name}`, probe: `${name} in PATH or .cache/engines/bin`, install, present: () => inPath(name) });
const file = (name: string, what: string, path: string, install: string): HostFeatureProbe => ({ name, what, probe: `${path} exists`, install, present: has(path) });
const namespace = (name: string, kind: string): HostFeatureProbe => file(name, `${kind} namespaces`, `/proc/self/ns/${kind}`, KERNEL);

const controller = (name: string): HostFeatureProbe => ({
  name: `cgroup-${name}`,
  what: `the cgroup controller ${name}`,
  probe: `${name} among the mounted controllers`,
  install: `a kernel with the ${name} controller, mounted below /sys/fs/cgroup`,
  present: () => controllers().includes(name) || controllers().includes(CONTROLLER_V1[name] ?? name),
});

/** What scenarios can need, each with the way to find out. Names are stable: tags and results carry them. */
export const hostFeatureProbes: readonly HostFeatureProbe[] = [
  { name: "root", what: "the superuser", probe: "effective user id 0", install: "run as root", present: () => process.geteuid?.() === 0 },
  { name: "cgroup-v1", what: "cgroup v1 controllers", probe: "mounts below /sys/fs/cgroup", install: "boot with systemd.unified_cgroup_hierarchy=0", present: () => hostCgroup() !== "v2" },
  { name: "cgroup-v2", what: "cgroup v2 as the only hierarchy", probe: "file system of /sys/fs/cgroup", install: "boot with systemd.unified_cgroup_hierarchy=1", present: () => hostCgroup() === "v2" },
  ...["pids", "memory", "cpu", "cpuset", "io", "hugetlb", "rdma", "devices", "freezer", "net_cls", "net_prio", "misc"].map(controller),
  { name: "no-cgroup-memory", what: "a kernel without the memory controller, whose files it lists for delegation all the same", probe: "memory is not among the mounted controllers", install: "boot with cgroup_disable=memory", present: () => !controllers().includes("memory") },
  { name: "cgroup-memory-swap", what: "accounting of swap", probe: "memory.memsw.limit_in_bytes or memory.swap.max", install: "boot with swapaccount=1", present: () => existsSync("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes") || hostCgroup() === "v2" },
  { name: "cgroup-cpu-rt", what: "budgets of real-time processes for each cgroup", probe: "cpu.rt_runtime_us in the cpu controller of v1", install: "a kernel with RT_GROUP_SCHED and the cpu controller of cgroup v1", present: has("/sys/fs/cgroup/cpu/cpu.rt_runtime_us") },
  { name: "no-leaf-weight", what: "a kernel without leaf weights", probe: "kernel release 5.0 or newer, which has no CFQ scheduler", install: "Linux 5.0 or newer", present: () => kernelAtLeast(5, 0) },
  namespace("cgroupns", "cgroup"),
  namespace("userns", "user"),
  namespace("timens", "time"),
  { name: "seccomp", what: "seccomp filters", probe: "Seccomp in /proc/self/status", install: KERNEL, present: () => readFileSync("/proc/self/status", "utf8").includes("\nSeccomp:") },
  { name: "x86-32", what: "32-bit system calls on a 64-bit x86", probe: "/proc/sys/abi/vsyscall32 exists", install: "a kernel for x86-64 with IA32_EMULATION", present: has("/proc/sys/abi/vsyscall32") },
  { name: "seccomp-notify", what: "seccomp user notification", probe: "user_notif in /proc/sys/kernel/seccomp/actions_avail", install: "Linux 5.0 or newer", present: () => contains("/proc/sys/kernel/seccomp/actions_avail", "user_notif") },
  { name: "apparmor", what: "AppArmor", probe: "/sys/module/apparmor/parameters/enabled is Y", install: "a kernel with AppArmor enabled", present: () => contains("/sys/module/apparmor/parameters/enabled", "Y") },
  { name: "selinux", what: "SELinux", probe: "/sys/fs/selinux/enforce exists", install: "a kernel with SELinux enabled and a policy", present: has("/sys/fs/selinux/enforce") },
  { name: "no-selinux", what: "a kernel without SELinux", probe: "no /sys/fs/selinux/enforce", install: "boot with selinux=0", present: () => !existsSync("/sys/fs/selinux/enforce") },
  { name: "resctrl", what: "Intel RDT or AMD QoS", probe: "resctrl mounted at /sys/fs/resctrl", install: "a processor with RDT; mount -t resctrl resctrl /sys/fs/resctrl", present: has("/sys/fs/resctrl/schemata") },
  { name: "resctrl-caches", what: "classes of the last cache", probe: "a line of L3 in /sys/fs/resctrl/schemata", install: "a processor that divides its last cache; mount -t resctrl resctrl /sys/fs/resctrl", present: () => contains("/sys/fs/resctrl/schemata", "L3:") },
  { name: "resctrl-bandwidth", what: "classes of memory bandwidth", probe: "a line of MB in /sys/fs/resctrl/schemata", install: "a processor that divides its memory's bandwidth; mount -t resctrl resctrl /sys/fs/resctrl", present: () => contains("/sys/fs/resctrl/schemata", "MB:") },
  { name: "resctrl-monitoring", what: "monitoring of RDT or QoS", probe: "/sys/fs/resctrl/mon_groups exists", install: "a processor that monitors its caches; mount -t resctrl resctrl /sys/fs/resctrl", present: has("/sys/fs/resctrl/mon_groups") },
  { name: "no-resctrl", what: "a system without Intel RDT or AMD QoS", probe: "no resctrl mounted at /sys/fs/resctrl", install: "umount /sys/fs/resctrl", present: () => !existsSync("/sys/fs/resctrl/schemata") },
  { name: "memory-1-gib", what: "1 GiB of memory to spare", probe: "MemAvailable in /proc/meminfo", install: "more memory", present: () => availableMib() >= 1024 },
  { name: "rdma", what: "an RDMA device", probe: "entries in /sys/class/infiniband", install: "an RDMA device and the rdma cgroup controller", present: () => entries("/sys/class/infiniband").length > 0 },
  { name: "hugetlb", what: "huge pages", probe: "entries in /sys/kernel/mm/hugepages", install: KERNEL, present: () => entries("/sys/kernel/mm/hugepages").length > 0 },
  { name: "numa", what: "NUMA policies", probe: "/proc/self/numa_maps exists", install: KERNEL, present: has("/proc/self/numa_maps") },
  { name: "io-weight", what: "an I/O scheduler with weights", probe: "bfq among the schedulers of a block device", install: "modprobe bfq and select it for a block device", present: () => entries("/sys/block").some((device) => contains(`/sys/block/${device}/queue/scheduler`, "bfq")) },
  { name: "idmapped-mounts", what: "id-mapped mounts", probe: "kernel release 5.12 or newer", install: "Linux 5.12 or newer", present: () => kernelAtLeast(5, 12) },
  { name: "sched-core", what: "SCHED_DEADLINE and friends for the superuser", probe: "CAP_SYS_NICE in the effective set", install: "run with CAP_SYS_NICE", present: () => hasCapability(23) },
  { name: "nice-0", what: "the nice value 0, which containers inherit", probe: "the suite's own nice value", install: "run the suite without nice", present: () => getPriority() === 0 },
  { name: "real-time", what: "real-time scheduling in a new cgroup", probe: "no cpu.rt_runtime_us in the cpu controller of v1, whose new cgroups have a budget of 0", install: "a kernel without RT_GROUP_SCHED, or cgroup v2", present: () => !existsSync("/sys/fs/cgroup/cpu/cpu.rt_runtime_us") },
  { name: "kept-affinity", what: "a kernel that keeps a process's affinity when its cgroup changes", probe: "kernel release 6.2 or newer", install: "Linux 6.2 or newer", present: () => kernelAtLeast(6, 2) },
  { name: "sys-resource", what: "the right to raise resource limits", probe: "CAP_SYS_RESOURCE in the effective set", install: "run with CAP_SYS_RESOURCE", present: () => hasCapability(24) },
  { name: "netdevice", what: "the means to make network devices", probe: "ip link add type veth, in a network namespace of its own", install: "the package iproute2 and a kernel with veth devices", present: canMakeNetDevice },
  { name: "block-device", what: "a block device", probe: "entries in /sys/block", install: "a disk or a loop device", present: () => entries("/sys/block").length > 0 },
  { name: "loop-device", what: "loop devices", probe: "/dev/loop-control exists", install: "modprobe loop", present: has("/dev/loop-control") },
  { name: "fuse", what: "FUSE", probe: "/dev/fuse exists", install: "modprobe fuse", present: has("/dev/fuse") },
  { name: "overlayfs", what: "overlay mounts on its own folders", probe: "mount -t overlay on /etc, /opt and /var/lib, in a mount namespace of its own", install: "modprobe overlay, and a root that is at most one overlay itself", present: canCover },
  { name: "multi-cpu", what: "two processors or more", probe: "cpu1 in /sys/devices/system/cpu", install: "a machine with two processors", present: has("/sys/devices/system/cpu/cpu1") },
  { name: "criu", what: "checkpoint and restore by CRIU", probe: "criu check succeeds", install: "the package criu and a kernel that it supports", present: canSave },
  { name: "checkpoint", what: "a way to save containers, by CRIU or in a virtual machine", probe: "criu check succeeds", install: "setup/install-runtime.sh criu@sid, and a kernel that it supports", present: canSave },
  { name: "systemd", what: "systemd as the first process", probe: "/run/systemd/system exists", install: "boot with systemd", present: has("/run/systemd/system") },
  { name: "no-systemd", what: "a first process other than systemd", probe: "no /run/systemd/system", install: "a system without systemd, such as a container", present: () => !existsSync("/run/systemd/system") },
  program("qemu-system-x86_64", "the package qemu-system-x86"),
  { ...program("dockerd", "lacuna doctor --install managers"), name: "docker", what: "Docker Engine" },
  { ...program("containerd", "lacuna doctor --install managers"), name: "containerd", what: "containerd" },
  { name: "nat", what: "translation of addresses by iptables", probe: "iptables -t nat -L, in a network namespace of its own", install: "lacuna doctor --install managers, and a kernel with netfilter's NAT", present: canTranslate },
  { name: "cni", what: "the bridge plugin of the CNI", probe: "usr/lib/cni/bridge in / or .cache/engines", install: "lacuna doctor --install managers", present: () => ["/", join(checkout, ".cache/engines")].some((root) => existsSync(join(root, "usr/lib/cni/bridge"))) },
  { ...program("podman", "lacuna doctor --install managers"), name: "podman", what: "Podman" },
];

/** Asks the host for every feature, each time anew. Takes well under a second. */
export async function probeHost(): Promise<HostFeatures> {
  saving = undefined;
  const found = await Promise.all(hostFeatureProbes.map(async (feature): Promise<[string, HostFeature]> => [feature.name, await probeOne(feature)]));
  return Object.fromEntries(found);
}

async function probeOne({ what, probe, install, present }: HostFeatureProbe): Promise<HostFeature> {
  let found: boolean | string;
  try {
    found = await present();
  } catch (error) {
    found = error instanceof Error ? error.message : String(error);
  }
  const why = typeof found === "string" ? ` (${found})` : "";
  return { present: found === true, where: "host", probe, reason: found === true ? "" : `the host lacks ${what}${why}; to have it: ${install}` };
}

/** What of a host's features is there at one time and not at another, in one line each. */
export function changedFeatures(before: HostFeatures, after: HostFeatures): readonly string[] {
  return Object.keys(before).filter((name) => before[name]?.present !== after[name]?.present).map((name) => {
    const [was, is] = [before[name], after[name]];
    return was?.present === true ? `${name} was there and is not: ${is?.reason ?? ""}` : `${name} was not there and is: ${was?.reason ?? ""}`;
  });
}

/** The features that count for one runtime: what its guest has of its own replaces what the host lacks. */
export function featuresFor(profile: Profile, host: HostFeatures): HostFeatures {
  const guest = Object.fromEntries(
    profile.guestFeatures.map((name): [string, HostFeature] => [name, { present: true, where: "guest", probe: `guestFeatures of profile ${profile.name}`, reason: "" }]),
  );
  return { ...host, ...guest };
}

function controllers(): string[] {
  if (hostCgroup() === "v2") return [...readFileSync("/sys/fs/cgroup/cgroup.controllers", "utf8").trim().split(" "), "devices", "freezer"];
  return parseCgroupMounts(readFileSync("/proc/self/mountinfo", "utf8")).flatMap((mount) => mount.controllers);
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function contains(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8").includes(text);
}

function kernelAtLeast(major: number, minor: number): boolean {
  const [have = 0, haveMinor = 0] = readFileSync("/proc/sys/kernel/osrelease", "utf8").split(".").map(Number);
  return have > major || (have === major && haveMinor >= minor);
}

function availableMib(): number {
  return Number(/^MemAvailable:\s*(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1] ?? 0) / 1024;
}

function hasCapability(number: number): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  return ((BigInt(`0x${effective}`) >> BigInt(number)) & 1n) === 1n;
}

function canMakeNetDevice(): Promise<boolean> {
  return succeeds("unshare", ["--net", "ip", "link", "add", "lacuna0", "type", "veth"]);
}

function canCover(): Promise<boolean> {
  const [name = "", ...args] = trialWords();
  return succeeds(name, args);
}

function canTranslate(): Promise<boolean> {
  const unpacked = join(checkout, ".cache/engines/usr/sbin/iptables");
  return succeeds("unshare", ["--net", existsSync(unpacked) ? unpacked : "iptables", "-t", "nat", "-n", "-L"]);
}

let saving: Promise<true | string> | undefined;

/** CRIU, where it is there, can save processes of this kernel; asked once by each probe of the host. */
function canSave(): Promise<true | string> {
  return (saving ??= askCriu());
}

/** Whether it can, or CRIU's own reason. */
async function askCriu(): Promise<true | string> {
  const { exitCode, stderr, timedOut } = await execa("criu", ["check"], { reject: false, timeout: PROBE_MS, stdin: "ignore", env: runtimeEnvironment() });
  if (exitCode === 0) return true;
  if (exitCode === undefined) return timedOut ? `criu check: no end within ${PROBE_MS} ms` : "there is no program criu";
  return `criu check: exit status ${exitCode}: ${stderr?.trim().split("\n").at(-1) ?? ""}`;
}

async function succeeds(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const { exitCode } = await execa(name, args, { reject: false, timeout: PROBE_MS, stdio: "ignore", env });
  return exitCode === 0;
}
