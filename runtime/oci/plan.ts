/** Turns a checked config.json into what each place has to do: the host, the VM, and crun in the guest. */

import { isAbsolute, join, resolve } from "node:path";
import { ConfigError } from "../errors/errors.ts";
import { limitsBlockIO } from "./block-io.ts";
import type { BlockIO, Capabilities, Config, Device, Hooks, Linux, Namespace, Process, Resources } from "./config.ts";
import type { FileKind, HostView } from "./host-view.ts";
import { formatJson, type Json, type JsonObject } from "./json.ts";
import type { LoadedConfig } from "./load.ts";
import { capabilities } from "./names.ts";
import { PathTree } from "./path-tree.ts";
import { needsApparmor, planPolicy } from "./plan-apparmor.ts";
import { planBlockDevices, type BlockDevice } from "./plan-devices.ts";
import { rulesForNewerCalls } from "./newer-calls.ts";
import { planFlagsHook, planMountPoints, planMounts, type MountPoint, type SharedBind } from "./plan-mounts.ts";
import { planReadyMount, withReadySocket } from "./plan-ready.ts";
import { planShape, sizingLimits, type SizingLimits, type VmShape } from "./plan-shape.ts";
import { refuseUnsupported, type PodView } from "./refusals.ts";
import { specVersion } from "./version.ts";

/** Where the guest mounts the sandbox's shared folder. */
export const guestShared = "/run/shared";
/** What a namespace's path begins with that is the one of a container in the same sandbox; its id follows. */
export const memberPrefix = "vrun:";
export interface ContainerPlan {
  readonly id: string;
  /** Of the state that vrun tells, to callers and to hooks. */
  readonly ociVersion: string;
  readonly bundle: string;
  readonly rootfs: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly binds: readonly SharedBind[];
  readonly mountPoints: readonly MountPoint[];
  readonly shape: VmShape;
  /** Whether a sandbox of its own is to have AppArmor. */
  readonly apparmor: boolean;
  /** AppArmor policy for the guest to load. */
  readonly policy: Buffer | undefined;
  /** Its own limits, by which a pod's VM grows. */
  readonly limits: SizingLimits;
  /** The network namespace on the host: a path to join, or a new one. */
  readonly networkPath: string | undefined;
  readonly cgroupsPath: string | undefined;
  readonly cpus: string;
  /** For the cgroup on the host. */
  readonly blockIO: BlockIO | undefined;
  /** Block devices of the host for the VM. */
  readonly blockDevices: readonly BlockDevice[];
  readonly hooks: Hooks;
  readonly args: readonly string[];
  readonly terminal: boolean;
  readonly columns: number;
  readonly rows: number;
  /** The config.json for crun in the guest. */
  readonly guestConfig: Json;
  readonly warnings: readonly string[];
}

/** Of one kind of warning; more than these say nothing that the first do not. */
const warningsMax = 20;

function namedWarnings(all: readonly string[]): string[] {
  return all.length <= warningsMax ? [...all] : [...all.slice(0, warningsMax), `and ${all.length - warningsMax} more like the last`];
}

function knownCapabilities(sets: Capabilities, warnings: string[]): Capabilities {
  const entries = Object.entries(sets).map(([set, names]: [string, readonly string[]]) => {
    const unknown = new Set(names.filter((name) => !capabilities.includes(name)));
    warnings.push(...namedWarnings([...unknown].map((name) => `process.capabilities.${set}: ignoring unknown capability ${name}`)));
    return [set, names.filter((name) => !unknown.has(name))] as const;
  });
  return Object.fromEntries(entries);
}

/** A part of the config as JSON, without what is applied elsewhere. The checked types hold nothing but JSON. */
function without(part: object, ...keys: readonly string[]): JsonObject {
  const entries: [string, unknown][] = Object.entries(part);
  return Object.fromEntries(entries.filter(([key]) => !keys.includes(key))) as JsonObject;
}

/** Linux gives a program 2 MiB of arguments and environment unless its stack may grow beyond 8, and to read more takes a guest's crun minutes. */
const maxGuestBytes = 2 * 1024 * 1024;

function refuseTooLarge(bytes: number): void {
  if (bytes > maxGuestBytes) throw new ConfigError(`config.json: ${bytes} bytes of it are for the guest, which takes ${maxGuestBytes}`);
}

/** A process as crun in the guest gets it. @throws {ConfigError} */
export function planProcess(process: Process, warnings: string[]): JsonObject {
  const planned = {
    ...process,
    ...(process.env === undefined ? {} : { env: planEnvironment(process.env) }),
    user: { uid: 0, gid: 0, ...process.user },
    ...(process.capabilities === undefined ? {} : { capabilities: knownCapabilities(process.capabilities, warnings) }),
  };
  const guest = without(planned, "selinuxLabel", ...(process.apparmorProfile === "" ? ["apparmorProfile"] : []));
  refuseTooLarge(Buffer.byteLength(formatJson(guest)));
  return guest;
}

