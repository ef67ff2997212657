import { isBinding, type Catalogue } from "../model/catalogue.ts";
import { chosenBy } from "../model/chosen.ts";
import { nearestRun } from "../model/nearest-run.ts";
import { summaryLine } from "../model/printable.ts";
import type { Results, Run, ScenarioRecord, ScenarioResult } from "../model/results.ts";
import { equalAsJson } from "../model/sorted-json.ts";
import { labelOf, sameSkip } from "../model/verdict-label.ts";

export type SurpriseKind =
  | "nothing-ran" | "incomplete" | "unexpected-pass" | "error" | "fail-binding" | "fail-new" | "host-lacks-new" | "not-applicable-new" | "fewer-ran";

/** Something that the gate did not expect. */
export interface Surprise {
  readonly kind: SurpriseKind;
  readonly runId: string;
  /** Null for a surprise about a whole run. */
  readonly scenario: string | null;
  /** One line: what was seen and how to mend it. */
  readonly line: string;
}

export interface GateReport {
  readonly surprises: readonly Surprise[];
  /** One line for each thing worth knowing that is no surprise. */
  readonly notes: readonly string[];
  /** One line for each failure that is no surprise: of no binding requirement, or as the baseline has it. Known failures are not among them. */
  readonly tolerated: readonly string[];
  /** Scenarios that ended as expected, over all runs. */
  readonly expected: number;
}

export interface GateInput {
  readonly results: Results;
  /** Earlier results to hold these against; null where there are none. */
  readonly baseline: Results | null;
  readonly catalogue: Catalogue;
}

/**
 * Compares results with what is expected. Green means an empty list of surprises.
 *
 * Red are: `unexpected-pass`, `error`, a `fail` of a binding requirement or of a behaviour of runc that the baseline does
 * not have at the same step with the same observation; another `fail`, a new reason for `skipped`, and fewer scenarios
 * than the baseline has; a run that ran nothing or was cut short.
 */
export function gateResults(input: GateInput): GateReport {
  const { results, baseline } = input;
  if (results.runs.length === 0) {
    return { surprises: [surprise("nothing-ran", "-", null, "these results hold no run", "run the suite again")], notes: [], tolerated: [], expected: 0 };
  }
  const surprises: Surprise[] = [];
  const notes: string[] = [];
  const tolerated: string[] = [];
  let expected = 0;
  for (const run of results.runs) {
    const ran = results.scenarios.filter((scenario) => scenario.results[run.runId] !== undefined);
    const before = baseline === null ? null : (baseline.runs.find((other) => other.runId === run.runId) ?? null);
    if (baseline !== null && before === null) notes.push(noBaseline(run, baseline));
    if (run.expectations === "version-not-covered") {
      notes.push(`${run.runId}: fixtures/expectations/${run.runtime.profile}.yaml covers no such version; "lacuna expect RESULTS" lists its failures there`);
    }
    const ofRun = [...surprisesOfRun(run, ran, before === null ? null : baseline)];
    for (const scenario of ran) {
      const found = surpriseOfScenario(input, run, scenario, before !== null);
      if (found !== null) {
        ofRun.push(found);
        continue;
      }
      expected += 1;
      const result = scenario.results[run.runId];
      if (result?.verdict === "fail") tolerated.push(`${run.runId} ${scenario.id}: ${failureText(result)}`);
    }
    surprises.push(...ofRun);
  }
  return { surprises, notes, tolerated, expected };
}

function noBaseline(run: Run, baseline: Results): string {
  const nearest = nearestRun(run, baseline.runs);
  return `${run.runId}: the baseline has no run of this version${nearest === null ? "" : `; "lacuna diff BASELINE RESULTS" compares it with ${nearest.runId}`}`;
}

function surprise(kind: SurpriseKind, runId: string, scenario: string | null, seen: string, mend: string): Surprise {
  const where = scenario === null ? runId : `${runId} ${scenario}`;
  return { kind, runId, scenario, line: `${where}: ${seen}; ${mend}` };
}

