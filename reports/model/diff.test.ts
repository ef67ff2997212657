import assert from "node:assert/strict";
import { test } from "node:test";
import { changeKinds, diffResults, diffWithin, isSame, type ChangeKind, type ResultsDiff } from "./diff.ts";
import { InputError } from "./input-error.ts";
import type { Results, ScenarioResult } from "./results.ts";
import { sampleResults } from "./sample-results.ts";

const vrun = "vrun@0.1.0";

/** The results of the sample's vrun, with other ends of some scenarios; null takes one away. */
async function changed(ends: Readonly<Record<string, Partial<ScenarioResult> | null>>): Promise<Results> {
  const results = await sampleResults(["vrun"]);
  return {
    ...results, scenarios: results.scenarios.flatMap((scenario) => {
      const end = ends[scenario.id];
      const was = scenario.results[vrun];
      if (end === null || was === undefined) return [];
      return [end === undefined ? scenario : { ...scenario, results: { [vrun]: { ...was, ...end } } }];
    }),
  };
}

function idsOf(diff: ResultsDiff): Partial<Record<ChangeKind, readonly string[]>> {
  const changes = diff.runs[0]?.changes;
  return Object.fromEntries(changeKinds.flatMap((kind) => (changes === undefined || changes[kind].length === 0 ? [] : [[kind, changes[kind].map((change) => change.id)]])));
}

test("equal results have no difference, whatever their times and evidence", async () => {
  const results = await sampleResults();
  const later = { ...results, scenarios: results.scenarios.map((scenario) => ({
    ...scenario, results: Object.fromEntries(Object.entries(scenario.results).map(([id, result]) => [id, { ...result, durationMs: 1, evidence: null }])),
  })) };
  const diff = diffResults(results, later, null);
  assert.ok(isSame(diff));
  assert.deepEqual(diff.runs.map((run) => [run.after, run.same]), [["runc@1.1.5+ds1", 10], [vrun, 10]]);
});

test("each kind of change is told", async () => {
  const before = await changed({ "signals/delivered[HUP]": null });
  const after = await changed({
    "signals/delivered[TERM]": { verdict: "fail", failedStep: "the process prints", observed: { printed: null }, reason: "printed: nothing" },
    "list/prints-all": { verdict: "pass", failedStep: null, observed: {}, reason: null },
    "signals/stopped-refuses-term": { observed: { exit: 3 } },
    "events/intel-rdt": { skip: { kind: "host-lacks", feature: "criu" } },
    "kernel/own-boot-id": { verdict: "skipped", skip: { kind: "not-applicable" }, reason: "no VM" },
    "events/oom": null,
  });
  const diff = diffResults(before, after, null);
  assert.deepEqual(idsOf(diff), {
    "newly-failing": ["signals/delivered[TERM]"], "newly-passing": ["list/prints-all"], "changed-reason": ["events/intel-rdt", "signals/stopped-refuses-term"],
    otherwise: ["kernel/own-boot-id"], new: ["signals/delivered[HUP]"], gone: ["events/oom"],
  });
  assert.ok(!isSame(diff));
});

test("a version that was not run before is compared with the nearest, and a part of the suite with that part", async () => {
  const results = await sampleResults(["vrun"]);
  const renamed = (version: string): Results => JSON.parse(JSON.stringify(results).replaceAll(vrun, `vrun@${version}`).replaceAll('"0.1.0"', `"${version}"`)) as Results;
  const both = { ...renamed("0.9.0"), runs: [...renamed("0.9.0").runs, ...renamed("0.2.0").runs, ...renamed("1.1.0").runs] };
  assert.deepEqual(diffResults(both, renamed("1.0.0"), null).runs.map((run) => run.before), ["vrun@0.9.0"]);
  assert.deepEqual(diffResults(both, renamed("0.1.0"), "vrun@0.1.0").runs.map((run) => run.before), ["vrun@0.2.0"]);
  const part = { ...results, runs: results.runs.map((run) => ({ ...run, selection: "@smoke" })), scenarios: results.scenarios.filter((scenario) => scenario.tags.includes("@smoke")) };
  assert.ok(part.scenarios.length > 0 && part.scenarios.length < results.scenarios.length);
  assert.ok(isSame(diffResults(results, part, null)));
});

test("two runtimes of one file are compared, and what is not there is refused", async () => {
  const results = await sampleResults();
  const diff = diffWithin(results, "runc", vrun);
  assert.deepEqual(diff.runs.map((run) => [run.before, run.after]), [["runc@1.1.5+ds1", vrun]]);
  assert.deepEqual(idsOf(diff)["newly-failing"], ["events/oom", "list/prints-all"]);
  assert.throws(() => diffWithin(results, "runc", "crun"), InputError);
  assert.throws(() => diffResults(results, results, "crun"), InputError);
  assert.deepEqual(diffResults(await sampleResults(["runc"]), results, null).alone, { before: [], after: [vrun] });
});
