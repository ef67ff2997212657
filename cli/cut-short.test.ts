import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { readRun } from "../reports/model/messages.ts";
import { decideVerdict } from "../reports/model/verdict.ts";
import { endRun, endScenarios, outcomeIn, type Cut } from "./cut-short.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lacuna-cut-"));
after(() => rmSync(folder, { recursive: true }));
const recorded = readFileSync(path.join(__dirname, "../fixtures/messages/runc.ndjson"), "utf8").split("\n").filter((line) => line !== "");
const killed: Cut = { verdict: "fail", reason: "the runtime killed it", observed: { runner: "SIGKILL" } };

/** A recorded run whose process was killed while a line of its second scenario's first step was written. */
function cutRun(name: string): string {
  const file = path.join(folder, name);
  const starts = recorded.flatMap((line, index) => (line.startsWith('{"testCaseStarted"') ? [index] : []));
  const step = recorded.findIndex((line, index) => index > (starts[1] ?? 0) && line.startsWith('{"testStepStarted"'));
  writeFileSync(file, `${recorded.slice(0, step + 1).join("\n")}\n{"testStepFini`);
  return file;
}

test("what has begun and not ended is told from what has ended", async () => {
  const { ended, unfinished } = await outcomeIn(cutRun("outcome"));
  assert.deepEqual([ended.size, unfinished.length], [1, 1]);
  assert.ok(!ended.has(unfinished[0]?.place ?? ""));
});

for (const verdict of ["fail", "error"] as const) {
  test(`a scenario that is ended in its process's place is a ${verdict} with that reason, and no message is damaged`, async () => {
    const file = cutRun(verdict);
    endScenarios(file, (await outcomeIn(file)).unfinished, { ...killed, verdict });
    endRun(file);
    const { scenarios, finishedAt } = await readRun(file, null);
    const last = scenarios.at(-1);
    assert.ok(last !== undefined && finishedAt !== null);
    const decision = decideVerdict({ execution: last.execution, document: last.document, neverJudged: false, expectations: [] });
    assert.deepEqual([decision.verdict, decision.reason], [verdict, killed.reason]);
    assert.ok(!readFileSync(file, "utf8").includes('{"testStepFini{'));
  });
}
