import { InputError } from "./input-error.ts";
import type { HostFeature, Results, Run, ScenarioRecord, ScenarioResult } from "./results.ts";
import { byCodeUnit, equalAsJson } from "./sorted-json.ts";

/**
 * Joins the results of shards and of runtimes from several machines. The order of the parts does not matter.
 *
 * @throws {InputError} There is nothing to join, the parts come from different commits of the suite, two runs of one id
 * are of different binaries or hosts, or a scenario has two different results for one run.
 */
export function mergeResults(parts: readonly Results[]): Results {
  const [first] = parts;
  if (first === undefined) throw new InputError("nothing to merge: name at least one results file");
  for (const part of parts) {
    if (part.suite.commit !== first.suite.commit || part.suite.version !== first.suite.version) {
      throw new InputError(`results of different suites can't be merged: ${first.suite.version} ${first.suite.commit} `
        + `and ${part.suite.version} ${part.suite.commit}; run both with the same commit`);
    }
  }
  const scenarios = new Map<string, ScenarioRecord>();
  for (const scenario of parts.flatMap((part) => part.scenarios)) {
    const known = scenarios.get(scenario.id);
    scenarios.set(scenario.id, known === undefined ? scenario : joinScenarios(known, scenario));
  }
  return {
    schemaVersion: 2, suite: first.suite, runs: joinRuns(parts.flatMap((part) => part.runs)),
    scenarios: [...scenarios.values()].sort((a, b) => byCodeUnit(a.id, b.id)),
  };
}

function joinScenarios(a: ScenarioRecord, b: ScenarioRecord): ScenarioRecord {
  if (a.uri !== b.uri || a.line !== b.line) {
    throw new InputError(`${a.id} is at ${a.uri}:${a.line} in one file and at ${b.uri}:${b.line} in another, though both name one commit; run again from a clean checkout`);
  }
  const results: Record<string, ScenarioResult> = { ...a.results };
  for (const [runId, result] of Object.entries(b.results)) {
    const known = results[runId];
    if (known !== undefined && !equalAsJson(known, result)) {
      throw new InputError(`${a.id} has two different results for ${runId} (${known.verdict} and ${result.verdict}); leave out one of the files`);
    }
    results[runId] = result;
  }
  return { ...a, results };
}

function joinRuns(runs: readonly Run[]): readonly Run[] {
  const byId = new Map<string, Run[]>();
  for (const run of runs) byId.set(run.runId, [...(byId.get(run.runId) ?? []), run]);
  return [...byId.values()].map(joinRun).sort((a, b) => byCodeUnit(a.runId, b.runId));
}

/** Joins what several files say about one run. */
function joinRun(runs: readonly Run[]): Run {
  return runs.slice(1).reduce((joined, run) => {
    for (const [what, a, b] of [["runtime binary", joined.runtime.sha256, run.runtime.sha256], ["cgroup version", joined.host.cgroup, run.host.cgroup],
      ["architecture", joined.host.arch, run.host.arch], ["accelerator", joined.accelerator, run.accelerator],
      ["selection", joined.selection, run.selection], ["expectations", joined.expectations, run.expectations]] as const) {
      if (a !== b) throw new InputError(`runs of ${run.runId} differ in their ${what} (${a ?? "none"} and ${b ?? "none"}), so that they are not one run`);
    }
    checkSameExpectations(joined, run);
    return {
      ...joined, features: joinFeatures(joined, run), shard: null,
      startedAt: joined.startedAt < run.startedAt ? joined.startedAt : run.startedAt,
      finishedAt: joined.finishedAt > run.finishedAt ? joined.finishedAt : run.finishedAt,
    };
  }, { ...firstOf(runs), ...completeness(runs) });
}

/**
 * Holds two results of one run to the same expectations; results that do not tell theirs say nothing.
 *
 * @throws {InputError} They differ, so that their verdicts do not mean the same.
 */
export function checkSameExpectations(a: Run, b: Run): void {
  if (a.expectationsDigest === undefined || b.expectationsDigest === undefined || a.expectationsDigest === b.expectationsDigest) return;
  const short = (digest: string | null): string => digest?.slice(0, 12) ?? "none";
  throw new InputError(`runs of ${a.runId} were judged by different expectations (digests ${short(a.expectationsDigest)} and ${short(b.expectationsDigest)}); run both with the same file`);
}

function firstOf(runs: readonly Run[]): Run {
  const [first] = runs;
  if (first === undefined) throw new InputError("nothing to merge: name at least one results file");
  return first;
}

/** Shards of a run that none of the results to be joined has. */
export interface MissingShards {
  readonly runId: string;
  readonly missing: readonly number[];
  readonly total: number;
}

/**
 * Joins results that are to be whole: a run of which a shard is missing is not complete, and no shard any more.
 *
 * @throws {InputError} As mergeResults does.
 */
export function mergeWhole(parts: readonly Results[]): { readonly results: Results; readonly missing: readonly MissingShards[] } {
  const merged = mergeResults(parts);
  const missing = merged.runs.flatMap(({ runId }) => missingOf(runId, parts.flatMap((part) => part.runs).filter((run) => run.runId === runId)));
  const lacking = new Set(missing.map((one) => one.runId));
  return { results: { ...merged, runs: merged.runs.map((run) => (lacking.has(run.runId) ? { ...run, shard: null, complete: false } : run)) }, missing };
}

function missingOf(runId: string, runs: readonly Run[]): readonly MissingShards[] {
  const shards = runs.flatMap((run) => (run.shard === null ? [] : [run.shard]));
  const [first] = shards;
  if (first === undefined || shards.length < runs.length) return [];
  const missing = indexesTo(first.total).filter((index) => !shards.some((shard) => shard.index === index));
  return missing.length === 0 ? [] : [{ runId, missing, total: first.total }];
}

function indexesTo(total: number): readonly number[] {
  return Array.from({ length: total }, (_, index) => index + 1);
}

/** Whether the parts make up a whole run, and the shard if there is only one. @throws {InputError} They are of different splits. */
function completeness(runs: readonly Run[]): Pick<Run, "shard" | "complete"> {
  const shards = runs.map((run) => run.shard);
  const whole = shards.includes(null);
  const totals = [...new Set(shards.flatMap((shard) => (shard === null ? [] : [shard.total])))];
  if (totals.length > 1) throw new InputError(`shards of ${firstOf(runs).runId} are of different splits (${totals.join(" and ")}), so that they are not one run`);
  const total = totals[0] ?? 1;
  const present = new Set(shards.map((shard) => shard?.index));
  const all = whole || indexesTo(total).every((index) => present.has(index));
  const [only] = shards;
  const complete = runs.every((run) => run.complete);
  return runs.length === 1 ? { shard: only ?? null, complete } : { shard: null, complete: complete && all };
}

function joinFeatures(a: Run, b: Run): { readonly [name: string]: HostFeature } {
  for (const [name, feature] of Object.entries(b.features)) {
    const other = a.features[name];
    if (other !== undefined && other.present !== feature.present) {
      throw new InputError(`runs of ${a.runId} differ in the host feature ${name}, so that they are not one run; run the shards on equal machines`);
    }
  }
  return { ...a.features, ...b.features };
}
