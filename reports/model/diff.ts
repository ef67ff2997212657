import { chosenBy } from "./chosen.ts";
import { InputError } from "./input-error.ts";
import { nearestRun } from "./nearest-run.ts";
import type { Observed, Results, Run, ScenarioRecord, ScenarioResult } from "./results.ts";
import { holdsAllOf } from "./sorted-json.ts";
import { labelOf, sameSkip } from "./verdict-label.ts";

/** How a scenario ended. */
export interface End {
  /** The verdict as reports name it. */
  readonly label: string;
  readonly failedStep: string | null;
  readonly observed: { readonly [name: string]: Observed };
  /** What is known to happen instead, else the first line of the reason. */
  readonly why: string | null;
}

/** A scenario that did not end alike. */
export interface Change {
  readonly id: string;
  readonly name: string;
  /** Null where it is new. */
  readonly before: End | null;
  /** Null where it is gone. */
  readonly after: End | null;
}

/** In the order of reports: each scenario that changed is in one of them. */
export const changeKinds = ["newly-failing", "newly-passing", "changed-reason", "otherwise", "new", "gone"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What changed from one run to another. */
export interface RunDiff {
  readonly before: string;
  readonly after: string;
  readonly changes: Readonly<Record<ChangeKind, readonly Change[]>>;
  /** How many scenarios ended alike. */
  readonly same: number;
}

export interface ResultsDiff {
  readonly runs: readonly RunDiff[];
  /** Runs of one side that the other has nothing of. */
  readonly alone: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** Whether nothing changed. */
export function isSame({ runs }: ResultsDiff): boolean {
  return runs.every(({ changes }) => changeKinds.every((kind) => changes[kind].length === 0));
}

/**
 * Compares results with earlier ones, run by run: each with that of the same version, or else of the nearest.
 *
 * @param runtime a profile or a run's id, to compare that alone; null for all
 * @throws {InputError} No runtime is on both sides.
 */
export function diffResults(before: Results, after: Results, runtime: string | null): ResultsDiff {
  const newer = after.runs.filter((run) => runtime === null || run.runId === runtime || run.runtime.profile === runtime);
  const older = before.runs.filter((run) => runtime === null || newer.some((other) => other.runtime.profile === run.runtime.profile));
  const pairs = newer.map((run) => ({ run, other: nearestRun(run, older) }));
  const runs = pairs.flatMap(({ run, other }) => (other === null ? [] : [diffRuns(before, other, after, run)]));
  if (runs.length === 0) {
    const list = (results: Results): string => results.runs.map((run) => run.runId).join(", ") || "none";
    throw new InputError(`no runtime to compare: before are ${list(before)}, after are ${list(after)}${runtime === null ? "" : `, and wanted is ${runtime}`}`);
  }
  const used = new Set(runs.map((one) => one.before));
  return {
    runs,
    alone: {
      before: older.filter((run) => !used.has(run.runId)).map((run) => run.runId),
      after: pairs.filter(({ other }) => other === null).map(({ run }) => run.runId),
    },
  };
}

/** Compares two runs of one file. @throws {InputError} One of them is not there. */
export function diffWithin(results: Results, before: string, after: string): ResultsDiff {
  const find = (name: string): Run => {
    const found = results.runs.filter((run) => run.runId === name || run.runtime.profile === name);
    const [run] = found;
    if (run !== undefined && found.length === 1) return run;
    throw new InputError(`${found.length === 0 ? "no run" : "more than one run"} of ${name} in these results; there are ${results.runs.map((one) => one.runId).join(", ") || "none"}`);
  };
  return { runs: [diffRuns(results, find(before), results, find(after))], alone: { before: [], after: [] } };
}

function diffRuns(before: Results, older: Run, after: Results, newer: Run): RunDiff {
  const changes: Record<ChangeKind, Change[]> = { "newly-failing": [], "newly-passing": [], "changed-reason": [], otherwise: [], new: [], gone: [] };
  const earlier = new Map(before.scenarios.map((scenario) => [scenario.id, scenario]));
  const later = new Map(after.scenarios.map((scenario) => [scenario.id, scenario]));
  const [askedBefore, askedAfter] = [chosenBy(older), chosenBy(newer)];
  let same = 0;
  for (const id of [...new Set([...earlier.keys(), ...later.keys()])].sort()) {
    const scenario = later.get(id) ?? earlier.get(id);
    const was = earlier.get(id)?.results[older.runId];
    const is = later.get(id)?.results[newer.runId];
    if (scenario === undefined || !askedBefore(scenario) || !askedAfter(scenario)) continue;
    const kind = kindOf(was, is);
    if (kind !== null) changes[kind].push(changeOf(scenario, was, is));
    else if (was !== undefined) same += 1;
  }
  return { before: older.runId, after: newer.runId, changes, same };
}

function changeOf({ id, name }: ScenarioRecord, was: ScenarioResult | undefined, is: ScenarioResult | undefined): Change {
  return { id, name, before: was === undefined ? null : endOf(was), after: is === undefined ? null : endOf(is) };
}

function endOf(result: ScenarioResult): End {
  return { label: labelOf(result), failedStep: result.failedStep, observed: result.observed, why: result.because?.instead ?? result.reason?.split("\n")[0] ?? null };
}

/** Null where both ended alike, or neither ran. */
function kindOf(was: ScenarioResult | undefined, is: ScenarioResult | undefined): ChangeKind | null {
  if (was === undefined) return is === undefined ? null : "new";
  if (is === undefined) return "gone";
  if (fails(was) && fails(is)) return alike(was, is) ? null : "changed-reason";
  if (fails(is)) return "newly-failing";
  if (fails(was) && passes(is)) return "newly-passing";
  if (was.verdict === "skipped" && is.verdict === "skipped") return sameSkip(was, is) ? null : "changed-reason";
  return was.verdict === is.verdict || (passes(was) && passes(is)) ? null : "otherwise";
}

function fails({ verdict }: ScenarioResult): boolean {
  return verdict === "fail" || verdict === "known-failure" || verdict === "error";
}

function passes({ verdict }: ScenarioResult): boolean {
  return verdict === "pass" || verdict === "unexpected-pass";
}

/** Whether two failures are one. The text of a failure is not looked at: it has times and ids. */
function alike(a: ScenarioResult, b: ScenarioResult): boolean {
  if (labelOf(a) !== labelOf(b) || a.failedStep !== b.failedStep) return false;
  // Recorded results keep of what was observed what their cause lists.
  if (!holdsAllOf(a.observed, b.observed) && !holdsAllOf(b.observed, a.observed)) return false;
  return a.because?.instead === b.because?.instead && (a.verdict !== "error" || a.reason === b.reason);
}
