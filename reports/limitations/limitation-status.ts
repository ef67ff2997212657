import type { Limitation } from "../model/catalogue.ts";
import type { Results, ScenarioRecord, ScenarioResult } from "../model/results.ts";

/**
 * What a run says of a limitation.
 *
 * - `works`: every scenario of it passes, and nothing of it is refused
 * - `refused`: nothing of it is had; the command fails with an error, and leaves nothing
 * - `in-part`: some of it works, and some is refused, differs or could not be tested
 * - `by-design`: what does not work follows from a kernel of its own, and cannot be lifted
 * - `differs`: nothing of it works, and it is not refused
 * - `not-tested`: no scenario of it was judged
 */
export type LimitationStatus = "works" | "refused" | "in-part" | "by-design" | "differs" | "not-tested";

/** How a scenario went, as far as it concerns a limitation. */
export type CaseEnd = "works" | "refused" | "by-design" | "differs" | "not-tested";

/** A scenario of a limitation, with how it went. */
export interface LimitationCase {
  readonly scenario: ScenarioRecord;
  readonly end: CaseEnd;
  /** Null where it is not in the run. */
  readonly result: ScenarioResult | null;
  /** How the same scenario went on runc, for each run of runc in the results. */
  readonly runc: readonly { readonly runId: string; readonly result: ScenarioResult | null }[];
}

export interface LimitationFinding {
  readonly limitation: Limitation;
  readonly status: LimitationStatus;
  /** Without those that do not apply to the runtime. */
  readonly cases: readonly LimitationCase[];
  /** What the runtime refuses of it, which a test shows and no scenario. */
  readonly refusedByTest: readonly string[];
}

/** The runtime whose refusals the registry lists. */
const refusingProfile = "vrun";

/** Gathers what a run says of a limitation, and what runc did in the same results. */
export function findLimitation(limitation: Limitation, results: Results, runId: string): LimitationFinding {
  const profile = results.runs.find((run) => run.runId === runId)?.runtime.profile;
  const runcRuns = results.runs.filter((run) => run.runtime.profile === "runc" && run.runId !== runId);
  const refusals = limitation.refusals ?? [];
  const shown = new Set(refusals.map((refusal) => refusal.shown));
  const ofLimitation = results.scenarios.filter((scenario) => scenario.limitations.includes(limitation.id) || shown.has(scenario.id));
  const cases = ofLimitation.filter((scenario) => scenario.results[runId]?.skip?.kind !== "not-applicable").map((scenario): LimitationCase => {
    const result = scenario.results[runId] ?? null;
    return {
      scenario, result, end: endOf(limitation, scenario.id, result, shown.has(scenario.id), profile),
      runc: runcRuns.map((run) => ({ runId: run.runId, result: scenario.results[run.runId] ?? null })),
    };
  });
  const known = new Set(ofLimitation.map((scenario) => scenario.id));
  const refusedByTest = profile === refusingProfile ? refusals.filter((refusal) => !known.has(refusal.shown)).map((refusal) => refusal.what) : [];
  return { limitation, status: statusOf(cases, refusedByTest), cases, refusedByTest };
}

function endOf(limitation: Limitation, id: string, result: ScenarioResult | null, shown: boolean, profile: string | undefined): CaseEnd {
  switch (result?.verdict) {
    case undefined: case "skipped": case "recorded": return "not-tested";
    case "error": case "fail": return "differs";
    case "known-failure": {
      if (isByDesign(limitation, id)) return "by-design";
      return result.outcome === "refused" ? "refused" : "differs";
    }
    case "pass": case "unexpected-pass": {
      if (!shown || result.outcome === "applied") return "works";
      // Results that do not tell which it was say nothing against the registry.
      return result.outcome === "refused" || profile === refusingProfile ? "refused" : "works";
    }
  }
}

function isByDesign({ byDesign }: Limitation, id: string): boolean {
  return byDesign !== undefined && (byDesign.scenarios === undefined || byDesign.scenarios.includes(id));
}

function statusOf(cases: readonly LimitationCase[], refusedByTest: readonly string[]): LimitationStatus {
  const has = (end: CaseEnd): boolean => cases.some((one) => one.end === end);
  if (has("works") && (has("refused") || has("differs"))) return "in-part";
  if (has("differs")) return "differs";
  if (has("refused")) return "refused";
  if (has("by-design")) return "by-design";
  if (has("works")) return refusedByTest.length > 0 || has("not-tested") ? "in-part" : "works";
  return refusedByTest.length > 0 ? "refused" : "not-tested";
}
