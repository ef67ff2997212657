import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { writeResults } from "../reports/model/results-file.ts";
import { sampleResults } from "../reports/model/sample-results.ts";
import { settle, workingFolder } from "./kept-results.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "lacuna-kept-"));
after(() => rmSync(scratch, { recursive: true }));

/** An output folder with the files of one run. */
function outputOf(name: string, mark: string): string {
  const out = path.join(scratch, name);
  mkdirSync(path.join(out, "runs", "runc@1"), { recursive: true });
  writeFileSync(path.join(out, "runs", "runc@1", "messages.ndjson"), mark);
  return out;
}

const messagesIn = (out: string): string => readFileSync(path.join(out, "runs", "runc@1", "messages.ndjson"), "utf8");

test("whole results stay until another whole run takes their place", async () => {
  const whole = await sampleResults(["runc"]);
  const cut = { ...whole, runs: whole.runs.map((run) => ({ ...run, complete: false })) };
  const out = outputOf("kept", "old");
  writeResults(path.join(out, "results.json"), whole);
  for (const results of [cut, { ...whole, runs: [], scenarios: [] }]) {
    const folder = workingFolder(out);
    assert.notEqual(folder, out);
    assert.equal(settle(folder, out, results), folder);
    assert.equal(messagesIn(out), "old");
  }
  const folder = workingFolder(out);
  outputOf("kept/unfinished", "new");
  assert.equal(settle(folder, out, whole), out);
  assert.equal(messagesIn(out), "new");
  assert.ok(!existsSync(folder));
});

test("a folder without whole results is written to at once", async () => {
  const whole = await sampleResults(["runc"]);
  const out = outputOf("open", "old");
  assert.equal(workingFolder(out), out);
  writeResults(path.join(out, "results.json"), { ...whole, runs: whole.runs.map((run) => ({ ...run, complete: false })) });
  assert.equal(workingFolder(out), out);
  assert.equal(settle(out, out, whole), out);
});
