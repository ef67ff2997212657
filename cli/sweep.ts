import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describeTraces, findTraces, kindsOf, removeTraces, type Traces } from "../steps/domain/traces.ts";

/** How long killed processes may take to vanish from their cgroups. */
const vanishMs = 5_000;

/**
 * Removes a run's work directory. Scenarios that ended have removed their folders; for one that was cut short, its
 * processes, mounts and cgroups, which carry its token, go first.
 *
 * @throws {Error} Something cannot be removed; the directory then stays, because a mount in it may show the host's files.
 */
export async function sweep(workDirectory: string): Promise<void> {
  if (!existsSync(workDirectory)) return;
  for (const token of readdirSync(workDirectory).filter((name) => name.startsWith("lacuna-"))) {
    const directory = path.join(workDirectory, token);
    const look = (): Traces => ({ ...findTraces({ needle: token, stateRoot: path.join(directory, "state"), pidsBefore: new Set() }), state: [] });
    const deadline = Date.now() + vanishMs;
    let traces = look();
    while (kindsOf(traces) !== "") {
      await removeTraces(traces);
      traces = look();
      if (kindsOf(traces) !== "" && Date.now() > deadline) throw new Error(`cannot remove what an interrupted scenario left: ${describeTraces(traces)}`);
      if (kindsOf(traces) !== "") await delay(50);
    }
  }
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n").filter((line) => line.split(" ")[4]?.startsWith(`${workDirectory}/`));
  if (mounts.length > 0) throw new Error(`a mount is left below ${workDirectory}`);
  rmSync(workDirectory, { recursive: true, force: true });
}
