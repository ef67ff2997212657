import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCatalogue } from "./catalogue.ts";
import { compareRuns } from "./compare.ts";
import { coverage } from "./coverage.ts";
import { explain } from "./explain.ts";
import { readFeatures } from "./features.ts";
import { InputError } from "./input-error.ts";
import { projectRoot } from "./project-root.ts";
import { sampleResults } from "./sample-results.ts";

const catalogue = loadCatalogue();
const sample = readFeatures(`${projectRoot()}/fixtures/messages/sample`);

test("coverage counts the entries that a scenario asserts", () => {
  const found = coverage(catalogue, sample);
  assert.equal(found.requirements.MUST.asserted, 3);
  assert.equal(found.requirements.MAY.asserted, 1);
  assert.equal(found.derived.asserted, 2);
  assert.equal(found.behaviours.all.asserted, 3);
  assert.deepEqual(found.limitations, { testable: 18, asserted: 4 });
  assert.deepEqual(found.scenarios["events-oom"], ["events/oom"]);
  assert.ok(found.missing.includes("RT-KILL-003") && !found.missing.includes("RT-KILL-002"));
  assert.ok(found.requirements.MUST.testable > found.requirements.MUST.asserted);
  assert.equal(catalogue.behaviours.get("RUNC-CGROUP-026")?.testable, "no");
  assert.ok(!found.missing.includes("RUNC-CGROUP-026"));
});

test("an entry is explained with its scenarios and their verdicts", async () => {
  const results = await sampleResults();
  const requirement = explain("RT-KILL-005", catalogue, sample, results);
  assert.equal(requirement.kind, "requirement");
  assert.deepEqual(requirement.scenarios.map((one) => one.id), ["signals/delivered[HUP]", "signals/delivered[TERM]"]);
  const limitation = explain("events-oom", catalogue, sample, results);
  assert.deepEqual(limitation.scenarios[0]?.verdicts, { "runc@1.1.5+ds1": "pass", "vrun@0.1.0": "known-failure (limitation)" });
  assert.equal(explain("RUNC-LIST-001", catalogue, sample, null).kind, "behaviour");
  assert.equal(explain("signals/delivered[TERM]", catalogue, sample, null).scenarios.length, 1);
  assert.equal(explain("signals/delivered", catalogue, sample, null).scenarios.length, 2);
  assert.throws(() => explain("RT-KIL-005", catalogue, sample, null), (error) => error instanceof InputError && error.message.includes("RT-KILL-00"));
});

test("runs differ where what they say of the runtimes differs", async () => {
  const results = await sampleResults();
  const { differences, alike } = compareRuns(results);
  assert.deepEqual(differences.map((difference) => difference.id), ["events/oom", "kernel/own-boot-id", "list/prints-all"]);
  assert.equal(alike, 7);
  assert.throws(() => compareRuns(results, ["runc@1.1.5+ds1"]), InputError);
  assert.throws(() => compareRuns(results, ["runc@1.1.5+ds1", "none@1"]), InputError);
});