/** Surprises about a whole run. */
function surprisesOfRun(run: Run, ran: readonly ScenarioRecord[], baseline: Results | null): readonly Surprise[] {
  const found: Surprise[] = [];
  const executed = ran.filter((scenario) => isExecuted(scenario.results[run.runId]));
  if (executed.length === 0) found.push(surprise("nothing-ran", run.runId, null, "no scenario ran", "see what the host lacks with \"lacuna doctor\""));
  if (!run.complete) found.push(surprise("incomplete", run.runId, null, "the run was cut short", "run it again, or merge the shards that are missing"));
  if (baseline === null) return found;
  const chosen = chosenBy(run);
  const missing = baseline.scenarios.filter((scenario) => isExecutedHere(scenario.results[run.runId]) && chosen(scenario)
    && !executed.some((other) => other.id === scenario.id));
  if (missing.length > 0 && executed.length < baseline.scenarios.filter((scenario) => isExecutedHere(scenario.results[run.runId]) && chosen(scenario)).length) {
    const examples = missing.slice(0, 3).map((scenario) => scenario.id).join(", ");
    found.push(surprise("fewer-ran", run.runId, null, `${executed.length} scenarios ran, ${missing.length} of the baseline did not (${examples}${missing.length > 3 ? ", …" : ""})`,
      "restore them, or record the baseline again"));
  }
  return found;
}

function isExecuted(result: ScenarioResult | undefined): boolean {
  return result !== undefined && result.verdict !== "skipped";
}

/** Whether a run on the baseline's host executes it too: not where the baseline has it from another host. */
function isExecutedHere(result: ScenarioResult | undefined): boolean {
  return isExecuted(result) && result?.host === undefined;
}

function surpriseOfScenario(input: GateInput, run: Run, scenario: ScenarioRecord, hasBaseline: boolean): Surprise | null {
  const result = scenario.results[run.runId];
  if (result === undefined) return null;
  const before = input.baseline?.scenarios.find((other) => other.id === scenario.id)?.results[run.runId];
  const reason = summaryLine(result.reason ?? "");
  const of = (kind: SurpriseKind, seen: string, mend: string): Surprise => surprise(kind, run.runId, scenario.id, seen, mend);
  switch (result.verdict) {
    case "pass": case "known-failure": case "recorded": return null;
    case "unexpected-pass":
      return of("unexpected-pass", "is listed as failing and passes", `delete its entry in fixtures/expectations/${run.runtime.profile}.yaml, or end its version range; "lacuna expect RESULTS" marks it`);
    case "error": return of("error", `the suite broke: ${reason}`, `mend the suite (${scenario.uri}:${scenario.line})`);
    case "fail": return failure(input.catalogue, run, scenario, result, hasBaseline, before);
    case "skipped": return hasBaseline && !skippedAlike(result, before) ? skipped(run, scenario, result) : null;
  }
}

/** Whether a scenario was skipped for the same reason before, or ran on a host that had what this one lacks. */
function skippedAlike(result: ScenarioResult, before: ScenarioResult | undefined): boolean {
  if (before === undefined) return false;
  if (result.skip?.kind === "host-lacks" && before.host !== undefined) return true;
  return before.verdict === "skipped" && sameSkip(result, before);
}

function skipped(run: Run, scenario: ScenarioRecord, result: ScenarioResult): Surprise {
  const seen = `${labelOf(result)}: ${summaryLine(result.reason ?? "")}`;
  return result.skip?.kind === "not-applicable"
    ? surprise("not-applicable-new", run.runId, scenario.id, seen, "correct the runtime's profile, or record the baseline again")
    : surprise("host-lacks-new", run.runId, scenario.id, seen, "give the host what it lacks, or record the baseline again");
}

function failure(catalogue: Catalogue, run: Run, scenario: ScenarioRecord, result: ScenarioResult, hasBaseline: boolean, before: ScenarioResult | undefined): Surprise | null {
  const seen = failureText(result);
  if (hasBaseline && failsAlike(result, before)) return null;
  const mend = `mend the runtime, or list it by "lacuna expect RESULTS" (observed: ${summaryLine(JSON.stringify(result.observed))})`;
  const violated = scenario.requirements.filter((id) => {
    const requirement = catalogue.requirements.get(id);
    return requirement !== undefined && isBinding(requirement) && requirement.unclear === undefined;
  });
  const binding = [...violated, ...scenario.behaviours];
  if (binding.length > 0) return surprise("fail-binding", run.runId, scenario.id, `${seen} (${binding.join(", ")})`, mend);
  if (!hasBaseline) return null;
  return surprise("fail-new", run.runId, scenario.id, seen, mend);
}

function failureText(result: ScenarioResult): string {
  const step = result.failedStep === null ? "" : ` at "${summaryLine(result.failedStep)}"`;
  return `fails${step}: ${summaryLine(result.reason ?? "")}`;
}

/** Whether a scenario failed before at the same step, where the same was observed. */
function failsAlike(result: ScenarioResult, before: ScenarioResult | undefined): boolean {
  return before?.verdict === "fail" && before.failedStep === result.failedStep && equalAsJson(before.observed, result.observed);
}
