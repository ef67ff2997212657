import type { Limitation } from "../model/catalogue.ts";
import type { Results, ScenarioRecord, ScenarioResult } from "../model/results.ts";

/**
 * What the recorded run says of a limitation.
 *
 * - `lifted`: every scenario of it passes
 * - `partly-lifted`: those that could run pass, and others could not run
 * - `limited`: it shows, as the expectations list it
 * - `other-reason`: a scenario of it fails as listed, yet for a reason that is not this limitation
 * - `unexplained`: a scenario of it fails in a way that no expectation lists
 * - `untested`: no scenario of it could be judged on the host
 * - `no-scenario`: the recorded run holds none of it
 */
export type LimitationStatus = "lifted" | "partly-lifted" | "limited" | "other-reason" | "unexplained" | "untested" | "no-scenario";

/** A scenario of a limitation, with how it went. */
export interface LimitationCase {
  readonly scenario: ScenarioRecord;
  /** Null where it is not in the run. */
  readonly result: ScenarioResult | null;
  /** How the same scenario went on runc, for each run of runc in the results. */
  readonly runc: readonly { readonly runId: string; readonly result: ScenarioResult | null }[];
}

export interface LimitationFinding {
  readonly limitation: Limitation;
  readonly status: LimitationStatus;
  readonly cases: readonly LimitationCase[];
  /** What happens instead, each sentence once. */
  readonly instead: readonly string[];
}

/** Gathers what a run says of a limitation, and what runc did in the same results. */
export function findLimitation(limitation: Limitation, results: Results, runId: string): LimitationFinding {
  const runcRuns = results.runs.filter((run) => run.runtime.profile === "runc" && run.runId !== runId);
  const cases = results.scenarios.filter((scenario) => scenario.limitations.includes(limitation.id)).map((scenario): LimitationCase => ({
    scenario, result: scenario.results[runId] ?? null,
    runc: runcRuns.map((run) => ({ runId: run.runId, result: scenario.results[run.runId] ?? null })),
  }));
  const ran = cases.flatMap((one) => (one.result === null ? [] : [one.result]));
  const listed = ran.flatMap((result) => (shows(result, limitation.id) && result.because !== null ? [result.because.instead] : []));
  return { limitation, status: statusOf(ran, limitation.id), cases, instead: [...new Set(listed)] };
}

/** Whether a result is this limitation, as an expectation lists it. */
function shows(result: ScenarioResult, id: string): boolean {
  return result.verdict === "known-failure" && result.because?.class === "limitation" && result.because.id === id;
}

function statusOf(ran: readonly ScenarioResult[], id: string): LimitationStatus {
  if (ran.length === 0) return "no-scenario";
  const has = (...verdicts: readonly ScenarioResult["verdict"][]): boolean => ran.some((result) => verdicts.includes(result.verdict));
  if (has("fail", "error")) return "unexplained";
  if (ran.some((result) => shows(result, id))) return "limited";
  if (has("known-failure")) return "other-reason";
  if (!has("pass", "unexpected-pass")) return "untested";
  return has("skipped") ? "partly-lifted" : "lifted";
}
