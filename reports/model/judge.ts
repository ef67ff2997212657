import { digestOf, expectationsOf, type Expectation, type ExpectationSet } from "./expectations.ts";
import type { Exclusion, Results, ScenarioResult } from "./results.ts";
import { judgeFailure, judgePass, messageOf, type Decision } from "./verdict.ts";

/**
 * Judges results anew by what is known of the runtimes now: what passed and what failed stays, and whether that was expected
 * is decided again. Needs no new run.
 *
 * @param known what is known of a profile; null where nothing is
 */
export function judgeResults(results: Results, known: (profile: string) => ExpectationSet | null): Results {
  const runs = results.runs.map((run) => {
    const set = known(run.runtime.profile);
    const expectations = expectationsOf(set, run.runtime.version);
    return { run: { ...run, expectations: expectations.state, expectationsDigest: digestOf(set) }, byScenario: expectations.byScenario };
  });
  const byRun = new Map(runs.map(({ run, byScenario }) => [run.runId, byScenario]));
  return {
    ...results, runs: runs.map(({ run }) => run),
    scenarios: results.scenarios.map((scenario) => ({
      ...scenario,
      results: Object.fromEntries(Object.entries(scenario.results).map(([runId, result]) => [runId, judged(result, byRun.get(runId)?.get(scenario.id) ?? [])])),
    })),
  };
}

function judged(result: ScenarioResult, expectations: readonly Expectation[]): ScenarioResult {
  switch (result.verdict) {
    case "pass": case "unexpected-pass": return decided(result, judgePass(expectations));
    case "fail": case "known-failure":
      return decided(result, judgeFailure({ step: result.failedStep, observed: result.observed, message: messageOf(result.reason ?? ""), excluded: exclusionOf(result) }, expectations));
    case "recorded": case "skipped": case "error": return result;
  }
}

/** Results of before that field tell a timeout by the reason alone. */
function exclusionOf({ excluded, reason, verdict }: ScenarioResult): Exclusion | null {
  return excluded ?? (verdict === "fail" && reason?.startsWith("timed out: ") === true ? "timeout" : null);
}

/** The result with another decision. Which of two outcomes a pass had does not hang on what is known. */
function decided(result: ScenarioResult, decision: Decision): ScenarioResult {
  const { verdict, outcome, durationMs, runtimeMs, observations, evidence, host } = result;
  return {
    ...decision, durationMs, runtimeMs, observations, evidence, ...(host === undefined ? {} : { host }),
    ...(decision.verdict === "pass" && verdict === "pass" && outcome !== undefined ? { outcome } : {}),
  };
}
