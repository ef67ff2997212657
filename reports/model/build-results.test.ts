import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { InputError } from "./input-error.ts";
import { readRun } from "./messages.ts";
import { projectRoot } from "./project-root.ts";
import { readResults, writeResults } from "./results-file.ts";
import { sampleResults } from "./sample-results.ts";
import { labelOf } from "./verdict-label.ts";

const recorded = path.join(projectRoot(), "fixtures", "messages", "vrun.ndjson");

test("the recorded messages give the verdicts that they were made for", async () => {
  const results = await sampleResults();
  const table = Object.fromEntries(results.scenarios.map((s) => [s.id, ["runc@1.1.5+ds1", "vrun@0.1.0"].flatMap((run) => { const result = s.results[run]; return result === undefined ? [] : [labelOf(result)]; })]));
  assert.deepEqual(table, {
    "events/intel-rdt": ["skipped (host-lacks: resctrl)", "skipped (host-lacks: resctrl)"],
    "events/oom": ["pass", "known-failure (limitation)"],
    "kernel/own-boot-id": ["skipped (not-applicable)", "pass"],
    "list/prints-all": ["pass", "fail"],
    "resources/memory-limit": ["pass", "unexpected-pass"],
    "signals/created-status": ["recorded", "recorded"],
    "signals/delivered[HUP]": ["pass", "pass"],
    "signals/delivered[TERM]": ["pass", "pass"],
    "signals/stopped-refuses-term": ["fail", "known-failure (runtime-bug)"],
    "signals/undefined-step": ["error", "error"],
  });
});

test("temporary names are taken out of the evidence", async () => {
  const text = JSON.stringify(await sampleResults());
  assert.ok(!text.includes("/tmp/lacuna-sample") && !text.includes("t0k3n"));
  assert.ok(text.includes("$WORK/root") && text.includes("c-$TOKEN"));
});

test("results that were written are read back, and others are refused", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "lacuna-results-"));
  try {
    const file = path.join(directory, "results.json");
    const results = await sampleResults();
    writeResults(file, results);
    assert.deepEqual(readResults(file), results);
    writeFileSync(file, "{}");
    assert.throws(() => readResults(file), InputError);
    writeFileSync(file, "not json");
    assert.throws(() => readResults(file), InputError);
    assert.throws(() => readResults(path.join(directory, "none")), InputError);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a run that was cut short keeps what ended and is not complete", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "lacuna-messages-"));
  try {
    const file = path.join(directory, "messages.ndjson");
    const text = readFileSync(recorded, "utf8");
    const lines = text.split("\n");
    const lastFinished = lines.findLastIndex((line) => line.startsWith('{"testCaseFinished"'));
    writeFileSync(file, lines.slice(0, lastFinished).join("\n") + '\n{"testCaseFin');
    const run = await readRun(file, null);
    assert.equal(run.complete, false);
    assert.equal(run.scenarios.length, 10);
    assert.deepEqual(run.scenarios.filter((s) => s.execution.kind === "unfinished").length, 1);
    await assert.rejects(readRun(path.join(directory, "none"), null), InputError);
    // As when parallel workers are interrupted: cucumber itself still ends the run.
    writeFileSync(file, lines.filter((_, index) => index !== lastFinished).join("\n"));
    assert.equal((await readRun(file, null)).complete, false);
    writeFileSync(file, text);
    assert.equal((await readRun(file, null)).complete, true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
