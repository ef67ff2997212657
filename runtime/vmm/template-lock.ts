import { closeSync, constants, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { TemplateError } from "../errors/template-errors.ts";
import { tryLock } from "../host-process/kernel.ts";

const pollMs = 20;

/**
 * Runs `work` while no other process holds the lock, which never outlives its owner, whichever way that ends.
 *
 * @throws {TemplateError} Another process has held the lock for `waitMs`.
 */
export async function withFileLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600);
  try {
    for (const deadline = Date.now() + waitMs; !tryLock(descriptor, path); await delay(pollMs))
      if (Date.now() > deadline) throw new TemplateError(`another process has held ${path} for ${waitMs / 1000} s`);
    return await work();
  } finally {
    closeSync(descriptor);
  }
}
