import assert from "node:assert/strict";
import { test } from "node:test";
import { recordedVersions, scenarioHistory } from "./history.ts";
import { InputError } from "./input-error.ts";
import type { Results, Verdict } from "./results.ts";
import { sampleResults } from "./sample-results.ts";

const id = "list/prints-all";

/** The sample's runc as another version, in which one scenario has this verdict. */
async function version(number: string, verdict: Verdict, startedAt = "2026-01-01T00:00:00.000Z"): Promise<Results> {
  const sample = await sampleResults(["runc"]);
  const runId = `runc@${number}`;
  return {
    ...sample, runs: sample.runs.map((run) => ({ ...run, runId, startedAt, runtime: { ...run.runtime, version: number } })),
    scenarios: sample.scenarios.flatMap((scenario) => Object.values(scenario.results).map((result) => ({ ...scenario, results: { [runId]: scenario.id === id ? { ...result, verdict } : result } }))),
  };
}

test("versions are told from the oldest on, each once", async () => {
  const files = [await version("1.10.0", "pass"), await version("1.9.0", "fail", "2026-01-01T00:00:00.000Z"), await version("1.9.0", "pass", "2026-02-01T00:00:00.000Z"), await sampleResults(["vrun"])];
  const versions = recordedVersions(files);
  assert.deepEqual(versions.map(({ run }) => run.runId), ["runc@1.9.0", "runc@1.10.0", "vrun@0.1.0"]);
  assert.equal(versions[0]?.run.startedAt, "2026-02-01T00:00:00.000Z");
});

test("since when a scenario ends so is the oldest version without a break", async () => {
  const files = [await version("1.1.0", "pass"), await version("1.2.0", "fail"), await version("1.3.0", "pass"), await version("1.4.0", "pass")];
  assert.deepEqual(scenarioHistory(files, id).map((end) => [end.run.runtime.version, end.label, end.since]),
    [["1.1.0", "pass", "1.1.0"], ["1.2.0", "fail", "1.2.0"], ["1.3.0", "pass", "1.3.0"], ["1.4.0", "pass", "1.3.0"]]);
  assert.throws(() => scenarioHistory(files, "list/none"), InputError);
});
