/** Turns a checked config.json into what each place has to do: the host, the VM, and crun in the guest. */

import { isAbsolute, join, resolve } from "node:path";
import { ConfigError, UnsupportedError } from "../errors/errors.ts";
import { parseCpuList } from "./cpu-list.ts";
import type { Capabilities, Config, Device, Hooks, IdMapping, Linux, Mount, Namespace, Process, Resources } from "./config.ts";
import type { FileKind, HostView } from "./host-view.ts";
import type { Json, JsonObject } from "./json.ts";
import type { LoadedConfig } from "./load.ts";
import { capabilities } from "./names.ts";
import { planOptions, planOptionsBelow } from "./mount-options.ts";
import { podShape } from "./pod.ts";
import { isBind, refuseUnsupported, type PodView } from "./refusals.ts";

/** Where the guest mounts the sandbox's shared folder. */
export const guestShared = "/run/shared";
/** What a namespace's path begins with that is the one of a container in the same sandbox; its id follows. */
export const memberPrefix = "vrun:";
/** Of the guest image; runtime/guest/tools. */
const mountFlags = "/usr/bin/mount-flags";
const mebibyte = 1024 * 1024;
/** For the guest's kernel, agent and page tables, beside the container's own limit. */
const guestOverheadBytes = 192 * mebibyte;
const defaultMemoryBytes = 256 * mebibyte;

/** A host path that is bound into the shared folder of the sandbox. */
export interface SharedBind {
  readonly source: string;
  /** Path below the container's folder in the shared folder. */
  readonly name: string;
  readonly recursive: boolean;
  readonly readonly: boolean;
  readonly directory: boolean;
  /** Other owners than on the host. */
  readonly idmap?: IdMap;
}

export interface IdMap {
  readonly uids: readonly IdMapping[];
  readonly gids: readonly IdMapping[];
  /** Whether it holds for what is mounted below too. */
  readonly recursive: boolean;
}

/** A place in the container's root that something is mounted on. */
export interface MountPoint {
  readonly path: string;
  readonly directory: boolean;
}

export interface VmShape {
  readonly vcpus: number;
  readonly memoryBytes: number;
}

export interface ContainerPlan {
  readonly id: string;
  readonly ociVersion: string;
  readonly bundle: string;
  readonly rootfs: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly binds: readonly SharedBind[];
  readonly mountPoints: readonly MountPoint[];
  readonly shape: VmShape;
  /** The network namespace on the host: a path to join, or a new one. */
  readonly networkPath: string | undefined;
  readonly cgroupsPath: string | undefined;
  readonly cpus: string;
  readonly hooks: Hooks;
  readonly args: readonly string[];
  readonly terminal: boolean;
  readonly columns: number;
  readonly rows: number;
  /** The config.json for crun in the guest. */
  readonly guestConfig: Json;
  readonly warnings: readonly string[];
}

/** The character devices whose bind mount means the guest's own. */
const guestDevices: ReadonlyMap<string, string> = new Map([
  ["1:3", "/dev/null"], ["1:5", "/dev/zero"], ["1:7", "/dev/full"], ["1:8", "/dev/random"], ["1:9", "/dev/urandom"], ["5:0", "/dev/tty"],
]);

interface PlannedMount {
  /** The mount in the guest. */
  readonly guest: Mount;
  readonly bind: SharedBind | undefined;
  /** What the host has mounted below the source of a recursive bind: mounts of their own, with their own flags. */
  readonly below: readonly Mount[];
  /** Arguments of `mount-flags` in the guest: a destination and words, for each mount that needs it. */
  readonly flags: readonly string[];
}

function planMount(mount: Mount, index: number, folder: string, bundle: string, host: HostView, linux: Linux): PlannedMount {
  if (isBind(mount)) return planBind(mount, index, folder, bundle, host, linux);
  return { ...planGuestMount(mount, []), bind: undefined, below: [] };
}

/** @param inherited Flags of the host's mount that a bind mount's source is on. */
function planGuestMount(mount: Mount, inherited: readonly string[]): Pick<PlannedMount, "guest" | "flags"> {
  const { crun, helper } = planOptions(mount.options ?? [], inherited);
  return { guest: { ...mount, options: crun }, flags: helperArguments(mount.destination, helper) };
}

function helperArguments(destination: string, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [resolve("/", destination), words.join()];
}

