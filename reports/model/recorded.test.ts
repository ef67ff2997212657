import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { diffResults, isSame } from "./diff.ts";
import { InputError } from "./input-error.ts";
import { readRecorded, recordedName, recordedText } from "./recorded.ts";
import type { Results, ScenarioResult } from "./results.ts";
import { sampleExpectations, sampleResults } from "./sample-results.ts";

const known = (profile: string) => (profile === "vrun" ? sampleExpectations() : null);

/** Records results, and reads what was recorded. */
function recorded(results: Results): Results {
  const folder = mkdtempSync(path.join(tmpdir(), "lacuna-recorded-"));
  try {
    for (const run of results.runs) writeFileSync(path.join(folder, recordedName(run)), recordedText(results, run));
    return readRecorded(folder, known);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The sample with other ends of some scenarios, and its verdicts and causes by run and scenario. */
async function changed(changes: Readonly<Record<string, Partial<ScenarioResult>>>): Promise<Results> {
  const sample = await sampleResults();
  return { ...sample, scenarios: sample.scenarios.map((scenario) => ({
    ...scenario, results: Object.fromEntries(Object.entries(scenario.results).map(([runId, result]) => [runId, { ...result, ...changes[scenario.id] }])),
  })) };
}

function endsOf(results: Results): readonly unknown[] {
  return results.scenarios.flatMap(({ id, results: byRun }) => Object.entries(byRun).sort().map(([runId, { verdict, skip, outcome, because, failedStep, excluded, host }]) =>
    [id, runId, verdict, skip, outcome, because, failedStep, excluded, host]));
}

const elsewhere = { kernel: "6.1.0-other", arch: "x86_64", distribution: "Debian GNU/Linux 13", cgroup: "v2" } as const;

test("what was recorded says what the results said", async () => {
  const results = await changed({
    "list/prints-all": { verdict: "fail", because: null, failedStep: "the list is printed", observed: { printed: "" }, reason: "printed: nothing", excluded: "timeout" },
    "signals/delivered[TERM]": { verdict: "pass", outcome: "refused", because: null, failedStep: null, observed: {}, reason: null, host: elsewhere },
    "signals/delivered[HUP]": { verdict: "error", because: null, failedStep: null, observed: {}, reason: "the suite broke", host: elsewhere },
  });
  const read = recorded(results);
  assert.deepEqual(endsOf(read), endsOf(results));
  assert.ok(isSame(diffResults(results, read, null)));
  assert.deepEqual(recordedText(read, read.runs[0] ?? assert.fail()), recordedText(results, results.runs[0] ?? assert.fail()));
});

test("each scenario has one line, whatever its name", async () => {
  const results = await sampleResults(["vrun"]);
  const text = recordedText(results, results.runs[0] ?? assert.fail());
  assert.match(text, /^ {4}"events\/oom": "known-failure no-oom-event",$/m);
  assert.equal(text.split("\n").filter((line) => /^ {4}"[a-z0-9-]+\//.test(line)).length, results.scenarios.length);
});

test("a folder without recorded results is told", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "lacuna-recorded-"));
  try {
    assert.throws(() => readRecorded(folder), InputError);
    writeFileSync(path.join(folder, "x.json"), "{}");
    assert.throws(() => readRecorded(folder), InputError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
