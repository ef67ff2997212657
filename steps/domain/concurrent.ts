import { type BundleDraft, withoutFaults } from "./bundle.ts";
import type { CommandRun } from "./command.ts";
import { awaitStatus, type Container, perform, prepareContainer } from "./container.ts";
import type { Action } from "./runtime-driver.ts";
import type { Scenario } from "./scenario.ts";

/** Carries containers through their whole lives at the same time; for each, the command that failed, or null when all went well. */
export async function liveAtOnce(scenario: Scenario, draft: BundleDraft, count: number): Promise<readonly (CommandRun | null)[]> {
  const containers = Array.from({ length: count }, () => prepareContainer(scenario, withoutFaults(draft)));
  return Promise.all(containers.map((container) => live(scenario, container)));
}

async function live(scenario: Scenario, container: Container): Promise<CommandRun | null> {
  const beginning: readonly Action[] = [{ kind: "create" }, { kind: "start" }, { kind: "kill", signal: "KILL" }];
  for (const action of beginning) {
    const run = await perform(scenario, container, action);
    if (run.exit !== 0) return run;
  }
  const { run, status } = await awaitStatus(scenario, container, "stopped");
  if (status !== "stopped") return run;
  const deleted = await perform(scenario, container, { kind: "delete" });
  return deleted.exit === 0 ? null : deleted;
}

/** Executes processes in a container at the same time, the first of which exits with 1, the next with 2, and so on. */
export async function executeAtOnce(scenario: Scenario, container: Container, count: number): Promise<readonly CommandRun[]> {
  const statuses = Array.from({ length: count }, (_, index) => String(index + 1));
  return Promise.all(statuses.map((status) => perform(scenario, container, { kind: "exec", process: { argv: ["/bin/sh", "-c", `echo $0; sleep 1; exit $0`, status] } })));
}
