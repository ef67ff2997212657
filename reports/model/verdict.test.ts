import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome, ScenarioDocument } from "./attachment.ts";
import type { Expectation } from "./expectations.ts";
import { decideVerdict, type VerdictInput } from "./verdict.ts";

const ran: ScenarioDocument = {
  outcome: { kind: "ran" }, assertions: 1, recorded: false, failure: null, observations: {},
  evidence: { commands: [], configPatch: null }, runtimeMs: 1,
};
const failure = { step: "the command fails", observed: { exit: 0, status: "stopped" }, message: "exit: expected non-zero, got 0", unproven: false, timedOut: false };
const entry: Expectation = {
  scenario: "signals/stopped-refuses-term", versions: null, at: "the command fails", observed: { exit: 0 },
  cause: { id: "signal-to-stopped", class: "limitation", limitation: "stopped-kill", instead: "the signal is reported as sent", failures: [] },
};
const failedExecution = { kind: "failed", step: "the command fails", inGiven: false, message: "AssertionError" } as const;

function decide(document: Partial<ScenarioDocument> | null, other: Partial<VerdictInput> = {}) {
  return decideVerdict({
    execution: { kind: "passed" }, neverJudged: false, expectations: [],
    document: document === null ? null : { kind: "document", document: { ...ran, ...document } },
    ...other,
  });
}

test("no attachment is an error", () => assert.equal(decide(null).verdict, "error"));

test("a malformed attachment is an error", () => {
  assert.deepEqual([decide({}, { document: { kind: "invalid", problem: "bad" } })].map((d) => [d.verdict, d.reason]), [["error", "bad"]]);
});

test("an error of the harness is an error", () => {
  assert.equal(decide({ outcome: { kind: "error", reason: "left a mount behind" } }).reason, "left a mount behind");
  assert.equal(decide({ outcome: { kind: "error", reason: "x" } }, { execution: failedExecution, expectations: [entry] }).verdict, "error");
});

test("a pass without an assertion is an error", () => assert.equal(decide({ assertions: 0 }).verdict, "error"));

test("an undefined, ambiguous or pending step is an error, whatever else happened", () => {
  const outcomes: Outcome[] = [{ kind: "ran" }, { kind: "host-lacks", feature: "criu", reason: "absent" }];
  for (const how of ["undefined", "ambiguous", "pending"] as const) {
    for (const outcome of outcomes) assert.equal(decide({ outcome }, { execution: { kind: "undefined", step: "x", how } }).verdict, "error");
  }
});

test("what is skipped says why, and a host that lacks something which feature", () => {
  const skipped = { execution: { kind: "skipped" } } as const;
  const runnable = decide({ assertions: 0, outcome: { kind: "host-lacks", feature: "criu", reason: "criu check fails" } }, skipped);
  assert.deepEqual([runnable.verdict, runnable.skip, runnable.reason], ["skipped", { kind: "host-lacks", feature: "criu" }, "criu check fails"]);
  const applicable = decide({ assertions: 0, outcome: { kind: "not-applicable", reason: "no VM" } }, skipped);
  assert.deepEqual([applicable.verdict, applicable.skip, applicable.reason], ["skipped", { kind: "not-applicable" }, "no VM"]);
});

test("a step skipped without a reason and a scenario that did not end are errors", () => {
  assert.equal(decide({}, { execution: { kind: "skipped" } }).verdict, "error");
  assert.equal(decide({}, { execution: { kind: "unfinished" } }).verdict, "error");
});

test("a listed failure that also leaves something behind is a failure, unless that is listed too", () => {
  const leaky = { failure, observations: { leftBehind: "cgroups" } };
  const decideLeaky = (document: Partial<ScenarioDocument>, observed: Expectation["observed"]) =>
    decide(document, { execution: failedExecution, expectations: [{ ...entry, observed }] });
  assert.equal(decideLeaky(leaky, { exit: 0 }).verdict, "fail");
  assert.deepEqual(decideLeaky(leaky, { exit: 0 }).observed, { exit: 0, status: "stopped", leftBehind: "cgroups" });
  assert.equal(decideLeaky(leaky, { exit: 0, leftBehind: "cgroups" }).verdict, "known-failure");
  assert.equal(decideLeaky({ ...leaky, failure: { ...failure, observed: { left: "cgroups" } } }, { left: "cgroups" }).verdict, "known-failure");
});

