import assert from "node:assert/strict";
import { test } from "node:test";
import { fillFromElsewhere } from "./elsewhere.ts";
import { InputError } from "./input-error.ts";
import type { Results, Run, ScenarioResult } from "./results.ts";
import { sampleResults } from "./sample-results.ts";

const elsewhere = { kernel: "6.12", arch: "x86_64", distribution: "Debian", cgroup: "v2" } as const;

const lacking = { verdict: "skipped", skip: { kind: "host-lacks", feature: "criu" } } as const;
const passing = { verdict: "pass" } as const;
const failing = { verdict: "fail" } as const;

/** The sample, each scenario with this verdict, and its run changed. */
async function all(verdict: Pick<ScenarioResult, "verdict" | "skip">, run: Partial<Run> = {}): Promise<Results> {
  const sample = await sampleResults(["runc"]);
  const plain = sample.scenarios.filter((scenario) => Object.values(scenario.results).every((result) => result.skip === undefined));
  return {
    ...sample, runs: sample.runs.map((known) => ({ ...known, ...run })),
    scenarios: plain.map((scenario) => ({
      ...scenario, results: Object.fromEntries(Object.entries(scenario.results).map(([id, result]): [string, ScenarioResult] => [id, { ...result, ...verdict }])),
    })),
  };
}

function verdictsOf(results: Results): readonly string[] {
  return [...new Set(results.scenarios.flatMap((scenario) => Object.values(scenario.results)).map(({ verdict, host }) => `${verdict} ${host?.cgroup ?? "here"}`))];
}

test("what could not run here is taken from another host, which it names", async () => {
  assert.deepEqual(verdictsOf(fillFromElsewhere(await all(lacking), [await all(lacking), await all(failing, { host: elsewhere })])), ["fail v2"]);
});

test("what ran here stays, and so does what ran nowhere", async () => {
  assert.deepEqual(verdictsOf(fillFromElsewhere(await all(failing), [await all(passing, { host: elsewhere })])), ["fail here"]);
  assert.deepEqual(verdictsOf(fillFromElsewhere(await all(lacking), [await all({ verdict: "skipped", skip: { kind: "not-applicable" } }, { host: elsewhere })])), ["skipped here"]);
});

test("another commit or another binary is refused", async () => {
  const here = await all(lacking);
  const refuses = (other: Results, text: RegExp): void => {
    assert.throws(() => fillFromElsewhere(here, [other]), (error) => error instanceof InputError && text.test(error.message));
  };
  refuses({ ...here, suite: { ...here.suite, commit: "other" } }, /different suites/);
  refuses({ ...here, runs: here.runs.map((run) => ({ ...run, runtime: { ...run.runtime, sha256: "0".repeat(64) } })) }, /runtime binary/);
});
