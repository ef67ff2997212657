import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { InputError } from "./input-error.ts";
import { projectRoot } from "./project-root.ts";
import { readResults } from "./results-file.ts";
import { readSchema1 } from "./results-schema-1.ts";
import { equalAsJson } from "./sorted-json.ts";
import { sampleResults } from "./sample-results.ts";

const file = "fixtures/messages/schema-1/results.json";

test("results of schema 1 are those of today in other words", async () => {
  const today = await sampleResults();
  const runs = today.runs.map((run): object => ({ ...run, expectationsDigest: undefined }));
  const scenarios = today.scenarios.map((scenario) => ({
    ...scenario, results: Object.fromEntries(Object.entries(scenario.results).map(([runId, result]) => [runId, { ...result, because: result.because === null ? null : { ...result.because, cause: undefined } }])),
  }));
  assert.ok(equalAsJson(readResults(path.join(projectRoot(), file)), { ...today, runs, scenarios }));
});

test("a feature that schema 1 does not tell apart is unknown, and the reason is kept", () => {
  const text = readFileSync(path.join(projectRoot(), file), "utf8").replaceAll("needs resctrl: ", "no ");
  const results = readSchema1(JSON.parse(text), file);
  const skipped = results.scenarios.find((scenario) => scenario.id === "events/intel-rdt")?.results["vrun@0.1.0"];
  assert.deepEqual([skipped?.skip, skipped?.reason], [{ kind: "host-lacks", feature: "unknown" }, "no no resctrl file system can be mounted"]);
});

test("what is of neither schema is refused", () => {
  const text = readFileSync(path.join(projectRoot(), file), "utf8");
  assert.throws(() => readSchema1(JSON.parse(text.replaceAll('"limitation"', '"known-failure"')), file), InputError);
});
