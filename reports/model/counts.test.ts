import assert from "node:assert/strict";
import { test } from "node:test";
import { countText, countVerdicts, shareOf, totalOf } from "./counts.ts";
import { verdicts } from "./results.ts";
import { sampleResults } from "./sample-results.ts";

test("known failures are counted by class, and skipped scenarios by reason", async () => {
  const counts = countVerdicts(await sampleResults(), "vrun@0.1.0");
  assert.equal(countText(counts, "known-failure"), "2 (1 runtime-bug, 1 limitation)");
  assert.equal(countText(counts, "skipped"), "1 (1 host-lacks)");
  assert.equal(countText(counts, "fail"), "1");
  assert.equal(totalOf(counts), 10);
  const runc = countVerdicts(await sampleResults(), "runc@1.1.5+ds1");
  assert.equal(countText(runc, "skipped"), "2 (1 not-applicable, 1 host-lacks)");
});

test("an unexpected pass is a pass, and a known failure is judged", async () => {
  const counts = countVerdicts(await sampleResults(), "vrun@0.1.0");
  assert.ok(verdicts.every((verdict) => counts.of[verdict] > 0), "the sample has every verdict");
  assert.deepEqual(shareOf(counts), { passed: 4, judged: 8 });
});
