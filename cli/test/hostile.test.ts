/**
 * Runs scenarios on runtimes that harm the suite itself: each costs the scenario that it does it in, as a fail that says
 * so, and the others go on. Needs root, runc and a built checkout; `npm test -- hostile` runs it.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa } from "execa";
import { readResults } from "../../reports/model/results-file.ts";
import { findTraces, kindsOf } from "../../steps/domain/traces.ts";

const root = path.join(__dirname, "../..");
const runMs = 180_000;
const scenarios = ["signals/kill-ends-process", "process/cwd", "create/created-state"];
const scratch = mkdtempSync(path.join(tmpdir(), "lacuna-hostile-"));
after(() => rmSync(scratch, { recursive: true }));

/** What a runtime does, and what the reason of its one fail says. */
const harms = [
  { name: "kills-parent", reason: /the runtime killed the process that started it \(SIGKILL\)/ },
  { name: "kills-group", reason: /signal SIGKILL/ },
] as const;

for (const { name, reason } of harms) {
  test(`a runtime that ${name.replace("-", " its ")} fails its own scenario, and no other`, async () => {
    const folder = path.join(scratch, name);
    mkdirSync(folder);
    symlinkSync(path.join(root, "fixtures/hostile-runtimes/hostile"), path.join(folder, name));
    const out = path.join(folder, "out");
    const ended = await execa(path.join(root, "bin/lacuna"), ["run", "--runtime", `runc=${path.join(folder, name)}`, "--only", ...scenarios, "--parallel", "1", "--out", out],
      { reject: false, all: true, cwd: root, timeout: runMs });
    // Which of both depends on whether the scenario that fails is of a binding requirement.
    assert.ok(ended.exitCode === 0 || ended.exitCode === 1, ended.all);
    const results = readResults(path.join(out, "results.json"));
    const all = results.scenarios.flatMap((scenario) => Object.values(scenario.results));
    assert.deepEqual(all.map(({ verdict }) => verdict).sort(), ["fail", "pass", "pass"], ended.all);
    assert.match(all.find(({ verdict }) => verdict === "fail")?.reason ?? "", reason);
    assert.equal(results.runs[0]?.complete, true);
    const left = findTraces({ needle: folder, stateRoot: folder, pidsBefore: new Set(), subreaper: null });
    assert.equal(kindsOf({ ...left, state: [] }), "");
  });
}
