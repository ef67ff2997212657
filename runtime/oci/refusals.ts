/**
 * Finds what is valid in config.json and vrun refuses; errors/refusal-list.ts has the reasons.
 *
 * A property that cannot be applied is an error at create, before anything is made: the spec demands it.
 */

import { ConfigError, UnsupportedError } from "../errors/errors.ts";
import type { RefusalName } from "../errors/refusal-list.ts";
import type { Config, Linux, Mount, Process, Resources } from "./config.ts";
import type { HostView } from "./host-view.ts";
import { limitsBlockIO } from "./block-io.ts";
import { parseCpuList } from "./cpu-list.ts";

function refuse(refusal: RefusalName, property?: string, found?: string): never {
  throw new UnsupportedError(refusal, property, found);
}

/** Properties of a process that the guest cannot apply. Used for exec too. */
export function refuseProcess(process: Process): void {
  if ((process.selinuxLabel ?? "") !== "") refuse("process.selinuxLabel");
}

const guestFileSystems: readonly string[] = ["proc", "sysfs", "tmpfs", "ramfs", "devpts", "mqueue", "cgroup", "cgroup2"];

/** Of those on disks, the ones that are built into the guest's kernel. */
const diskFileSystems: readonly string[] = ["ext2", "ext3", "ext4"];

/** Whether a mount is a file system on a disk. */
export function isOfDisk(mount: Mount): boolean {
  return diskFileSystems.includes(mount.type ?? "");
}

/** Whether a mount is a bind mount, which the spec says by type or by option. */
export function isBind(mount: Mount): boolean {
  return mount.type === "bind" || (mount.options ?? []).some((option) => option === "bind" || option === "rbind");
}

function refuseMount(mount: Mount): void {
  const at = `mounts (${mount.destination})`;
  if (isBind(mount)) {
    for (const option of mount.options ?? [])
      if (option === "shared" || option === "rshared") refuse("mounts[].options[]", `${at} option ${option}`);
    return;
  }
  if ((mount.uidMappings?.length ?? 0) + (mount.gidMappings?.length ?? 0) > 0 || (mount.options ?? []).some((option) => option === "idmap" || option === "ridmap"))
    refuse("mounts[].uidMappings", `${at} uidMappings and gidMappings`);
  if (!guestFileSystems.includes(mount.type ?? "") && !isOfDisk(mount)) {
    refuse("mounts[].type", `${at} type ${mount.type ?? "(none)"}`, `the guest mounts ${[...guestFileSystems, ...diskFileSystems].join(", ")}`);
  }
}

/** The pod that a container joins. */
export interface PodView {
  /** The container of the pod that has the namespace of this type at a path of the host; undefined when none has. */
  memberAt(path: string, type: string): string | undefined;
}

function refuseNamespaces(linux: Linux, host: HostView, pod: PodView | undefined): void {
  const listed = new Set((linux.namespaces ?? []).map(({ type }) => type));
  for (const { type, path = "" } of linux.namespaces ?? []) {
    if (path === "") continue;
    if (pod === undefined ? type !== "network" : pod.memberAt(path, type) === undefined) refuse("linux.namespaces[].path", `linux.namespaces path of ${type}`);
    // A VM that took over the host's interfaces would cut it off.
    if (type === "network" && host.isOwnNetwork(path)) refuse("linux.namespaces", "linux.namespaces path of network", "it is the host's own");
  }
  for (const type of ["pid", "network", "ipc", "uts", "mount"])
    if (!listed.has(type)) refuse("linux.namespaces", `linux.namespaces without ${type}`);
  if (pod !== undefined && linux.namespaces?.some(({ type, path = "" }) => type === "network" && path === "") === true)
    refuse("a network of its own in a pod", "linux.namespaces network without path");
}

/** Device numbers that every Linux kernel serves by itself, so that the guest's are as good as the host's. */
const everywhere: ReadonlySet<string> = new Set([
  "1:3", "1:5", "1:7", "1:8", "1:9", "1:11", "5:0", "5:1", "5:2", "10:229",
]);

function refuseDevices(linux: Linux, host: HostView): void {
  for (const { path, type, major = 0, minor = 0 } of linux.devices ?? []) {
    // Block devices are disks of the VM.
    if (type === "p" || type === "b" || everywhere.has(`${major}:${minor}`)) continue;
    if (host.hasDevice("char", major, minor)) refuse("linux.devices", `linux.devices (${path})`, `char device ${major}:${minor}`);
  }
}