/** config.md, "mounts": the mappings of the mount, or else those of the container's user namespace. */
function planIdMap({ destination, options = [], uidMappings = [], gidMappings = [] }: Mount, linux: Linux): IdMap | undefined {
  const recursive = options.includes("ridmap");
  if (!recursive && !options.includes("idmap") && uidMappings.length + gidMappings.length === 0) return undefined;
  const [uids, gids] = uidMappings.length + gidMappings.length > 0 ? [uidMappings, gidMappings] : [linux.uidMappings ?? [], linux.gidMappings ?? []];
  if (uids.length === 0 || gids.length === 0) throw new ConfigError(`config.json: mounts (${destination}): an id-mapped mount needs uidMappings and gidMappings, its own or the container's`);
  return { uids, gids, recursive };
}

function planBind(mount: Mount, index: number, folder: string, bundle: string, host: HostView, linux: Linux): PlannedMount {
  const at = `mounts (${mount.destination}) source`;
  if ((mount.source ?? "") === "") throw new ConfigError(`config.json: ${at} must not be empty for a bind mount`);
  const source = resolve(bundle, mount.source ?? "");
  const kind = host.fileKind(source);
  if (kind === undefined) throw new ConfigError(`config.json: ${at} ${source}: no such file or directory`);
  if (typeof kind === "object") {
    const { major, minor } = kind.characterDevice;
    const device = guestDevices.get(`${major}:${minor}`);
    if (device === undefined) throw new UnsupportedError("mounts[].source", `${at} ${source}`, `a device, ${major}:${minor}`);
    return { ...planGuestMount({ ...mount, source: device }, []), bind: undefined, below: [] };
  }
  if (kind !== "directory" && kind !== "file") throw new UnsupportedError("mounts[].source", `${at} ${source}`, `a ${kind}`);
  const fileSystem = host.kernelFileSystem(source);
  if (fileSystem !== undefined) throw new UnsupportedError("mounts[].source", `${at} ${source}`, fileSystem);
  const options = mount.options ?? [];
  const name = `mounts/${index}`;
  const { flags: inherited, below } = host.mountAt(source);
  const idmap = planIdMap(mount, linux);
  const planned = planGuestMount({ ...mount, source: join(folder, name) }, inherited);
  const readonly = planned.guest.options?.includes("ro") === true;
  const bind = { source, name, recursive: options.includes("rbind"), readonly, directory: kind === "directory", ...(idmap === undefined ? {} : { idmap }) };
  const inner = (bind.recursive ? below : [])
    .filter(({ path }) => host.fileKind(join(source, path)) !== undefined && host.kernelFileSystem(join(source, path)) === undefined)
    .map(({ path, flags }) => ({ destination: join(mount.destination, path), source: join(folder, name, path), ...planOptionsBelow(options, flags) }));
  return {
    guest: planned.guest,
    bind,
    below: inner.map(({ destination, source: inside, crun }) => ({ destination, type: "bind", source: inside, options: crun })),
    flags: [...planned.flags, ...inner.flatMap(({ destination, helper }) => helperArguments(destination, helper))],
  };
}

/** crun runs it in the container's mount namespace, where the mounts are, before it changes the root. */
function planFlagsHook(root: string, mounts: readonly string[]): Hooks {
  return mounts.length === 0 ? {} : { createContainer: [{ path: mountFlags, args: ["mount-flags", root, ...mounts] }] };
}

function planVcpus(cpu: NonNullable<Resources["cpu"]>, host: HostView): number {
  const quota = Number(cpu.quota ?? 0);
  const period = Number(cpu.period ?? 0) > 0 ? Number(cpu.period) : 100_000;
  const fromQuota = quota > 0 ? Math.min(Math.ceil(quota / period), host.cpuCount) : 1;
  const cpus = (cpu.cpus ?? "") === "" ? [0] : (parseCpuList(cpu.cpus ?? "") ?? [0]);
  return Math.max(1, fromQuota, (cpus.at(-1) ?? 0) + 1);
}

function planMemory(limit: number | bigint | undefined): number {
  const bytes = Number(limit ?? 0);
  if (bytes <= 0) return defaultMemoryBytes;
  return Math.ceil((bytes + guestOverheadBytes) / (2 * mebibyte)) * 2 * mebibyte;
}