/** An empty HOME counts as none with runc; crun fills in only what is absent. */
function planEnvironment(env: readonly string[]): readonly string[] {
  return env.filter((entry) => entry !== "HOME=");
}

/** A startContainer hook without an environment has that of the process, as with runc. */
function planHooks({ hooks = {}, process }: Config): Hooks {
  if (hooks.startContainer === undefined) return hooks;
  const withoutOwn = hooks.startContainer.filter(({ env }) => env === undefined).length;
  refuseTooLarge(withoutOwn * Buffer.byteLength(formatJson(process?.env ?? [])) + Buffer.byteLength(formatJson(hooks.startContainer as unknown as Json)));
  return { ...hooks, startContainer: hooks.startContainer.map((hook) => ({ ...hook, env: hook.env ?? process?.env ?? [] })) };
}

const memoryLimits: readonly string[] = ["limit", "reservation", "swap"];

/**
 * What is a zero or empty value of "not set", and what cgroup v2 does anyway, is left out: crun would refuse some of it, and
 * by a memory limit of 0, which is none with runc, end all processes.
 */
export function planResources(resources: Resources): JsonObject {
  const { memory, cpu, blockIO } = resources;
  const guestMemory: JsonObject = Object.fromEntries(
    Object.entries(without(memory ?? {}, "useHierarchy", "disableOOMKiller", "kernel", "kernelTCP")).filter(([name, value]) => !(Number(value) === 0 && memoryLimits.includes(name))),
  );
  const guestCpu: JsonObject = Object.fromEntries(
    Object.entries(cpu ?? {}).filter(([name, value]) => value !== "" && !(Number(value) === 0 && (name === "shares" || name.startsWith("realtime")))),
  );
  return {
    ...without(resources, "blockIO", "network", "rdma"),
    ...(memory ? { memory: guestMemory } : {}),
    ...(cpu ? { cpu: guestCpu } : {}),
    ...((blockIO?.weight ?? 0) === 0 ? {} : { blockIO: { weight: blockIO?.weight ?? 0 } }),
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
  const newer = rulesForNewerCalls(seccomp);
  return { ...without(seccomp, "listenerPath", "listenerMetadata"), ...(newer.length === 0 ? {} : { syscalls: [...(seccomp.syscalls ?? []), ...newer] }) };
}

/** At the end crun gives all mounts a recursive propagation, or with none the private one; a mount may be otherwise only where the root's is its own alone. */
function ofRootAlone(propagation: string): string {
  return propagation === "" ? "private" : propagation.replace(/^r/, "");
}

/** A namespace of another container of the pod is named by that one's id: its process has another pid in the guest. */
function planNamespace({ type, path = "" }: Namespace, pod: PodView | undefined): JsonObject {
  const member = path === "" ? undefined : pod?.memberAt(path, type);
  return member === undefined ? { type } : { type, path: `${memberPrefix}${member}` };
}

/** As stat(2) tells a mode, it says a type too; crun gives all of it to mknod(2), whose type is the device's. */
function withoutTypeBits(device: Device): Json {
  const node: JsonObject = without(device);
  return device.fileMode === undefined ? node : { ...node, fileMode: device.fileMode & 0o7777 };
}

function planLinux(config: Config, id: string, hasOtherPropagation: boolean, pod: PodView | undefined): Json {
  const linux = config.linux ?? {};
  const { resources, seccomp } = linux;
  return {
    // crun runs without address space randomisation: to set a personality gives it back to the container.
    personality: { domain: "LINUX" },
    ...without(linux, "mountLabel", "netDevices"),
    namespaces: (linux.namespaces ?? []).map((namespace) => planNamespace(namespace, pod)),
    ...(linux.devices ? { devices: linux.devices.map(withoutTypeBits) } : {}),
    cgroupsPath: guestCgroup(id),
    ...(resources ? { resources: planResources(withZeroPids(resources)) } : {}),
    ...(seccomp ? { seccomp: planSeccomp(seccomp) } : {}),
    ...(linux.maskedPaths ? { maskedPaths: [...new Set(linux.maskedPaths)] } : {}),
    ...(hasOtherPropagation ? { rootfsPropagation: ofRootAlone(linux.rootfsPropagation ?? "") } : {}),
  };
}

function isDevice(kind: FileKind, { type, major, minor }: Device): boolean {
  if (type === "p") return kind === "fifo";
  if (type === "b") return typeof kind === "object" && "blockDevice" in kind;
  return typeof kind === "object" && "characterDevice" in kind && kind.characterDevice.major === major && kind.characterDevice.minor === minor;
}

/** Something else at a device's path is an error (config-linux.md, "Devices"), which crun does not look for. */
function refuseTakenPaths(config: Config, rootfs: string, host: HostView): void {
  const mounted = new PathTree<true>();
  for (const { destination } of config.mounts ?? []) mounted.set(destination, true);
  for (const device of config.linux?.devices ?? []) {
    if (mounted.covering(device.path).length > 0) continue;
    const kind = host.kindInRoot(rootfs, device.path);
    if (kind !== undefined && !isDevice(kind, device)) throw new ConfigError(`config.json: linux.devices: ${device.path} is something else in the root already`);
  }
}

/**
 * Plans a container.
 *
 * @param bundle Absolute path of the bundle.
 * @param pod The pod whose sandbox it joins; without one it gets a sandbox of its own.
 * @param tellsReady Whether its process gets a socket to say that it is ready.
 * @throws {ConfigError | UnsupportedError} when the config names what is not there or cannot be applied.
 */
export function planContainer(id: string, bundle: string, loaded: LoadedConfig, host: HostView, pod?: PodView, tellsReady = false): ContainerPlan {
  const config = tellsReady ? withReadySocket(loaded.config) : loaded.config;
  refuseUnsupported(config, host, pod);
  const warnings = namedWarnings(loaded.unknown.map((path) => `config.json: ignoring unknown property ${path}`));
  const rootPath = config.root?.path ?? "";
  const rootfs = isAbsolute(rootPath) ? resolve(rootPath) : resolve(bundle, rootPath);
  // As runc has it, and the bundle itself may be reached by a link.
  const [base, below] = rootfs === bundle || rootfs.startsWith(`${bundle}/`) ? [bundle, rootfs.slice(bundle.length)] : ["/", rootfs];
  if (host.kindInRoot(base, below) !== "directory") throw new ConfigError(`invalid rootfs: root.path ${rootfs} is no directory, or a symbolic link`);
  refuseTakenPaths(config, rootfs, host);
  const folder = join(guestShared, id);
  const mounts = planMounts(config.mounts ?? [], { folder, bundle, rootfs, host, linux: config.linux ?? {} });
  const flags = mounts.flatMap((mount) => mount.flags);
  const disks = mounts.flatMap(({ disk }) => (disk === undefined ? [] : [disk]));
  const root = { source: rootfs, name: "rootfs", recursive: true, access: config.root?.readonly === true ? ("ro" as const) : ("same" as const), directory: true };
  const process = config.process ?? {};
  const ready = tellsReady ? [planReadyMount(id)] : [];
  const policy = planPolicy(process, host);
  const guestConfig = {
    ociVersion: config.ociVersion,
    process: planProcess(process, warnings),
    root: { path: join(folder, "rootfs"), readonly: config.root?.readonly === true },
    ...(config.hostname === undefined ? {} : { hostname: config.hostname }),
    ...(config.domainname === undefined ? {} : { domainname: config.domainname }),
    mounts: mounts.flatMap(({ guest, below }) => [without(guest, "uidMappings", "gidMappings"), ...below]).concat(ready.map(({ mount }) => mount)),
    hooks: planFlagsHook(join(folder, "rootfs"), flags),
    linux: planLinux(config, id, flags.some((word) => word.split(",").includes("unbindable")), pod),
  } as unknown as Json;
  refuseTooLarge(Buffer.byteLength(formatJson(guestConfig)));
  return {
    id,
    ociVersion: specVersion,
    bundle,
    rootfs,
    annotations: config.annotations ?? {},
    binds: [root, ...mounts.flatMap(({ bind }) => (bind === undefined ? [] : [bind]))],
    mountPoints: [...planMountPoints(mounts), ...ready.map(({ place }) => place)],
    shape: planShape(config, host),
    apparmor: needsApparmor(config, policy, host),
    policy,
    limits: sizingLimits(config.linux?.resources ?? {}),
    networkPath: config.linux?.namespaces?.find(({ type, path }) => type === "network" && path !== "")?.path,
    cgroupsPath: config.linux?.cgroupsPath,
    cpus: config.linux?.resources?.cpu?.cpus ?? "",
    blockIO: limitsBlockIO(config.linux?.resources?.blockIO) ? config.linux.resources.blockIO : undefined,
    blockDevices: planBlockDevices(config.linux ?? {}, disks, host),
    hooks: planHooks(config),
    args: process.args ?? [],
    terminal: process.terminal === true,
    columns: process.consoleSize?.width ?? 0,
    rows: process.consoleSize?.height ?? 0,
    guestConfig,
    warnings,
  };
}
