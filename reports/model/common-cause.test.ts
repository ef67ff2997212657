import assert from "node:assert/strict";
import { test } from "node:test";
import { commonCause } from "./common-cause.ts";
import type { Results, ScenarioResult } from "./results.ts";
import { sampleResults } from "./sample-results.ts";

const runId = "runc@1.1.5+ds1";

/** The sample's scenarios, each failing by a command that says this, or with another verdict where nothing is said. */
async function saying(...messages: readonly (string | null)[]): Promise<Results> {
  const results = await sampleResults(["runc"]);
  const output = (head: string): { bytes: number; sha256: string; head: string; tail: string } => ({ bytes: head.length, sha256: "0", head, tail: "" });
  const failing = (text: string): Partial<ScenarioResult> => ({
    verdict: "fail", evidence: { configPatch: null, commands: [{ argv: [text.startsWith("docker") ? "docker" : "/usr/bin/runc", "create"], exit: 127, signal: null, durationMs: 1, stdout: output(""), stderr: output(text) }] },
  });
  const [base] = results.scenarios;
  const result = results.scenarios.find((one) => one.results[runId]?.verdict === "pass")?.results[runId];
  assert.ok(base !== undefined && result !== undefined);
  return { ...results, scenarios: messages.map((text, index) => ({ ...base, id: `a/${index}`, results: { [runId]: { ...result, ...(text === null ? {} : failing(text)) } } })) };
}

const missing = (n: number): string => `mine: error while loading shared libraries: libyajl.so.2: cannot open /work/${n}\n`;

test("one reason for all failures is told in the runtime's words", async () => {
  const cause = commonCause(await saying(missing(1), missing(2), missing(3)), runId);
  assert.deepEqual([cause?.failed, cause?.alike], [3, 3]);
  assert.match(cause?.message ?? "", /libyajl\.so\.2: cannot open \/work\/\d \(exit 127\)/);
  const logged = await saying(...[1, 2, 3].map((n) => `time="12:00:0${n}" level=error msg="no kernel for c-${n}"\n`));
  assert.equal(commonCause(logged, runId)?.message, "no kernel for c-1 (exit 127)");
});

test("different reasons, a pass, or few failures are told one by one", async () => {
  assert.equal(commonCause(await saying(missing(1), missing(2), "another\n"), runId), null);
  assert.equal(commonCause(await saying(missing(1), missing(2), missing(3), null), runId), null);
  assert.equal(commonCause(await saying(missing(1), missing(2)), runId), null);
  assert.equal(commonCause(await sampleResults(["runc"]), runId), null);
});

test("what a manager says in words of its own does not speak against one reason", async () => {
  const cause = commonCause(await saying(missing(1), missing(2), missing(3), "docker: Error response from daemon\n"), runId);
  assert.deepEqual([cause?.failed, cause?.alike], [4, 3]);
});
