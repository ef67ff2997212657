import parseTagExpression from "@cucumber/tag-expressions";
import type { Run, ScenarioRecord } from "./results.ts";
import { inShard } from "./shard.ts";

/** Whether a run was asked to run a scenario: by its tag expression and its shard. */
export function chosenBy(run: Run): (scenario: ScenarioRecord) => boolean {
  const selection = run.selection === null ? null : parseTagExpression(run.selection);
  return (scenario) => (selection === null || selection.evaluate([...scenario.tags])) && (run.shard === null || inShard(scenario.id, run.shard));
}
