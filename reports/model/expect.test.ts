import assert from "node:assert/strict";
import { test } from "node:test";
import { updateExpectations } from "./expect.ts";
import { readExpectations } from "./expectations.ts";
import { judgeResults } from "./judge.ts";
import type { Results, Run, ScenarioResult } from "./results.ts";
import { sampleResults } from "./sample-results.ts";

const file = `# Ours.
covers: [ ">=0.1.0 <0.2.0" ]
causes:
  - id: no-oom-event
    class: by-design
    instead: no event tells of it
    link: https://example.org/oom
    failures:
      - at: an event of type oom is printed
        observed: { events: 0 }
        scenarios:
          - events/oom # seen since the first release
          - events/gone
`;

/** The sample's run of vrun, with some of its results changed. */
async function changed(changes: Readonly<Record<string, Partial<ScenarioResult>>>, version = "0.1.0"): Promise<{ readonly results: Results; readonly run: Run }> {
  const sample = judgeResults(await sampleResults(), () => null);
  const found = sample.runs.find((run) => run.runtime.profile === "vrun");
  assert.ok(found !== undefined);
  const run = { ...found, runtime: { ...found.runtime, version } };
  const scenarios = sample.scenarios.map((scenario) => {
    const result = scenario.results[run.runId];
    return result === undefined ? scenario : { ...scenario, results: { ...scenario.results, [run.runId]: { ...result, ...changes[scenario.id] } } };
  });
  return { run, results: { ...sample, runs: [run], scenarios } };
}

test("what results lack is listed by cause, and then nothing is unexpected", async () => {
  const { results, run } = await changed({});
  const ids = new Set(results.scenarios.map((scenario) => scenario.id));
  const update = updateExpectations(null, "mine.yaml", results, run, ids);
  assert.ok(update.added.length > 0);
  const judged = judgeResults(results, () => readExpectations(update.text, "vrun", "mine.yaml"));
  const failing = judged.scenarios.filter((scenario) => scenario.results[run.runId]?.verdict === "fail").map((scenario) => scenario.id);
  assert.deepEqual(failing, [...update.unlistable]);
  assert.ok(readExpectations(update.text, "vrun", "mine.yaml").causes.every((cause) => cause.class === "unreviewed"));
  assert.deepEqual(updateExpectations(update.text, "mine.yaml", results, run, ids), { ...update, added: [] });
});

test("what results contradict is marked, and comments stay", async () => {
  const passing = { verdict: "pass", reason: null, failedStep: null, observed: {} } as const;
  const { results, run } = await changed({ "events/oom": passing });
  const ids = new Set(results.scenarios.map((scenario) => scenario.id));
  const { text, stale } = updateExpectations(file, "mine.yaml", results, run, ids);
  assert.deepEqual(stale, [{ cause: "no-oom-event", scenario: "events/oom", why: "passes" }, { cause: "no-oom-event", scenario: "events/gone", why: "no scenario has this id" }]);
  assert.match(text, /^# Ours\.\n/);
  assert.match(text, /- events\/oom # seen since the first release; stale with 0\.1\.0: passes\n/);
  const again = await changed({});
  assert.doesNotMatch(updateExpectations(text, "mine.yaml", again.results, again.run, ids).text, /events\/oom.* stale/);
});

test("a failure that another version is known for goes to its cause", async () => {
  const { results, run } = await changed({}, "0.2.0");
  const text = file.replace("    class: by-design\n", "    class: by-design\n    versions: \">=0.1.0 <0.2.0\"\n");
  const update = updateExpectations(text, "mine.yaml", results, run, new Set(["events/oom", "events/gone"]));
  assert.deepEqual(update.added[0], { cause: "no-oom-event", scenario: "events/oom" });
  const set = readExpectations(update.text, "vrun", "mine.yaml");
  assert.deepEqual(set.covers, [">=0.1.0 <0.2.0", ">=0.2.0 <0.3.0"]);
  assert.deepEqual(set.causes[0]?.failures[1], { at: "an event of type oom is printed", observed: { events: 0 }, versions: ">=0.2.0 <0.3.0", scenarios: ["events/oom"] });
});
