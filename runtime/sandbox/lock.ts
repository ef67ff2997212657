/** The lock of a container: the kernel's, on a file that is made with it, so that it ends with its owner and takes no space. */

import { closeSync, constants, existsSync, fstatSync, openSync, statSync } from "node:fs";
import { ContainerNotFoundError, HostError } from "../errors/errors.ts";
import { waitUntil } from "./host-process.ts";
import { tryLock } from "../host-process/kernel.ts";
import type { ContainerPaths } from "./paths.ts";

/** Others hold it while a guest starts or ends, which takes long on a busy host; a hook may hold it for as long as it likes. */
const lockTimeoutMs = 300_000;

type LockPaths = Pick<ContainerPaths, "lock" | "state">;

/** What is held; to be closed. */
export interface HeldLock {
  close(): void;
}

/** Makes the lock of a new container, and takes it. @throws {NodeJS.ErrnoException} */
export function makeLock(path: string): HeldLock {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  if (!tryLock(descriptor, path)) throw new HostError(`${path} is locked, and was just made`);
  return { close: () => closeSync(descriptor) };
}

/** @param state The container's state: one that an older version wrote has no lock beside it. @throws {ContainerNotFoundError} */
function openLock({ lock, state }: LockPaths): number {
  try {
    return openSync(lock, existsSync(lock) || !existsSync(state) ? constants.O_RDONLY : constants.O_RDONLY | constants.O_CREAT, 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") throw new ContainerNotFoundError();
    throw error;
  }
}

/** Whether the path still leads to the opened file: who had the lock before may have removed the container. */
function isStill(descriptor: number, path: string): boolean {
  const [opened, found] = [fstatSync(descriptor), statSync(path, { throwIfNoEntry: false })];
  return found !== undefined && found.dev === opened.dev && found.ino === opened.ino;
}

/**
 * Runs `work` while no other command changes the container.
 *
 * @param onWait Called time and again while another command holds it.
 * @throws {ContainerNotFoundError} There is no such container, or none any more.
 * @throws {HostError} when another command holds it for 5 minutes.
 */
export async function withLock<T>(paths: LockPaths, work: () => Promise<T>, onWait: () => void = () => undefined): Promise<T> {
  const { lock: path } = paths;
  const descriptor = openLock(paths);
  try {
    const taken = await waitUntil(() => {
      if (tryLock(descriptor, path)) return true;
      onWait();
      return false;
    }, lockTimeoutMs);
    if (!taken) throw new HostError(`another command has held ${path} for ${lockTimeoutMs / 1000} s`);
    if (!isStill(descriptor, path)) throw new ContainerNotFoundError();
    return await work();
  } finally {
    closeSync(descriptor);
  }
}
