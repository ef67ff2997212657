import assert from "node:assert/strict";
import { test } from "node:test";
import { planSoak, type PlanRequest, type Step } from "./plan.ts";

const request: PlanRequest = { seed: 7, containers: 1000, execs: 5000, killRate: 0.1, freezeRate: 0.03 };
const sum = (steps: readonly Step[], of: (step: Step) => number): number => steps.reduce((total, step) => total + of(step), 0);

test("makes exactly the containers and execs that were asked for", () => {
  for (const [containers, execs] of [[1000, 5000], [3, 100], [40, 0], [1, 1]] as const) {
    const steps = planSoak({ ...request, containers, execs });
    assert.equal(sum(steps, (step) => step.containers), containers);
    assert.equal(sum(steps, (step) => step.execs.length + step.lastingExecs.length), execs);
  }
});

test("is the same for the same seed, and another for another", () => {
  assert.deepEqual(planSoak(request), planSoak(request));
  assert.notDeepEqual(planSoak(request), planSoak({ ...request, seed: 8 }));
});

test("gives the long-lived container a good part of the execs", () => {
  const share = sum(planSoak(request), (step) => step.lastingExecs.length) / request.execs;
  assert.ok(share > 0.3 && share < 0.6, `${share}`);
});

test("kills and freezes at the rates that were asked for, each victim, and none where the rates are 0", () => {
  const steps = planSoak({ ...request, containers: 5000 });
  const killed = steps.filter(({ fault }) => fault?.kind === "kill");
  const share = killed.length / steps.length;
  assert.ok(share > 0.07 && share < 0.12, `${share}`);
  assert.equal(new Set(killed.map(({ fault }) => fault?.victim)).size, 6);
  assert.equal(planSoak({ ...request, killRate: 0, freezeRate: 0 }).filter(({ fault }) => fault !== null).length, 0);
});
