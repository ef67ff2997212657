import assert from "node:assert/strict";
import test from "node:test";
import type { ScenarioResult, Verdict } from "../reports/model/results.ts";
import { loadMutants, parseShare, sample, witnesses, type Mutant } from "./mutant-list.ts";
import { roundsOf } from "./mutant-rounds.ts";
import { getsThrough, judge, problemOf } from "./mutant-trial.ts";
import { projectRoot } from "../reports/model/project-root.ts";
import { listScenarios } from "./scenarios.ts";

const mutant: Mutant = { name: "paths-dropped", breaks: "Masked paths can be read.", kind: "config-remove", caughtBy: "paths/masked", at: "the process prints \"empty\"" };

function result(verdict: Verdict, failedStep: string | null = null): ScenarioResult {
  return { verdict, because: null, reason: null, failedStep, observed: {}, durationMs: 1, runtimeMs: 1, observations: {}, evidence: null };
}

function trial(named: { readonly sound: Verdict; readonly seen: ScenarioResult }, changed = 0): { readonly kind: string; readonly problem: string | null } {
  const ids = Array.from({ length: 60 }, (_, index) => `other/${index}`);
  const sound = new Map([[mutant.caughtBy, result(named.sound)], ...ids.map((id) => [id, result("pass")] as const)]);
  const seen = new Map([[mutant.caughtBy, named.seen], ...ids.map((id, index) => [id, result(index < changed ? "fail" : "pass")] as const)]);
  const judged = { mutant, runtime: "runc@1.1.5", ...judge(mutant, sound, seen) };
  return { kind: judged.fate.kind, problem: problemOf(judged) };
}

test("a mutant is caught by a failure at the step that its entry names", () => {
  assert.deepEqual(trial({ sound: "pass", seen: result("fail", mutant.at) }), { kind: "caught", problem: null });
});

test("a failure elsewhere, an error and a pass let it survive", () => {
  for (const seen of [result("fail", "a running container"), result("error", mutant.at), result("pass"), result("known-failure", mutant.at)]) {
    const { kind, problem } = trial({ sound: "pass", seen });
    assert.equal(kind, "survived");
    assert.notEqual(problem, null);
  }
});

test("a scenario that does not pass on the sound runtime proves nothing, and is no problem of the suite", () => {
  assert.deepEqual(trial({ sound: "skipped", seen: result("skipped") }), { kind: "untestable", problem: null });
});

test("who fails at what is only recorded does not get through it", () => {
  assert.ok(getsThrough(result("recorded")));
  assert.ok(!getsThrough({ ...result("recorded"), reason: "the other choice: exit: expected 0, got 1" }));
  assert.ok(!getsThrough(result("fail")));
});

test("three of sixty others may change, four may not", () => {
  assert.equal(trial({ sound: "pass", seen: result("fail", mutant.at) }, 3).problem, null);
  assert.match(trial({ sound: "pass", seen: result("fail", mutant.at) }, 4).problem ?? "", /4 of 60/);
});

test("a sample is the same for a seed, and never empty", () => {
  const mutants = Array.from({ length: 47 }, (_, index) => ({ ...mutant, name: `mutant-${index}` }));
  const names = (seed: string): readonly string[] => sample(mutants, ({ name }) => name, parseShare("1/10"), seed).map(({ name }) => name);
  assert.equal(names("a").length, 5);
  assert.deepEqual(names("a"), names("a"));
  assert.notDeepEqual(names("a"), names("b"));
  assert.equal(sample(mutants.slice(0, 1), ({ name }) => name, parseShare("1/100"), "a").length, 1);
});

test("a share is a part of a whole", () => {
  for (const text of ["0/3", "4/3", "1", "a/b"]) assert.throws(() => parseShare(text), { exitCode: 2 });
});

test("witnesses are spread over the areas", () => {
  const scenarios = ["a/1", "a/2", "a/3", "b/1", "c/1"].map((id) => ({ id, name: id, uri: "features/spec/x.feature", line: 1, tags: [], steps: [] }));
  assert.deepEqual(witnesses(scenarios, 3, "m").map(({ id }) => id[0]).sort(), ["a", "b", "c"]);
});

test("no round has a scenario twice, and none is left out", () => {
  const [a, b] = ["x/a", "x/b"].map((id) => ({ id, name: id, uri: "features/spec/x.feature", line: 1, tags: [], steps: [] }));
  assert.ok(a !== undefined && b !== undefined);
  const other = { ...mutant, name: "other" };
  const rounds = roundsOf([{ mutant, scenario: a }, { mutant: other, scenario: a }, { mutant: other, scenario: b }]);
  assert.deepEqual(rounds.map((round) => round.map((one) => [one.mutant.name, one.scenario.id])), [[["paths-dropped", "x/a"], ["other", "x/b"]], [["other", "x/a"]]]);
});

test("every mutant names a scenario that there is, and a step of it", () => {
  const scenarios = listScenarios(projectRoot());
  const mutants = loadMutants(projectRoot(), scenarios);
  assert.ok(mutants.length >= 120);
  assert.throws(() => loadMutants(projectRoot(), scenarios.map((scenario) => ({ ...scenario, steps: [] }))), { exitCode: 2 });
});
