import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { projectRoot } from "../reports/model/project-root.ts";
import { describeTraces, kindsOf, removeTraces } from "../steps/domain/traces.ts";

/** A folder is bounded by what a scenario may take, times the scenarios at once. */
const removalMs = 120_000;

/**
 * Removes a run's work directory. Scenarios that ended have removed their folders; for one that was cut short, its
 * processes, mounts and cgroups, which carry its token, go first.
 *
 * @throws {Error} Something cannot be removed; the directory then stays, because a mount in it may show the host's files.
 */
export async function sweep(workDirectory: string): Promise<void> {
  if (!existsSync(workDirectory)) return;
  await sweepScenarios(workDirectory);
  await removeFolder(workDirectory);
}

/** As `sweep`, of the scenarios alone: the run goes on. @throws as `sweep` does. */
export async function sweepScenarios(workDirectory: string): Promise<void> {
  const tokens = readdirSync(workDirectory).filter((name) => name.startsWith("lacuna-"));
  for (const token of tokens) {
    const left = await removeTraces({ needle: token, stateRoot: path.join(workDirectory, token, "state"), pidsBefore: new Set(), subreaper: null });
    if (kindsOf(left) !== "") throw new Error(`cannot remove what an interrupted scenario left: ${describeTraces(left)}`);
  }
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n").filter((line) => line.split(" ")[4]?.startsWith(`${workDirectory}/`));
  if (mounts.length > 0) throw new Error(`a mount is left below ${workDirectory}`);
  for (const token of tokens) await removeFolder(path.join(workDirectory, token));
}

async function removeFolder(folder: string): Promise<void> {
  const { exitCode, stderr } = await execa(path.join(projectRoot(), ".cache/bin/remove-tree"), [folder], { reject: false, timeout: removalMs, stdin: "ignore" });
  if (exitCode !== 0) throw new Error(stderr === "" ? `cannot remove ${folder}` : stderr);
}
