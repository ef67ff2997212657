import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ContainerNotFoundError, HostError } from "../errors/errors.ts";
import { identify, isAlive, waitUntil, type HostProcess } from "./host-process.ts";

const lockTimeoutMs = 15_000;

/** The lock names its owner from the moment it is there: one without, left by a killed command, would hold for ever. */
function tryLock(path: string): boolean {
  const own = `${path}.${process.pid}`;
  try {
    writeFileSync(own, JSON.stringify(identify(process.pid)), { mode: 0o600 });
    linkSync(own, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return false;
    if (code === "ENOENT") throw new ContainerNotFoundError();
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** A lock whose owner died is free. */
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
