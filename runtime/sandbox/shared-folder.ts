import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HostError } from "../errors/errors.ts";
import type { SharedBind } from "../oci/plan.ts";
import { runProgram } from "./run-program.ts";

/**
 * Binds a container's root and bind mounts into the sandbox's shared folder.
 *
 * Must run in the monitor's own mount namespace: the mounts vanish with it.
 *
 * @param helper Path of vrun-host.
 * @throws {HostError} naming the source that could not be bound.
 */
export async function fillSharedFolder(helper: string, shared: string, id: string, binds: readonly SharedBind[]): Promise<void> {
  const folder = join(shared, id);
  const args = binds.flatMap(({ source, name, recursive, readonly, directory }) => {
    const target = join(folder, name);
    mkdirSync(directory ? target : dirname(target), { recursive: true, mode: 0o755 });
    if (!directory) writeFileSync(target, "", { mode: 0o644 });
    return [recursive ? "rec" : "one", readonly ? "ro" : "rw", source, target];
  });
  const result = await runProgram(helper, ["bind", ...args], { timeoutMs: 30_000 });
  if (result.status !== 0) throw new HostError(`cannot bind into the sandbox: ${result.stderr.trim()}`);
}