test("a failure at the listed step with the listed observation is a known failure", () => {
  const decision = decide({ failure }, { execution: failedExecution, expectations: [entry] });
  assert.equal(decision.verdict, "known-failure");
  assert.deepEqual(decision.because, { cause: "signal-to-stopped", class: "limitation", id: "stopped-kill", instead: "the signal is reported as sent", link: null });
  assert.deepEqual(decision.observed, failure.observed);
});

test("a failure that is not listed is a fail", () => {
  const decision = decide({ failure }, { execution: failedExecution });
  assert.deepEqual([decision.verdict, decision.failedStep, decision.reason], ["fail", "the command fails", failure.message]);
});

test("a listed scenario that fails otherwise is a fail", () => {
  const cases: [Partial<ScenarioDocument>, Partial<VerdictInput>][] = [
    [{ failure: { ...failure, observed: { exit: 2 } } }, {}],
    [{ failure: { ...failure, observed: {} } }, {}],
    [{ failure: { ...failure, timedOut: true } }, {}],
    [{ failure: { ...failure, unproven: true } }, {}],
    [{ failure }, { execution: { ...failedExecution, step: "the container is stopped" } }],
    [{ failure }, { execution: { ...failedExecution, inGiven: true } }],
    [{ failure: null }, {}],
  ];
  for (const [document, other] of cases) {
    assert.equal(decide(document, { execution: failedExecution, expectations: [entry], ...other }).verdict, "fail", JSON.stringify([document, other]));
  }
});

test("an unproven refusal is a known failure only where the entry lists it as one", () => {
  const unproven = { ...failure, unproven: true };
  const decideListed = (document: Partial<ScenarioDocument>, observed: Expectation["observed"]) =>
    decide(document, { execution: failedExecution, expectations: [{ ...entry, observed }] });
  assert.equal(decideListed({ failure: unproven }, { exit: 0 }).verdict, "fail");
  assert.deepEqual(decideListed({ failure: unproven }, { exit: 0 }).observed, { exit: 0, status: "stopped", refusal: "unproven" });
  assert.equal(decideListed({ failure: unproven }, { exit: 0, refusal: "unproven" }).verdict, "known-failure");
  assert.equal(decideListed({ failure: { ...unproven, timedOut: true } }, { exit: 0, refusal: "unproven" }).verdict, "fail");
  assert.equal(decideListed({ failure }, { exit: 0, refusal: "unproven" }).verdict, "fail");
});

test("a hook that fails without a recorded failure is an error", () => {
  assert.equal(decide({}, { execution: { ...failedExecution, step: null } }).verdict, "error");
});

test("a recorded failure without a failed step is an error", () => assert.equal(decide({ failure }).verdict, "error"));

test("what is only recorded is never judged", () => {
  assert.equal(decide({ recorded: true }).verdict, "recorded");
  assert.equal(decide({}, { neverJudged: true }).verdict, "recorded");
  assert.equal(decide({ failure }, { execution: failedExecution, neverJudged: true }).verdict, "recorded");
  assert.equal(decide({ failure: { ...failure, timedOut: true } }, { execution: failedExecution, neverJudged: true }).verdict, "fail");
  assert.equal(decide({ failure, observations: { leftBehind: "cgroups" } }, { execution: failedExecution, neverJudged: true }).verdict, "fail");
});

test("a listed scenario that passes is an unexpected pass", () => {
  const decision = decide({}, { expectations: [entry] });
  assert.deepEqual([decision.verdict, decision.because?.id], ["unexpected-pass", "stopped-kill"]);
});

test("a scenario that is listed as failing sometimes passes, and fails as listed", () => {
  const expectations = [{ ...entry, cause: { ...entry.cause, sometimes: true } }] as const;
  assert.deepEqual([decide({}, { expectations })].map((d) => [d.verdict, d.because]), [["pass", null]]);
  assert.equal(decide({}, { expectations: [...expectations, entry] }).verdict, "unexpected-pass");
  assert.equal(decide({ failure }, { execution: failedExecution, expectations }).verdict, "known-failure");
  assert.equal(decide({ failure: { ...failure, observed: { exit: 2 } } }, { execution: failedExecution, expectations }).verdict, "fail");
});

test("a plain pass is a pass", () => assert.deepEqual(decide({}), { verdict: "pass", because: null, reason: null, failedStep: null, observed: {} }));
