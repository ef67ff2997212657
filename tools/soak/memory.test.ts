import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryFigures, samplesAsCsv, slope, type Sample } from "./memory.ts";

function sample(execs: number, anonymousKiB: number): Sample {
  return { seconds: execs / 10, execs, processes: { monitor: { rssKiB: 60_000, pssKiB: 50_000, anonymousKiB, descriptors: 27 } } };
}

test("the slope is that of the line through the points", () => {
  assert.equal(slope([[0, 1], [1, 3], [2, 5]]), 2);
  assert.ok(Number.isNaN(slope([[1, 1], [1, 2]])));
});

test("growth at the beginning is not that of the second half", () => {
  const samples = Array.from({ length: 21 }, (_, index) => sample(index * 100, 20_000 + Math.min(index, 5) * 1000));
  const [monitor] = memoryFigures(samples);
  assert.equal(monitor?.anonymousKiBPer1000, 0);
  assert.deepEqual([monitor?.start, monitor?.tenth, monitor?.end].map((memory) => memory?.anonymousKiB), [20_000, 22_000, 25_000]);
});

test("a leak is seen, and too few execs are not judged", () => {
  const leaking = Array.from({ length: 21 }, (_, index) => sample(index * 100, 20_000 + index * 100));
  assert.equal(memoryFigures(leaking)[0]?.anonymousKiBPer1000, 1000);
  assert.equal(memoryFigures([sample(0, 1), sample(100, 500)])[0]?.anonymousKiBPer1000, null);
});

test("the table has a line for each process of each sample", () => {
  assert.equal(samplesAsCsv([sample(10, 5)]), "seconds,execs,process,rssKiB,pssKiB,anonymousKiB,descriptors\n1,10,monitor,60000,50000,5,27\n");
});
