import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "./input-error.ts";
import { mergeResults, mergeWhole } from "./merge.ts";
import type { Results, Run } from "./results.ts";
import { sampleResults } from "./sample-results.ts";
import { equalAsJson } from "./sorted-json.ts";

/** The results as one shard of two would have them. */
function shard(results: Results, index: number, keep: (id: string) => boolean): Results {
  return {
    ...results, scenarios: results.scenarios.filter((scenario) => keep(scenario.id)),
    runs: results.runs.map((run): Run => ({ ...run, shard: { index, total: 2 } })),
  };
}

function refuses(parts: readonly Results[], text: RegExp): void {
  assert.throws(() => mergeResults(parts), (error) => error instanceof InputError && text.test(error.message));
}

test("two runtimes are joined, in either order alike", async () => {
  const [runc, vrun] = [await sampleResults(["runc"]), await sampleResults(["vrun"])];
  const merged = mergeResults([runc, vrun]);
  assert.deepEqual(merged.runs.map((run) => run.runId), ["runc@1.1.5+ds1", "vrun@0.1.0"]);
  assert.ok(equalAsJson(merged, mergeResults([vrun, runc])));
});

test("all shards make a complete run, some of them do not", async () => {
  const whole = await sampleResults(["runc"]);
  const one = shard(whole, 1, (id) => id < "l");
  const two = shard(whole, 2, (id) => id >= "l");
  assert.deepEqual(mergeResults([one, two]), whole);
  assert.equal(mergeResults([one, one]).runs[0]?.complete, false);
  assert.deepEqual(mergeResults([one]).runs[0]?.shard, { index: 1, total: 2 });
});

test("what does not belong together is refused", async () => {
  const runc = await sampleResults(["runc"]);
  refuses([], /nothing to merge/);
  refuses([runc, { ...runc, suite: { ...runc.suite, commit: "other" } }], /different suites/);
  refuses([runc, { ...runc, runs: runc.runs.map((run) => ({ ...run, runtime: { ...run.runtime, sha256: "0".repeat(64) } })) }], /runtime binary/);
  const flipped = runc.scenarios.map((scenario) => ({
    ...scenario, results: Object.fromEntries(Object.entries(scenario.results).map(([id, result]) => [id, { ...result, verdict: "error" as const }])),
  }));
  refuses([runc, { ...runc, scenarios: flipped }], /two different results/);
});

test("a run of which a shard is missing is not complete, however many there are", async () => {
  const whole = await sampleResults(["runc"]);
  const third = (index: number): Results => ({ ...whole, runs: whole.runs.map((run): Run => ({ ...run, shard: { index, total: 3 } })) });
  for (const [parts, missing] of [[[third(1)], [2, 3]], [[third(1), third(3)], [2]], [[third(1), third(2), third(3)], []]] as const) {
    const merged = mergeWhole(parts);
    assert.deepEqual(merged.missing.flatMap((one) => one.missing), missing);
    assert.deepEqual(merged.results.runs.map((run) => [run.complete, run.shard]), [[missing.length === 0, null]]);
  }
  assert.deepEqual(mergeWhole([whole]).missing, []);
  refuses([third(1), shard(whole, 2, () => true)], /different splits/);
});

test("results that were judged by different expectations are not joined", async () => {
  const vrun = await sampleResults(["vrun"]);
  const judgedBy = (expectationsDigest: string | null): Results => ({ ...vrun, runs: vrun.runs.map((run) => ({ ...run, expectationsDigest })) });
  assert.equal(vrun.runs[0]?.expectationsDigest?.length, 64);
  refuses([vrun, judgedBy("0".repeat(64))], /different expectations/);
  refuses([judgedBy(null), vrun], /different expectations/);
  assert.deepEqual(mergeResults([vrun, vrun]), vrun);
});
