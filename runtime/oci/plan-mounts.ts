/** Plans a container's mounts: what the host shares, what crun mounts in the guest, and which flags are set besides. */

import { join, relative, resolve } from "node:path";
import { ConfigError, UnsupportedError } from "../errors/errors.ts";
import type { Hooks, IdMapping, Linux, Mount } from "./config.ts";
import type { HostView } from "./host-view.ts";
import { inheritedFlags, planOptions, planOptionsBelow, undoneFlags } from "./mount-options.ts";
import { PathTree } from "./path-tree.ts";
import { guestDisk, type BlockDevice } from "./plan-devices.ts";
import { isBind, isOfDisk } from "./refusals.ts";

/** Of the guest image; runtime/guest/tools. */
const mountFlags = "/usr/bin/mount-flags";

/** A host path that is bound into the shared folder of the sandbox. */
export interface SharedBind {
  readonly source: string;
  /** Path below the container's folder in the shared folder. */
  readonly name: string;
  readonly recursive: boolean;
  /** Whether it is read-only or writable on the host whatever its source is; the latter within what the file system permits. */
  readonly access: "ro" | "rw" | "same";
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

/** The character devices whose bind mount means the guest's own. */
const guestDevices: ReadonlyMap<string, string> = new Map([
  ["1:3", "/dev/null"], ["1:5", "/dev/zero"], ["1:7", "/dev/full"], ["1:8", "/dev/random"], ["1:9", "/dev/urandom"], ["5:0", "/dev/tty"],
]);

/** A mount, and what each place has to do for it. */
export interface PlannedMount {
  /** The mount in the guest. */
  readonly guest: Mount;
  readonly bind: SharedBind | undefined;
  /** The block device of the host that the guest needs for it. */
  readonly disk?: BlockDevice;
  /** Whether it is mounted on a folder; else on a file. */
  readonly directory: boolean;
  /** What the host has mounted below the source of a recursive bind: mounts of their own, with their own flags. */
  readonly below: readonly Mount[];
  /** Arguments of `mount-flags` in the guest: a destination and words, for each mount that needs it. */
  readonly flags: readonly string[];
}

interface PlacedMount {
  readonly mount: Mount;
  readonly index: number;
}

/** What a mount's plan depends on besides the mount. */
export interface MountContext {
  /** How many come before it, which names the shared folder of a bind. */
  readonly index: number;
  /** Those before it, with their places in the order. */
  readonly earlier: PathTree<PlacedMount>;
  /** Where the guest finds what the container shares. */
  readonly folder: string;
  readonly bundle: string;
  readonly rootfs: string;
  readonly host: HostView;
  readonly linux: Linux;
}

/** Plans mounts in their order. @throws {ConfigError | UnsupportedError} A source is not there, or does not cross the VM's boundary. */
export function planMounts(mounts: readonly Mount[], context: Omit<MountContext, "index" | "earlier">): PlannedMount[] {
  const earlier = new PathTree<PlacedMount>();
  return mounts.map((mount, index) => {
    const planned = planMount(mount, { ...context, index, earlier });
    earlier.set(mount.destination, { mount, index });
    return planned;
  });
}

function planMount(mount: Mount, context: MountContext): PlannedMount {
  if (isBind(mount)) return planBind(mount, context);
  if (isOfDisk(mount)) return planDisk(mount, context);
  return { ...planGuestMount(withMode(mount, context), []), bind: undefined, directory: true, below: [] };
}

/** A tmpfs takes over the mode of the folder it covers. The root gets that folder before crun looks: where there was none, it is the kernel's default. */
function withMode(mount: Mount, { earlier, rootfs, host }: MountContext): Mount {
  const { type, destination, options = [] } = mount;
  if (type !== "tmpfs" || options.some((option) => option.startsWith("mode=")) || covering(earlier, destination) !== undefined) return mount;
  return host.fileKind(join(rootfs, destination)) === undefined ? { ...mount, options: [...options, "mode=1777"] } : mount;
}

/** The last of the mounts that a path of the container lies on. */
function covering(mounts: PathTree<PlacedMount>, path: string): Mount | undefined {
  return mounts.covering(path).reduce<PlacedMount | undefined>((last, placed) => (placed.index > (last?.index ?? -1) ? placed : last), undefined)?.mount;
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

/** A bind of what an earlier mount of the container shows: crun finds it where it has mounted that, in the guest. */
function planInnerBind(mount: Mount, inner: string, cover: Mount, { folder, bundle, host }: MountContext): PlannedMount {
  const behind = isBind(cover) ? resolve(bundle, cover.source ?? "", relative(resolve("/", cover.destination), inner)) : undefined;
  const directory = behind === undefined || host.fileKind(behind) === "directory";
  return { ...planGuestMount({ ...mount, source: join(folder, "rootfs", inner) }, []), bind: undefined, directory, below: [] };
}

/** A file system on a block device of the host, which is a disk of the VM. */
function planDisk(mount: Mount, { bundle, host }: MountContext): PlannedMount {
  const at = `mounts (${mount.destination}) source`;
  const source = resolve(bundle, mount.source ?? "");
  const kind = host.fileKind(source);
  if (typeof kind !== "object" || !("blockDevice" in kind)) throw new ConfigError(`config.json: ${at} ${source}: a mount of type ${mount.type} needs a block device`);
  const planned = planGuestMount({ ...mount, source: guestDisk(kind.blockDevice) }, []);
  return { ...planned, bind: undefined, disk: { ...kind.blockDevice, writable: !isReadOnly(planned.guest) }, directory: true, below: [] };
}

const isReadOnly = ({ options = [] }: Mount): boolean => options.includes("ro");

function planBind(mount: Mount, context: MountContext): PlannedMount {
  const { index, earlier, folder, bundle, rootfs, host, linux } = context;
  const at = `mounts (${mount.destination}) source`;
  if ((mount.source ?? "") === "") throw new ConfigError(`config.json: ${at} must not be empty for a bind mount`);
  const source = resolve(bundle, mount.source ?? "");
  const inner = source.startsWith(`${rootfs}/`) ? source.slice(rootfs.length) : undefined;
  const cover = inner === undefined ? undefined : covering(earlier, inner);
  if (inner !== undefined && cover !== undefined) return planInnerBind(mount, inner, cover, context);
  const kind = host.fileKind(source);
  if (kind === undefined) throw new ConfigError(`config.json: ${at} ${source}: no such file or directory`);
  if (typeof kind === "object" && "blockDevice" in kind) {
    const planned = planGuestMount({ ...mount, source: guestDisk(kind.blockDevice) }, []);
    return { ...planned, bind: undefined, disk: { ...kind.blockDevice, writable: !isReadOnly(planned.guest) }, directory: false, below: [] };
  }
  if (typeof kind === "object") {
    const { major, minor } = kind.characterDevice;
    const device = guestDevices.get(`${major}:${minor}`);
    if (device === undefined) throw new UnsupportedError("mounts[].source", `${at} ${source}`, `a device, ${major}:${minor}`);
    return { ...planGuestMount({ ...mount, source: device }, []), bind: undefined, directory: false, below: [] };
  }
  if (kind !== "directory" && kind !== "file") throw new UnsupportedError("mounts[].source", `${at} ${source}`, `a ${kind}`);
  const fileSystem = host.kernelFileSystem(source);
  if (fileSystem !== undefined) throw new UnsupportedError("mounts[].source", `${at} ${source}`, fileSystem);
  const options = mount.options ?? [];
  const name = `mounts/${index}`;
  const { flags: ofSource, below } = host.mountAt(source);
  const locked = (linux.namespaces ?? []).some(({ type }) => type === "user");
  const [undone] = locked ? undoneFlags(options, ofSource) : [];
  if (undone !== undefined) throw new ConfigError(`config.json: mounts (${mount.destination}): in a user namespace the option ${undone} of its source cannot be undone`);
  const idmap = planIdMap(mount, linux);
  const planned = planGuestMount({ ...mount, source: join(folder, name) }, locked ? ofSource : inheritedFlags(options, ofSource));
  const access = isReadOnly(planned.guest) ? ("ro" as const) : ("rw" as const);
  const bind = { source, name, recursive: options.includes("rbind"), access, directory: kind === "directory", ...(idmap === undefined ? {} : { idmap }) };
  const belowIt = (bind.recursive ? below : [])
    .filter(({ path }) => host.fileKind(join(source, path)) !== undefined && host.kernelFileSystem(join(source, path)) === undefined)
    .map(({ path, flags }) => ({ destination: join(mount.destination, path), source: join(folder, name, path), ...planOptionsBelow(options, flags) }));
  return {
    guest: planned.guest,
    bind,
    directory: bind.directory,
    below: belowIt.map(({ destination, source: inside, crun }) => ({ destination, type: "bind", source: inside, options: crun })),
    flags: [...planned.flags, ...belowIt.flatMap(({ destination, helper }) => helperArguments(destination, helper))],
  };
}

/** crun runs it in the container's mount namespace, where the mounts are, before it changes the root. */
export function planFlagsHook(root: string, mounts: readonly string[]): Hooks {
  return mounts.length === 0 ? {} : { createContainer: [{ path: mountFlags, args: ["mount-flags", root, ...mounts] }] };
}

/** The mount points that lie in the root itself, not in what is mounted before. */
export function planMountPoints(mounts: readonly PlannedMount[]): readonly MountPoint[] {
  const places = mounts.map(({ guest, directory }) => ({ path: resolve("/", guest.destination), directory }));
  const earlier = new PathTree<string>();
  return places.filter(({ path }) => {
    const isInRoot = earlier.covering(path).every((place) => place === path);
    earlier.set(path, path);
    return path !== "/" && isInRoot;
  });
}
