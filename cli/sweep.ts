import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { describeTraces, kindsOf, removeTraces } from "../steps/domain/traces.ts";

/**
 * Removes a run's work directory. Scenarios that ended have removed their folders; for one that was cut short, its
 * processes, mounts and cgroups, which carry its token, go first.
 *
 * @throws {Error} Something cannot be removed; the directory then stays, because a mount in it may show the host's files.
 */
export async function sweep(workDirectory: string): Promise<void> {
  if (!existsSync(workDirectory)) return;
  for (const token of readdirSync(workDirectory).filter((name) => name.startsWith("lacuna-"))) {
    const left = await removeTraces({ needle: token, stateRoot: path.join(workDirectory, token, "state"), pidsBefore: new Set(), subreaper: null });
    if (kindsOf(left) !== "") throw new Error(`cannot remove what an interrupted scenario left: ${describeTraces(left)}`);
  }
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n").filter((line) => line.split(" ")[4]?.startsWith(`${workDirectory}/`));
  if (mounts.length > 0) throw new Error(`a mount is left below ${workDirectory}`);
  rmSync(workDirectory, { recursive: true, force: true });
}
