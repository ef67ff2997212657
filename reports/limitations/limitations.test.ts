import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { loadCatalogue } from "../model/catalogue.ts";
import { assertGolden } from "../model/golden.ts";
import { InputError } from "../model/input-error.ts";
import type { Results, ScenarioResult, Verdict } from "../model/results.ts";
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

test("the status follows from the verdicts", async () => {
  const results = await sampleResults(["vrun"]);
  const limitation = loadCatalogue().limitations.get("events-oom");
  const base = results.scenarios.find((scenario) => scenario.id === "events/oom");
  const recorded = base?.results["vrun@0.1.0"];
  assert.ok(limitation !== undefined && base !== undefined && recorded !== undefined);
  const statusOf = (...verdicts: readonly Verdict[]): string => {
    const scenarios = verdicts.map((verdict, index) => {
      const result: ScenarioResult = { ...recorded, verdict };
      return { ...base, id: `events/${index}`, results: { "vrun@0.1.0": result } };
    });
    const changed: Results = { ...results, scenarios };
    return findLimitation(limitation, changed, "vrun@0.1.0").status;
  };
  assert.equal(statusOf("pass", "pass"), "lifted");
  assert.equal(statusOf("pass", "skipped"), "partly-lifted");
  assert.equal(statusOf("pass", "known-failure"), "limited");
  assert.equal(statusOf("known-failure", "fail"), "unexplained");
  const other = loadCatalogue().limitations.get("docker");
  assert.ok(other !== undefined);
  const both: Results = { ...results, scenarios: [{ ...base, limitations: ["docker", "events-oom"] }] };
  assert.deepEqual([other, limitation].map((one) => findLimitation(one, both, "vrun@0.1.0").status), ["other-reason", "limited"]);
  assert.equal(statusOf("skipped", "recorded"), "untested");
  assert.equal(statusOf(), "no-scenario");
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
