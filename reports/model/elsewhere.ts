import { InputError } from "./input-error.ts";
import { checkSameExpectations } from "./merge.ts";
import type { Results, Run, ScenarioRecord, ScenarioResult } from "./results.ts";

/**
 * Takes from results of other hosts what the first ones' host could not run: what the host lacked gives way to what the same
 * scenario did with the same runtime elsewhere, and says on which host. Everything else stays.
 *
 * @param others In order of preference.
 * @throws {InputError} They come from another commit of the suite, or a run of one id has another binary or other expectations.
 */
export function fillFromElsewhere(results: Results, others: readonly Results[]): Results {
  for (const other of others) {
    if (other.suite.commit !== results.suite.commit) {
      throw new InputError(`results of different suites can't be merged: commit ${results.suite.commit} and ${other.suite.commit}; run both with the same commit`);
    }
    for (const run of other.runs) checkAlike(results, run);
  }
  return { ...results, scenarios: results.scenarios.map((scenario) => ({ ...scenario, results: filled(scenario, others) })) };
}

function checkAlike(results: Results, run: Run): void {
  const here = results.runs.find((candidate) => candidate.runId === run.runId);
  if (here === undefined) return;
  checkSameExpectations(here, run);
  if (here.runtime.sha256 === run.runtime.sha256) return;
  throw new InputError(`runs of ${run.runId} differ in their runtime binary (${here.runtime.sha256 ?? "none"} and ${run.runtime.sha256 ?? "none"}); run both with the same one`);
}

function filled(scenario: ScenarioRecord, others: readonly Results[]): ScenarioRecord["results"] {
  return Object.fromEntries(Object.entries(scenario.results).map(([runId, result]): [string, ScenarioResult] => [
    runId, result.skip?.kind === "host-lacks" ? (ranElsewhere(scenario.id, runId, others) ?? result) : result,
  ]));
}

function ranElsewhere(id: string, runId: string, others: readonly Results[]): ScenarioResult | null {
  for (const other of others) {
    const result = other.scenarios.find((scenario) => scenario.id === id)?.results[runId];
    const host = other.runs.find((run) => run.runId === runId)?.host;
    if (host !== undefined && result !== undefined && result.verdict !== "skipped") return { ...result, host };
  }
  return null;
}