function refuseCpu(cpu: NonNullable<Resources["cpu"]>, host: HostView): void {
  if (Number(cpu.realtimeRuntime ?? 0) !== 0) refuse("linux.resources.cpu.realtimeRuntime");
  if (Number(cpu.realtimePeriod ?? 0) !== 0) refuse("linux.resources.cpu.realtimePeriod");
  if ((cpu.cpus ?? "") !== "") {
    const cpus = parseCpuList(cpu.cpus ?? "");
    if (cpus === undefined || (cpus.at(-1) ?? 0) >= host.cpuCount)
      throw new ConfigError(`config.json: linux.resources.cpu.cpus: the host has CPUs 0-${host.cpuCount - 1}, not ${cpu.cpus}`);
  }
  if ((cpu.mems ?? "") !== "" && parseCpuList(cpu.mems ?? "")?.join() !== "0") refuse("linux.resources.cpu.mems");
}

/** Resources that the guest cannot apply. Used for update too. */
export function refuseResources(resources: Resources, host: HostView): void {
  const memory = resources.memory ?? {};
  // Docker sends 0 for a limit of the kernel's memory that nobody set.
  for (const name of ["kernel", "kernelTCP"] as const)
    if (Number(memory[name] ?? 0) !== 0) refuse(`linux.resources.memory.${name}`);
  if (memory.swappiness !== undefined) refuse("linux.resources.memory.swappiness");
  if (memory.disableOOMKiller === true) refuse("linux.resources.memory.disableOOMKiller");
  if (memory.useHierarchy === false) refuse("linux.resources.memory.useHierarchy");
  refuseCpu(resources.cpu ?? {}, host);
  if (resources.network?.classID !== undefined) refuse("linux.resources.network", "linux.resources.network.classID");
  if ((resources.network?.priorities?.length ?? 0) > 0) refuse("linux.resources.network", "linux.resources.network.priorities");
  if (Object.keys(resources.rdma ?? {}).length > 0) refuse("linux.resources.rdma");
}

/** Limits that hold for what serves a whole pod. Used for update too. */
export function refuseOfMember(resources: Resources): void {
  if (limitsBlockIO(resources.blockIO)) refuse("linux.resources.blockIO");
}

function refuseSeccomp(seccomp: NonNullable<Linux["seccomp"]>): void {
  const actions = [seccomp.defaultAction, ...(seccomp.syscalls ?? []).map(({ action }) => action)];
  if (actions.includes("SCMP_ACT_NOTIFY")) refuse("linux.seccomp.syscalls[].action", "linux.seccomp action SCMP_ACT_NOTIFY");
  const waits = "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV";
  if (seccomp.flags?.includes(waits)) refuse("linux.seccomp.flags[]", `linux.seccomp flag ${waits}`);
}

/** Refuses what is valid but cannot be applied. @throws {UnsupportedError} naming the property. */
export function refuseUnsupported(config: Config, host: HostView, pod: PodView | undefined): void {
  const linux = config.linux ?? {};
  if (config.process !== undefined) refuseProcess(config.process);
  for (const mount of config.mounts ?? []) refuseMount(mount);
  refuseNamespaces(linux, host, pod);
  refuseDevices(linux, host);
  refuseResources(linux.resources ?? {}, host);
  if (pod !== undefined) refuseOfMember(linux.resources ?? {});
  if (linux.seccomp !== undefined) refuseSeccomp(linux.seccomp);
  if (Object.keys(linux.netDevices ?? {}).length > 0) refuse("linux.netDevices");
  if (linux.intelRdt !== undefined) refuse("linux.intelRdt");
  if ((linux.mountLabel ?? "") !== "") refuse("linux.mountLabel");
  if ((linux.personality?.flags?.length ?? 0) > 0) refuse("linux.personality.flags");
  if (linux.rootfsPropagation === "shared" || linux.rootfsPropagation === "rshared")
    refuse("linux.rootfsPropagation", "linux.rootfsPropagation", linux.rootfsPropagation);
  if (config.vm !== undefined) refuse("vm");
}
