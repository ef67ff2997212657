import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { expectationsOf, loadExpectations, type ExpectationSet } from "./expectations.ts";
import { InputError } from "./input-error.ts";
import { sampleExpectations } from "./sample-results.ts";

test("a version picks its entries, and one that no range covers has none", () => {
  const set = sampleExpectations();
  assert.equal(expectationsOf(set, "0.1.0").byScenario.size, 3);
  assert.deepEqual(expectationsOf(set, "2.0.0"), { state: "version-not-covered", byScenario: new Map() });
  assert.equal(expectationsOf(null, "0.1.0").state, "none");
});

test("a failure holds for the versions that it names, or its cause, or all that the file covers", () => {
  const failure = { at: "the command fails", observed: { exit: 0 } };
  const cause = { class: "by-design", instead: "it succeeds instead", link: "https://example.org/" } as const;
  const set: ExpectationSet = { profile: "x", covers: [">=1.0.0 <3.0.0"], causes: [
    { ...cause, id: "all", failures: [{ ...failure, scenarios: ["a/all", "a/both"] }] },
    { ...cause, id: "old", versions: "<2.0.0", failures: [{ ...failure, scenarios: ["a/old"] }, { ...failure, versions: ">=2.0.0", scenarios: ["a/both"] }] },
  ] };
  const idsOf = (version: string): readonly string[] => [...expectationsOf(set, version).byScenario].map(([id, entries]) => `${id} ${entries.map((entry) => entry.cause.id).join(" ")}`);
  assert.deepEqual(idsOf("1.5.0"), ["a/all all", "a/both all", "a/old old"]);
  assert.deepEqual(idsOf("2.5.0"), ["a/all all", "a/both all old"]);
});

test("a file is checked as it is read", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "lacuna-expectations-"));
  const cause = (words: string, more = ""): string => `covers: ["*"]\ncauses:\n  - id: no-error\n    ${words}\n    instead: it succeeds instead\n${more}`
    + "    failures: [{ at: the command fails, observed: { exit: 0 }, scenarios: [a/b, a/c] }]\n";
  const link = "    link: https://example.org/\n";
  const load = (text: string): ReturnType<typeof loadExpectations> => {
    writeFileSync(path.join(directory, "x.yaml"), text);
    return loadExpectations("x", directory);
  };
  try {
    assert.equal(loadExpectations("none", directory), null);
    assert.equal(loadExpectations("../x", directory), null);
    assert.equal(load(cause("class: limitation\n    limitation: events-oom"))?.causes.length, 1);
    assert.equal(load(cause("class: by-design", link))?.causes.length, 1);
    assert.equal(load(cause("class: unreviewed"))?.causes.length, 1);
    assert.equal(load(cause("class: runtime-bug", `${link}    sometimes: true\n`))?.causes[0]?.sometimes, true);
    const good = cause("class: by-design", link);
    for (const bad of [
      cause("class: limitation"), cause("class: by-design"), cause("class: by-design\n    limitation: events-oom", link), cause("class: bad", link),
      good.replace("{ exit: 0 }", "{}"), good.replace("[a/b, a/c]", "[]"), good.replace('covers: ["*"]', 'covers: ["one or two"]'), "causes: [",
      `${good}${good.slice(good.indexOf("  - id"))}`,
      cause("class: by-design", `${link}    sometimes: true\n`), cause("class: runtime-bug", `${link}    sometimes: false\n`),
      cause("class: by-design", `${link}    versions: one or two\n`),
    ]) assert.throws(() => load(bad), InputError, bad);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
