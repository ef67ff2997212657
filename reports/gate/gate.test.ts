import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCatalogue } from "../model/catalogue.ts";
import type { Results, Run, ScenarioRecord, ScenarioResult } from "../model/results.ts";
import { sampleResults } from "../model/sample-results.ts";
import { gateResults } from "./gate.ts";

const catalogue = loadCatalogue();
const runId = "runc@1.1.5+ds1";
const binding = [...catalogue.requirements.values()].find((r) => r.level === "MUST" && r.basis === undefined)?.id ?? "";
const derived = [...catalogue.requirements.values()].find((r) => r.level === "MUST" && r.basis === "derived")?.id ?? "";
const should = [...catalogue.requirements.values()].find((r) => r.level === "SHOULD" && r.basis === undefined)?.id ?? "";

const result: ScenarioResult = {
  verdict: "pass", because: null, reason: null, failedStep: null, observed: {}, durationMs: 1, runtimeMs: 1, observations: {}, evidence: null,
};
const run: Run = {
  runId, runtime: { profile: "runc", path: "/usr/bin/runc", version: "1.1.5+ds1", specVersion: null, sha256: null },
  host: { kernel: "6.1", arch: "x86_64", distribution: "Debian", cgroup: "v2" }, accelerator: null, features: {},
  startedAt: "2026-01-01T00:00:00.000Z", finishedAt: "2026-01-01T00:00:01.000Z", shard: null, selection: null, complete: true, expectations: "covered",
};

function scenario(id: string, results: Partial<ScenarioResult>, other: Partial<ScenarioRecord> = {}): ScenarioRecord {
  return {
    id, name: id, feature: "f", uri: "features/spec/f.feature", line: 1, tags: ["@smoke"], requirements: [binding], behaviours: [], limitations: [], issues: [],
    results: { [runId]: { ...result, ...results } }, ...other,
  };
}

function gate(scenarios: readonly ScenarioRecord[], baseline: readonly ScenarioRecord[] | null = null, runs: readonly Run[] = [run]): readonly string[] {
  const suite = { name: "lacuna", version: "1", commit: "c" };
  const of = (list: readonly ScenarioRecord[], ofRuns: readonly Run[]): Results => ({ schemaVersion: 2, suite, runs: ofRuns, scenarios: list });
  return gateResults({ results: of(scenarios, runs), baseline: baseline === null ? null : of(baseline, [run]), catalogue }).surprises.map((s) => s.kind);
}

const passes = scenario("a/pass", {});
const lacking = { verdict: "skipped", skip: { kind: "host-lacks", feature: "cgroup-v2" } } as const;

test("passes, known failures and records are expected", () => {
  assert.deepEqual(gate([passes, scenario("a/b", { verdict: "known-failure" }), scenario("a/c", { verdict: "recorded" })]), []);
});

test("an unexpected pass and an error are red", () => {
  assert.deepEqual(gate([passes, scenario("a/b", { verdict: "unexpected-pass" }), scenario("a/c", { verdict: "error" })]), ["unexpected-pass", "error"]);
});

test("a fail of a binding requirement or of a behaviour is red, unless the baseline has the same", () => {
  const failing = scenario("a/b", { verdict: "fail" });
  const behaviour = scenario("a/c", { verdict: "fail" }, { requirements: [], behaviours: ["RUNC-CLI-001"] });
  assert.deepEqual(gate([failing, behaviour]), ["fail-binding", "fail-binding"]);
  assert.deepEqual(gate([failing], [failing]), []);
  const otherwise = { verdict: "fail", failedStep: "the command fails", observed: { exit: 0 } } as const;
  assert.deepEqual(gate([scenario("a/b", otherwise)], [failing]), ["fail-binding"]);
  assert.deepEqual(gate([scenario("a/b", otherwise)], [scenario("a/b", { ...otherwise, observed: { exit: 1 } })]), ["fail-binding"]);
  assert.deepEqual(gate([scenario("a/b", otherwise)], [scenario("a/b", { ...otherwise, verdict: "known-failure" })]), ["fail-binding"]);
});

