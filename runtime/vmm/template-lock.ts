import { spawn } from "node:child_process";
import { HostError } from "../errors/errors.ts";
import { TemplateError } from "../errors/template-errors.ts";

/**
 * Runs `work` while no other process holds the lock.
 *
 * A child of flock(1) holds it, and ends when this process closes its input, so a lock never outlives its owner,
 * whichever way that ends.
 *
 * @throws {TemplateError} Another process has held the lock for `waitMs`.
 */
export async function withFileLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const holder = spawn("flock", ["--exclusive", "--wait", `${Math.ceil(waitMs / 1000)}`, path, "cat"], { stdio: ["pipe", "pipe", "ignore"] });
  holder.stdin.on("error", () => undefined);
  const gone = new Promise<void>((resolve) => holder.once("close", () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      holder.once("error", (cause) => reject(new HostError(`cannot run flock: ${cause.message}`, { cause })));
      void gone.then(() => reject(new TemplateError(`another process has held ${path} for ${waitMs / 1000} s`)));
      // cat runs, and echoes, only once the lock is held.
      holder.stdout.once("data", () => resolve());
      holder.stdin.write("held\n");
    });
    return await work();
  } finally {
    holder.stdin.end();
    if (holder.pid !== undefined) await gone;
  }
}