function planShape({ linux, annotations = {} }: Config, host: HostView): VmShape {
  const { cpu = {}, memory = {} } = linux?.resources ?? {};
  const pod = podShape(annotations);
  return { vcpus: planVcpus({ ...cpu, ...pod.cpu }, host), memoryBytes: planMemory(pod.memoryBytes ?? memory.limit) };
}

function knownCapabilities(sets: Capabilities, warnings: string[]): Capabilities {
  const entries = Object.entries(sets).map(([set, names]: [string, readonly string[]]) => {
    const unknown = names.filter((name) => !capabilities.includes(name.toUpperCase()));
    for (const name of unknown) warnings.push(`process.capabilities.${set}: ignoring unknown capability ${name}`);
    return [set, names.filter((name) => !unknown.includes(name))] as const;
  });
  return Object.fromEntries(entries);
}

/** The mount points that lie in the root itself, not in what is mounted before. */
function planMountPoints(mounts: readonly PlannedMount[]): readonly MountPoint[] {
  const places = mounts.map(({ guest, bind }) => ({ path: resolve("/", guest.destination), directory: guestFile(guest, bind) === undefined }));
  return places.filter(({ path }, index) => path !== "/" && !places.slice(0, index).some((earlier) => path.startsWith(`${earlier.path === "/" ? "" : earlier.path}/`)));
}

/** The file that a mount binds, if it binds one. */
function guestFile(guest: Mount, bind: SharedBind | undefined): string | undefined {
  return isBind(guest) && bind?.directory !== true ? guest.source : undefined;
}

/** A part of the config as JSON, without what is applied elsewhere. The checked types hold nothing but JSON. */
function without(part: object, ...keys: readonly string[]): JsonObject {
  const entries: [string, unknown][] = Object.entries(part);
  return Object.fromEntries(entries.filter(([key]) => !keys.includes(key))) as JsonObject;
}

/** A process as crun in the guest gets it. */
export function planProcess(process: Process, warnings: string[]): JsonObject {
  const planned = {
    ...process,
    user: { uid: 0, gid: 0, ...process.user },
    ...(process.capabilities === undefined ? {} : { capabilities: knownCapabilities(process.capabilities, warnings) }),
  };
  return without(planned, "apparmorProfile", "selinuxLabel");
}

/** What is a zero or empty value of "not set", and what cgroup v2 does anyway, is left out: crun would refuse some of it. */
export function planResources(resources: Resources): JsonObject {
  const { memory, cpu } = resources;
  const guestMemory = without(memory ?? {}, "useHierarchy", "disableOOMKiller");
  const guestCpu: JsonObject = Object.fromEntries(
    Object.entries(cpu ?? {}).filter(([name, value]) => value !== "" && !(Number(value) === 0 && (name === "shares" || name.startsWith("realtime")))),
  );
  return {
    ...without(resources, "blockIO", "network", "rdma"),
    ...(memory ? { memory: guestMemory } : {}),
    ...(cpu ? { cpu: guestCpu } : {}),
  };
}

/** The container's cgroup in the guest, below the root of the hierarchy. */
export function guestCgroup(id: string): string {
  return `/vrun/${id}`;
}

/** crun takes a limit of 0 tasks for none (1.28, write_pids_resources); the spec means 0. */
function withZeroPids(resources: Resources): Resources {
  if (Number(resources.pids?.limit ?? -1) !== 0) return resources;
  return { ...resources, unified: { "pids.max": "0", ...resources.unified } };
}

/** Nobody connects to the listener without SCMP_ACT_NOTIFY; crun would. */
function planSeccomp(seccomp: NonNullable<Linux["seccomp"]>): JsonObject {
  return without(seccomp, "listenerPath", "listenerMetadata");
}

/** At the end crun gives all mounts a recursive propagation, or with none the private one; a mount may be otherwise only where the root's is its own alone. */
function ofRootAlone(propagation: string): string {
  return propagation === "" ? "private" : propagation.replace(/^r/, "");
}

/** A namespace of another container of the pod is named by that one's id: its process has another pid in the guest. */
function planNamespace({ type, path = "" }: Namespace, pod: PodView | undefined): JsonObject {
  const member = path === "" ? undefined : pod?.memberAt(path);
  return member === undefined ? { type } : { type, path: `${memberPrefix}${member}` };
}

