/** The state of a container on disk, and its status, which is always computed. */

import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { ContainerExistsError, ContainerNotFoundError, ForeignStateError, HostError, RuntimeError, UsageError, messageOf } from "../errors/errors.ts";
import type { Hook } from "../oci/config.ts";
import { mountsBelow, parseMountInfo } from "../oci/host-mounts.ts";
import { rewriteReserved } from "./files.ts";
import { isAlive, type HostProcess } from "./host-process.ts";
import { makeLock, type HeldLock } from "./lock.ts";
import { containerPaths, sandboxPath, startMarks, type ContainerPaths } from "./paths.ts";

export type ContainerStatus = "creating" | "created" | "running" | "paused" | "stopped";

/** Raised with each change that an older version of vrun would misread. */
export const stateFormat = 3;

export interface ContainerState {
  readonly schemaVersion: typeof stateFormat;
  readonly id: string;
  /** The id of the container whose sandbox it is in: its own, or that of its pod's sandbox. */
  readonly sandbox: string;
  readonly ociVersion: string;
  readonly bundle: string;
  readonly rootfs: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339, UTC. */
  readonly created: string;
  /** How far the commands have brought it; what is alive says the rest. */
  readonly stage: "creating" | "created" | "running";
  readonly paused: boolean;
  /** The command that makes the container, while `stage` is creating. */
  readonly creator: HostProcess;
  readonly shim: HostProcess | null;
  /** The monitor of a sandbox that was made for this container. */
  readonly monitor: HostProcess | null;
  /** Host cgroups that create made, parents first. */
  readonly cgroups: readonly string[];
  /** cgroup.procs files that the container's processes on the host join. */
  readonly cgroupFiles: readonly string[];
  readonly startContainer: readonly Hook[];
  readonly poststart: readonly Hook[];
  readonly poststop: readonly Hook[];
}

/** An id that is not `[\w+.-]+`, or `.` or `..`. */
export class InvalidIdError extends RuntimeError {
  override readonly code = "INVALID_ID";

  constructor() {
    super("invalid container ID format");
  }
}

/** Checks an id as runc does. @throws {InvalidIdError} */
export function checkId(id: string): void {
  if (id === "") throw new UsageError("container id cannot be empty");
  if (!/^[\w+.-]{1,255}$/.test(id) || id === "." || id === "..") throw new InvalidIdError();
}

/** A container that is being made, locked by who makes it. */
export interface Claim {
  readonly paths: ContainerPaths;
  readonly lock: HeldLock;
}

/** Takes the id. @throws {ContainerExistsError} when it is taken. @throws {HostError} Nothing of it is left. */
export function claimId(root: string, id: string): Claim {
  const paths = containerPaths(root, id);
  try {
    mkdirSync(paths.containers, { recursive: true, mode: 0o700 });
    mkdirSync(paths.directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw new ContainerExistsError();
    throw new HostError(`cannot make the state of the container: ${messageOf(error)}`, { cause: error });
  }
  try {
    return { paths, lock: makeLock(paths.lock) };
  } catch (error) {
    rmSync(paths.directory, { recursive: true, force: true });
    throw new HostError(`cannot make the state of the container: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws {HostError} The state is what it was. */
export function writeState(paths: ContainerPaths, state: ContainerState): void {
  try {
    rewriteReserved(paths.state, `${JSON.stringify(state)}\n`, 0o600);
  } catch (error) {
    throw new HostError(`cannot write the state of ${state.id}: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws {ContainerNotFoundError} when there is no such container. @throws {ForeignStateError} when it cannot be read. */
export function readState(root: string, id: string): ContainerState {
  checkId(id);
  const paths = containerPaths(root, id);
  let text: string;
  try {
    text = readFileSync(paths.state, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") throw new ContainerNotFoundError();
    throw new HostError(`cannot read the state of ${id}: ${messageOf(error)}`, { cause: error });
  }
  const state = parseState(text, id);
  const isStarted = state.stage === "created" && existsSync(startMarks(sandboxPath(root, state.sandbox), id).started);
  return isStarted ? { ...state, stage: "running" } : state;
}

/** As `readState`, but undefined when there is no such container. */
export function findState(root: string, id: string): ContainerState | undefined {
  try {
    return readState(root, id);
  } catch (error) {
    if (error instanceof ContainerNotFoundError) return undefined;
    throw error;
  }
}

/** The container of a list, which may have been deleted meanwhile, or be one that cannot be read. */
export function tryReadState(root: string, id: string): ContainerState | undefined {
  try {
    return readState(root, id);
  } catch {
    return undefined;
  }
}

/** Our own files, written atomically and private: the version is what may differ. @throws {ForeignStateError} */
function parseState(text: string, id: string): ContainerState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ForeignStateError(id, "is damaged", error);
  }
  const format = typeof value === "object" && value !== null && "schemaVersion" in value ? value.schemaVersion : "unknown";
  if (format !== stateFormat) throw new ForeignStateError(id, `has format ${String(format)}, this version of vrun reads ${stateFormat}`);
  return value as ContainerState;
}

/** What the container is right now. */
export function statusOf(state: ContainerState): ContainerStatus {
  if (state.stage === "creating") return isAlive(state.creator) ? "creating" : "stopped";
  if (state.shim === null || !isAlive(state.shim)) return "stopped";
  return state.paused ? "paused" : state.stage;
}

/** The ids under a state root, in order. @throws {NodeJS.ErrnoException} ENOENT when the root is not there. */
export function listIds(root: string): string[] {
  readdirSync(root);
  const { containers } = containerPaths(root, "-");
  if (!existsSync(containers)) return [];
  return readdirSync(containers, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

/**
 * Removes what is on disk of a container, and of a sandbox that was made for it. Nothing of theirs may run any more.
 *
 * @param sandbox The id of the container whose sandbox it is in.
 * @param mountInfo As /proc/self/mountinfo has it.
 * @throws {HostError} Something is mounted below the sandbox's directory: its content is not ours to delete.
 */
export function removeState(root: string, id: string, sandbox: string, mountInfo = readFileSync("/proc/self/mountinfo", "utf8")): void {
  const directory = sandboxPath(root, sandbox);
  if (sandbox === id && existsSync(directory)) {
    const [mount] = mountsBelow(parseMountInfo(mountInfo), realpathSync(directory));
    if (mount !== undefined) throw new HostError(`${mount.path} is still mounted, and should be in the sandbox's mount namespace alone`);
    rmSync(directory, { recursive: true, force: true });
  } else {
    for (const mark of Object.values(startMarks(directory, id))) rmSync(mark, { force: true });
  }
  rmSync(containerPaths(root, id).directory, { recursive: true, force: true });
}
