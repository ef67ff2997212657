import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { ContainerNotFoundError, HostError } from "../errors/errors.ts";
import { identify, isAlive, waitUntil, type HostProcess } from "./host-process.ts";

const lockTimeoutMs = 15_000;

function tryLock(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, "wx", 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return false;
    if (code === "ENOENT") throw new ContainerNotFoundError();
    throw error;
  }
  writeSync(fd, JSON.stringify(identify(process.pid)));
  closeSync(fd);
  return true;
}

/** A lock whose owner died is free. An empty one is being written, or its owner died just then: the deadline ends it. */
function dropStaleLock(path: string): void {
  let owner: HostProcess;
  try {
    owner = JSON.parse(readFileSync(path, "utf8")) as HostProcess;
  } catch {
    return;
  }
  if (!isAlive(owner)) rmSync(path, { force: true });
}

/**
 * Runs `work` while no other command changes the container.
 *
 * @param path The container's lock file; its directory must exist.
 * @throws {HostError} when another command holds it for 15 s.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const taken = await waitUntil(() => {
    if (tryLock(path)) return true;
    dropStaleLock(path);
    return false;
  }, lockTimeoutMs);
  if (!taken) throw new HostError(`another command has held ${path} for ${lockTimeoutMs / 1000} s`);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
