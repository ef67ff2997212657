import assert from "node:assert/strict";
import { test } from "node:test";
import { diffResults } from "../model/diff.ts";
import { sampleResults } from "../model/sample-results.ts";
import { renderDiff } from "./diff.ts";

const vrun = "vrun@0.1.0";

test("what changed is told as text, Markdown and JSON", async () => {
  const results = await sampleResults(["vrun"]);
  const failing = { verdict: "fail", failedStep: "the process prints", observed: { printed: null }, reason: "printed: nothing" } as const;
  const scenarios = results.scenarios.filter((scenario) => scenario.id !== "events/oom").map((scenario) => {
    const result = scenario.results[vrun];
    return result === undefined || scenario.id !== "signals/delivered[TERM]" ? scenario : { ...scenario, results: { [vrun]: { ...result, ...failing } } };
  });
  const diff = diffResults(results, { ...results, scenarios }, null);
  const text = renderDiff(diff, "text");
  assert.match(text, /^vrun@0\.1\.0 -> vrun@0\.1\.0: 1 newly failing, 1 gone, 8 alike$/m);
  assert.match(text, /after: {2}fail at "the process prints" \{"printed":null\}: printed: nothing$/m);
  assert.match(renderDiff(diff, "md"), /\| SIGTERM reaches the container's process \(`signals\/delivered\[TERM\]`\) \| pass \| fail at .* \|/);
  assert.deepEqual(JSON.parse(renderDiff(diff, "json")), JSON.parse(JSON.stringify(diff)));
});