function planLinux(config: Config, id: string, hasOtherPropagation: boolean, pod: PodView | undefined): Json {
  const linux = config.linux ?? {};
  const { resources, seccomp } = linux;
  return {
    ...without(linux, "mountLabel", "netDevices"),
    namespaces: (linux.namespaces ?? []).map((namespace) => planNamespace(namespace, pod)),
    cgroupsPath: guestCgroup(id),
    ...(resources ? { resources: planResources(withZeroPids(resources)) } : {}),
    ...(seccomp ? { seccomp: planSeccomp(seccomp) } : {}),
    ...(hasOtherPropagation ? { rootfsPropagation: ofRootAlone(linux.rootfsPropagation ?? "") } : {}),
  };
}

function isDevice(kind: FileKind, { type, major, minor }: Device): boolean {
  if (type === "p") return kind === "fifo";
  if (type === "b") return kind === "block device";
  return typeof kind === "object" && kind.characterDevice.major === major && kind.characterDevice.minor === minor;
}

/** Something else at a device's path is an error (config-linux.md, "Devices"), which crun does not look for. */
function refuseTakenPaths(config: Config, rootfs: string, host: HostView): void {
  const covers = (destination: string, path: string): boolean => path === destination || path.startsWith(`${destination}/`);
  for (const device of config.linux?.devices ?? []) {
    if (config.mounts?.some(({ destination }) => covers(resolve("/", destination), resolve(device.path)))) continue;
    const kind = host.kindInRoot(rootfs, device.path);
    if (kind !== undefined && !isDevice(kind, device)) throw new ConfigError(`config.json: linux.devices: ${device.path} is something else in the root already`);
  }
}

/**
 * Plans a container.
 *
 * @param bundle Absolute path of the bundle.
 * @param pod The pod whose sandbox it joins; without one it gets a sandbox of its own.
 * @throws {ConfigError | UnsupportedError} when the config names what is not there or cannot be applied.
 */
export function planContainer(id: string, bundle: string, loaded: LoadedConfig, host: HostView, pod?: PodView): ContainerPlan {
  const { config } = loaded;
  refuseUnsupported(config, host, pod);
  const warnings = loaded.unknown.map((path) => `config.json: ignoring unknown property ${path}`);
  const rootPath = config.root?.path ?? "";
  const rootfs = isAbsolute(rootPath) ? resolve(rootPath) : resolve(bundle, rootPath);
  if (host.fileKind(rootfs) !== "directory") throw new ConfigError(`invalid rootfs: root.path ${rootfs} is no directory`);
  refuseTakenPaths(config, rootfs, host);
  const folder = join(guestShared, id);
  const mounts = (config.mounts ?? []).map((mount, index) => planMount(mount, index, folder, bundle, host, config.linux ?? {}));
  const flags = mounts.flatMap((mount) => mount.flags);
  const root = { source: rootfs, name: "rootfs", recursive: true, readonly: config.root?.readonly === true, directory: true };
  const process = config.process ?? {};
  const guestConfig = {
    ociVersion: config.ociVersion,
    process: planProcess(process, warnings),
    root: { path: join(folder, "rootfs"), readonly: config.root?.readonly === true },
    ...(config.hostname === undefined ? {} : { hostname: config.hostname }),
    ...(config.domainname === undefined ? {} : { domainname: config.domainname }),
    mounts: mounts.flatMap(({ guest, below }) => [without(guest, "uidMappings", "gidMappings"), ...below]),
    hooks: planFlagsHook(join(folder, "rootfs"), flags),
    linux: planLinux(config, id, flags.some((word) => word.split(",").includes("unbindable")), pod),
  } as unknown as Json;
  return {
    id,
    ociVersion: config.ociVersion,
    bundle,
    rootfs,
    annotations: config.annotations ?? {},
    binds: [root, ...mounts.flatMap(({ bind }) => (bind === undefined ? [] : [bind]))],
    mountPoints: planMountPoints(mounts),
    shape: planShape(config, host),
    networkPath: config.linux?.namespaces?.find(({ type, path }) => type === "network" && path !== "")?.path,
    cgroupsPath: config.linux?.cgroupsPath,
    cpus: config.linux?.resources?.cpu?.cpus ?? "",
    hooks: config.hooks ?? {},
    args: process.args ?? [],
    terminal: process.terminal === true,
    columns: process.consoleSize?.width ?? 0,
    rows: process.consoleSize?.height ?? 0,
    guestConfig,
    warnings,
  };
}
