import { InputError } from "./input-error.ts";
import { areaOf, standardOf, type Cause, type Results, type ScenarioRecord, type ScenarioResult, type Standard, type Verdict } from "./results.ts";
import { labelOf } from "./verdict-label.ts";

/** A scenario that ended differently on the compared runs. */
export interface Difference {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly standard: Standard | null;
  readonly requirements: readonly string[];
  readonly behaviours: readonly string[];
  readonly limitations: readonly string[];
  /** By runId, in the order of the comparison. */
  readonly results: { readonly [runId: string]: DifferenceSide };
}

export interface DifferenceSide {
  /** Null where the scenario did not run there. */
  readonly verdict: Verdict | null;
  /** The verdict as reports name it. */
  readonly label: string;
  readonly because: Cause | null;
  /** First line of the reason. */
  readonly reason: string | null;
  readonly failedStep: string | null;
}

export interface Comparison {
  readonly runIds: readonly string[];
  readonly differences: readonly Difference[];
  /** How many scenarios ended alike everywhere. */
  readonly alike: number;
}

/** What a result says of the runtime: whether it did as the scenario states. An unexpected pass is a pass, a known failure a failure. */
function outcomeOf({ verdict, skip }: ScenarioResult): string {
  if (verdict === "unexpected-pass") return "pass";
  if (verdict === "known-failure") return "fail";
  return skip === undefined ? verdict : skip.kind;
}

/** Whether a scenario ended differently on some of the runs, by what it says of the runtimes. */
export function differs(scenario: ScenarioRecord, runIds: readonly string[]): boolean {
  const outcomes = runIds.map((runId) => {
    const result = scenario.results[runId];
    return result === undefined ? "did not run" : outcomeOf(result);
  });
  return new Set(outcomes).size > 1;
}

/**
 * Tells where runs differ, and why. A scenario that is only recorded differs when the observations do.
 *
 * @param runIds the runs to compare; by default all
 * @throws {InputError} A run is not in the results, or there are fewer than two.
 */
export function compareRuns(results: Results, runIds: readonly string[] = results.runs.map((run) => run.runId)): Comparison {
  for (const runId of runIds) {
    if (!results.runs.some((run) => run.runId === runId)) {
      throw new InputError(`no run ${runId} in these results; there are ${results.runs.map((run) => run.runId).join(", ") || "none"}`);
    }
  }
  if (runIds.length < 2) throw new InputError("a comparison needs two runs or more");
  const differences: Difference[] = [];
  for (const scenario of results.scenarios) {
    if (!differs(scenario, runIds) && !recordedDifferently(scenario, runIds)) continue;
    differences.push({
      id: scenario.id, name: scenario.name, area: areaOf(scenario), standard: standardOf(scenario),
      requirements: scenario.requirements, behaviours: scenario.behaviours, limitations: scenario.limitations,
      results: Object.fromEntries(runIds.map((runId) => [runId, sideOf(scenario.results[runId])])),
    });
  }
  return { runIds, differences, alike: results.scenarios.length - differences.length };
}

function recordedDifferently(scenario: ScenarioRecord, runIds: readonly string[]): boolean {
  const recorded = runIds.map((runId) => scenario.results[runId]).filter((result) => result?.verdict === "recorded");
  return new Set(recorded.map((result) => JSON.stringify(result?.observations))).size > 1;
}

function sideOf(result: ScenarioResult | undefined): DifferenceSide {
  if (result === undefined) return { verdict: null, label: "did not run", because: null, reason: null, failedStep: null };
  const reason = result.verdict === "recorded" ? JSON.stringify(result.observations) : (result.reason?.split("\n")[0] ?? null);
  return { verdict: result.verdict, label: labelOf(result), because: result.because, reason, failedStep: result.failedStep };
}
