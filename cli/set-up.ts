import path from "node:path";
import { execa } from "execa";
import { projectRoot } from "../reports/model/project-root.ts";
import { HostError, UsageError } from "./failure.ts";

/** Downloads may be slow. */
const timeoutMs = 30 * 60_000;

/**
 * Runs one of the set-up scripts and returns what it printed. Its messages go to standard error as they come; the last
 * one of a script that fails becomes the error's.
 *
 * @param script file name below setup/
 * @throws {UsageError} The script says that an argument is wrong. @throws {HostError} It cannot do it here.
 */
export async function runSetUp(script: string, args: readonly string[]): Promise<string> {
  const child = execa("bash", [path.join(projectRoot(), "setup", script), ...args], { reject: false, timeout: timeoutMs, stdin: "ignore" });
  let held: string | null = null;
  for await (const line of child.iterable({ from: "stderr" })) {
    if (held !== null) console.error(held);
    held = line;
  }
  const run = await child;
  if (run.exitCode === 0) {
    if (held !== null) console.error(held);
    return run.stdout;
  }
  if (run.timedOut) throw new HostError(`setup/${script} did not end within ${timeoutMs / 60_000} min`);
  const message = held ?? `setup/${script} ended with ${run.exitCode ?? run.signal ?? "no status"} and said nothing`;
  throw run.exitCode === 2 ? new UsageError(message) : new HostError(message);
}