test("a fail of a derived or SHOULD entry is red only where the baseline had none", () => {
  for (const requirement of [derived, should]) {
    const failing = scenario("a/b", { verdict: "fail" }, { requirements: [requirement] });
    assert.deepEqual(gate([failing]), []);
    assert.deepEqual(gate([failing], [failing]), []);
    assert.deepEqual(gate([failing], [scenario("a/b", {})]), ["fail-new"]);
    assert.deepEqual(gate([failing, passes], [passes]), ["fail-new"]);
  }
});

test("a new reason not to run is red", () => {
  const without = (feature: string, reason: string): ScenarioRecord => scenario("a/b", { verdict: "skipped", skip: { kind: "host-lacks", feature }, reason });
  const other = (reason: string): ScenarioRecord => scenario("a/b", { verdict: "skipped", skip: { kind: "not-applicable" }, reason });
  assert.deepEqual(gate([passes, without("criu", "absent")]), []);
  assert.deepEqual(gate([passes, without("criu", "absent")], [passes, without("criu", "absent")]), []);
  assert.deepEqual(gate([passes, without("fuse", "absent")], [passes, without("criu", "absent")]), ["host-lacks-new"]);
  assert.deepEqual(gate([passes, without("criu", "told otherwise")], [passes, without("criu", "absent")]), []);
  assert.deepEqual(gate([passes, without("unknown", "x")], [passes, without("unknown", "y")]), ["host-lacks-new"]);
  assert.deepEqual(gate([passes, other("x")], [passes, other("y")]), ["not-applicable-new"]);
});

test("what the baseline has from another host need not run here, and fails here as anywhere", () => {
  const host = { kernel: "6.12", arch: "x86_64", distribution: "Debian", cgroup: "v2" } as const;
  const before = [passes, scenario("a/b", { host })];
  assert.deepEqual(gate([passes, scenario("a/b", { ...lacking, reason: "absent" })], before), []);
  assert.deepEqual(gate([passes, scenario("a/b", { verdict: "fail" })], before), ["fail-binding"]);
});

test("fewer scenarios than the baseline are red, unless fewer were asked for", () => {
  const other = scenario("a/b", {}, { tags: [] });
  assert.deepEqual(gate([passes], [passes, other]), ["fewer-ran"]);
  assert.deepEqual(gate([passes], [passes, other], [{ ...run, selection: "@smoke" }]), []);
  assert.deepEqual(gate([passes], [passes, other], [{ ...run, selection: "not @smoke" }]), []);
});

test("a run that ran nothing or was cut short is red", () => {
  assert.deepEqual(gate([]), ["nothing-ran"]);
  assert.deepEqual(gate([scenario("a/b", { ...lacking, reason: "y" })]), ["nothing-ran"]);
  assert.deepEqual(gate([passes], null, [{ ...run, complete: false }]), ["incomplete"]);
  assert.deepEqual(gate([passes], null, []), ["nothing-ran"]);
});

test("each surprise says in one printable line how to mend it", async () => {
  const { surprises, expected } = gateResults({ results: await sampleResults(), baseline: null, catalogue });
  assert.ok(surprises.length > 0 && expected > 0);
  for (const { line } of surprises) {
    assert.match(line, /; (mend|delete)/);
    assert.ok(!line.includes("\n") && !line.includes("\u001b"), line);
  }
});

test("each failure that is no surprise is told too", () => {
  const suite = { name: "lacuna", version: "1", commit: "c" };
  const results: Results = { schemaVersion: 2, suite, runs: [run], scenarios: [passes, scenario("a/b", { verdict: "fail", reason: "told" }, { requirements: [derived] })] };
  const { surprises, tolerated } = gateResults({ results, baseline: null, catalogue });
  assert.deepEqual([surprises, tolerated], [[], [`${runId} a/b: fails: told`]]);
});
