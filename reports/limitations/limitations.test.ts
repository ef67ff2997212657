import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { loadCatalogue, type Limitation } from "../model/catalogue.ts";
import { assertGolden } from "../model/golden.ts";
import { InputError } from "../model/input-error.ts";
import { projectRoot } from "../model/project-root.ts";
import type { ScenarioResult } from "../model/results.ts";
import { readResults } from "../model/results-file.ts";
import { sampleResults } from "../model/sample-results.ts";
import { renderLimitations } from "./document.ts";
import { checkLimitations, writeLimitations } from "./files.ts";
import { findLimitation } from "./limitation-status.ts";

test("the document of the recorded messages is as it was", async () => {
  assertGolden("limitations-vrun.md", renderLimitations(await sampleResults(), "vrun"));
});

test("every documented limitation is in the document, with its issues or its source", async () => {
  const text = renderLimitations(await sampleResults(), "vrun");
  for (const limitation of loadCatalogue().limitations.values()) {
    if (!limitation.documented) continue;
    assert.ok(text.includes(`<a id="${limitation.id}"></a>`), limitation.id);
    for (const url of limitation.issues.length > 0 ? limitation.issues : [limitation.source ?? ""]) assert.ok(text.includes(`](${url})`), url);
  }
});

/** The status of a limitation on the sample's vrun, where its scenarios ended so. */
async function statusOf(changes: Partial<Limitation>, ...ends: readonly Partial<ScenarioResult>[]): Promise<string> {
  const results = await sampleResults(["vrun"]);
  const limitation = loadCatalogue().limitations.get("events-oom");
  const base = results.scenarios.find((scenario) => scenario.id === "events/oom");
  const recorded = base?.results["vrun@0.1.0"];
  assert.ok(limitation !== undefined && base !== undefined && recorded !== undefined);
  const scenarios = ends.map((end, index) => ({ ...base, id: `events/${index}`, results: { "vrun@0.1.0": { ...recorded, ...end } } }));
  return findLimitation({ ...limitation, ...changes }, { ...results, scenarios }, "vrun@0.1.0").status;
}

const passes = { verdict: "pass" } as const;
const lacking = { verdict: "skipped", skip: { kind: "host-lacks", feature: "criu" } } as const;
const known = { verdict: "known-failure" } as const;
const refused = { ...known, outcome: "refused" } as const;

test("the status follows from the verdicts", async () => {
  assert.equal(await statusOf({}, passes, { verdict: "unexpected-pass" }), "works");
  assert.equal(await statusOf({}, passes, lacking), "in-part");
  assert.equal(await statusOf({}, passes, known), "in-part");
  assert.equal(await statusOf({}, passes, { verdict: "fail" }), "in-part");
  assert.equal(await statusOf({}, known, { verdict: "error" }), "differs");
  assert.equal(await statusOf({}, refused, refused), "refused");
  assert.equal(await statusOf({}, refused, known), "differs");
  assert.equal(await statusOf({}, lacking, { verdict: "recorded" }), "not-tested");
  assert.equal(await statusOf({}, { verdict: "skipped", skip: { kind: "not-applicable" } }), "not-tested");
  assert.equal(await statusOf({}), "not-tested");
});

test("what follows from a kernel of its own is by design, and nothing else", async () => {
  const whole = { byDesign: { why: "another kernel" } };
  const half = { byDesign: { why: "another kernel", scenarios: ["events/1"] } };
  assert.equal(await statusOf(whole, refused, known), "by-design");
  assert.equal(await statusOf(half, passes, known), "by-design");
  assert.equal(await statusOf(half, known, known), "differs");
  assert.equal(await statusOf(half, passes, known, known), "in-part");
  assert.equal(await statusOf(whole, passes, passes), "works");
  assert.equal(await statusOf(whole, known, { verdict: "fail" }), "differs");
});

test("a refusal is never shown as working, though its scenario passes", async () => {
  const shown = { refusals: [{ what: "linux.x", shown: "events/0" }] };
  assert.equal(await statusOf(shown, { ...passes, outcome: "refused" }), "refused");
  assert.equal(await statusOf(shown, passes), "refused");
  assert.equal(await statusOf(shown, { ...passes, outcome: "refused" }, passes), "in-part");
  const byTest = { refusals: [{ what: "linux.x", shown: "runtime/x.test.ts" }] };
  assert.equal(await statusOf(byTest, passes), "in-part");
  assert.equal(await statusOf(byTest), "refused");
});

test("nothing that the registry lists as refused works in the recorded results", () => {
  const results = readResults(path.join(projectRoot(), "fixtures", "results"));
  const findings = [...loadCatalogue().limitations.values()].filter((one) => one.refusals !== undefined).map((one) => findLimitation(one, results, "vrun@0.1.0"));
  assert.ok(findings.length > 10);
  assert.deepEqual(findings.filter((finding) => finding.status === "works").map((finding) => finding.limitation.id), []);
  const shown = new Set(findings.flatMap((finding) => (finding.limitation.refusals ?? []).map((refusal) => refusal.shown)));
  const working = findings.flatMap((finding) => finding.cases.filter((one) => shown.has(one.scenario.id) && one.end === "works"));
  assert.deepEqual(working.map((one) => one.scenario.id), []);
});

test("each cause is told once, identifiers keep their case, and what others do is told as theirs", () => {
  const text = renderLimitations(readResults(path.join(projectRoot(), "fixtures", "results")), "vrun");
  assert.match(text, /^- 8 scenarios \*\*by design\*\*: A namespace by path is refused at create/m);
  assert.match(text, /: netDevices is refused at create/);
  assert.match(text, /^In Kata, Clear Containers: Neither command exists/m);
  assert.doesNotMatch(text, /NetDevices|Documented of|\*\*lifted/);
});

test("a document that does not follow from the results is told by line", async () => {
  const results = await sampleResults();
  const directory = mkdtempSync(path.join(tmpdir(), "lacuna-limitations-"));
  try {
    const file = path.join(directory, "vrun.md");
    assert.match(checkLimitations(results, "vrun", file) ?? "", /does not exist/);
    writeLimitations(results, "vrun", file);
    assert.equal(checkLimitations(results, "vrun", file), null);
    writeFileSync(file, renderLimitations(results, "vrun").replace("# Limitations of vrun", "# No limitations"));
    assert.match(checkLimitations(results, "vrun", file) ?? "", /vrun\.md:3: does not follow/);
    assert.throws(() => renderLimitations(results, "other"), InputError);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
