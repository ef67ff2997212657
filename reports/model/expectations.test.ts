import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { expectationsOf, loadExpectations } from "./expectations.ts";
import { InputError } from "./input-error.ts";
import { sampleExpectations } from "./sample-results.ts";

test("a version picks its entries, and one that no range covers has none", () => {
  const set = sampleExpectations();
  assert.equal(expectationsOf(set, "0.1.0").byScenario.size, 3);
  assert.deepEqual(expectationsOf(set, "2.0.0"), { state: "version-not-covered", byScenario: new Map() });
  assert.equal(expectationsOf(null, "0.1.0").state, "none");
});

test("a file is checked as it is read", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "lacuna-expectations-"));
  const entry = (because: string, more = ""): string => `covers: ["*"]\nexpectations:\n  - scenario: a/b\n    versions: "*"\n    because: ${because}\n`
    + `    at: the command fails\n    observed: { exit: 0 }\n    instead: it succeeds instead\n${more}`;
  const load = (text: string): ReturnType<typeof loadExpectations> => {
    writeFileSync(path.join(directory, "x.yaml"), text);
    return loadExpectations("x", directory);
  };
  try {
    assert.equal(loadExpectations("none", directory), null);
    assert.equal(loadExpectations("../x", directory), null);
    assert.equal(load(entry("{ class: limitation, id: events-oom }"))?.expectations.length, 1);
    assert.equal(load(entry("{ class: by-design }", "    link: https://example.org/\n"))?.expectations.length, 1);
    assert.equal(load(entry("{ class: runtime-bug }", "    link: https://example.org/\n    sometimes: true\n"))?.expectations[0]?.sometimes, true);
    for (const bad of [
      entry("{ class: limitation }"), entry("{ class: by-design }"), entry("{ class: by-design, id: events-oom }", "    link: https://example.org/\n"),
      entry("{ class: bad }"), entry("{ class: limitation, id: events-oom }").replace("{ exit: 0 }", "{}"),
      entry("{ class: limitation, id: events-oom }").replace('covers: ["*"]', 'covers: ["one or two"]'), "expectations: [",
      entry("{ class: by-design }", "    link: https://example.org/\n    sometimes: true\n"),
      entry("{ class: runtime-bug }", "    link: https://example.org/\n    sometimes: false\n"),
    ]) assert.throws(() => load(bad), InputError, bad);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
