import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCatalogue, type Catalogue, type Limitation } from "./catalogue.ts";
import type { ExpectationSet, KnownCause, KnownFailure } from "./expectations.ts";
import { parseFeature } from "./features.ts";
import { lint } from "./lint.ts";
import type { LintInput } from "./lint-input.ts";

const limitation: Limitation = {
  id: "stopped-kill", title: "t", kind: "pending", documented: true, section: "s", summary: "s", issues: ["https://github.com/example/vrun/issues/31"],
  affects: [], runc: "r", spec: "s", probe: "p", levels: [],
};
const catalogue: Catalogue = { ...loadCatalogue(), limitations: new Map([[limitation.id, limitation]]) };

const good = `
Feature: Signals
  @req:RT-KILL-005
  Rule: A signal reaches the process

    @id:signals/delivered @smoke @needs:net_cls
    Scenario Outline: SIG<signal> is delivered
      When the runtime sends <signal>
      Then the process prints "<number>"

      Examples:
        | signal | number |
        | HUP    | 1      |
        | TERM   | 15     |

  @req:RT-KILL-002 @id:signals/stopped @lim:stopped-kill @issue:example/vrun#31
  Scenario: A stopped container refuses SIGTERM
    Then the command fails
`;
const failure: KnownFailure = { at: "the command fails", observed: { exit: 0 }, scenarios: ["signals/stopped"] };
const cause: KnownCause = { id: "signal-to-stopped", class: "limitation", limitation: "stopped-kill", instead: "the signal is reported as sent", failures: [failure] };
const byDesign: KnownCause = { id: "signal-to-stopped", class: "by-design", link: "https://example.org/", instead: "the signal is reported as sent", failures: [failure] };

/** Lints one feature with a change of its text, and gives the messages. */
function messages(change: readonly [string, string] | null, other: Partial<LintInput> = {}, uri = "features/spec/signals.feature"): readonly string[] {
  const text = change === null ? good : good.replace(...change);
  assert.ok(change === null || text !== good, `"${change?.[0]}" is not in the feature`);
  const features = { scenarios: parseFeature(text, uri), problems: [] };
  return lint({ features, catalogue, expectations: [], retired: [], recordedIds: [], recordedCauses: [], hostFeatures: ["net_cls"], ...other }).map((problem) => problem.message);
}

const knowing = (...causes: readonly KnownCause[]): ExpectationSet => ({ profile: "vrun", covers: ["*"], causes });

const expecting = (change: Partial<KnownFailure>, of: KnownCause = cause): Partial<LintInput> => ({ expectations: [knowing({ ...of, failures: [{ ...failure, ...change }] })] });

test("a good feature has no problem", () => {
  assert.deepEqual(messages(null), []);
  assert.deepEqual(messages(null, { ...expecting({}), recordedIds: ["signals/stopped"] }), []);
  assert.deepEqual(messages(null, expecting({ scenarios: ["signals/delivered[TERM]"], at: 'the process prints "15"' }, byDesign)), []);
  assert.deepEqual(messages(null, expecting({ at: "nothing is left of the container" })), []);
});

const changes: readonly (readonly [string, string, RegExp])[] = [
  ["@id:signals/delivered ", "", /has 0 @id tags/],
  ["@id:signals/stopped", "@id:signals/stopped @id:signals/other", /has 2 @id tags/],
  ["@id:signals/stopped", "@id:Signals/Stopped", /is not <area>\/<kebab-name>/],
  ["@id:signals/stopped", "@id:signals/delivered", /is that of features\/spec\/signals\.feature:7 too/],
  ["@smoke", "@somke", /@somke is no tag that is known/],
  ["@req:RT-KILL-005", "@req:RT-KILL-999", /@req:RT-KILL-999 is not in fixtures\/catalogue\/requirements\.yaml/],
  ["  @req:RT-KILL-005\n", "", /asserts nothing of the catalogue/],
  ["@req:RT-KILL-002", "@runc:RUNC-NONE-001", /behaviours\.yaml/],
  ["@lim:stopped-kill @issue:example/vrun#31", "", /stopped-kill is documented and has no scenario/],
  ["@issue:example/vrun#31", "", /add @issue:example\/vrun#31/],
  ["@issue:example/vrun#31", "@issue:example/vrun#31 @issue:example/vrun#32", /#32 is no issue of stopped-kill/],
  ["@issue:example/vrun#31", "@issue:example/vrun#31 @issue:31", /@issue:31 is not <owner>/],
  ["@needs:net_cls", "@needs:Net", /is no name of a host feature/],
  ["| TERM   | 15", "| HUP    | 15", /two rows have "HUP" in their first column/],
  ["| TERM   | 15", "|        | 15", /empty first column/],
];
for (const [from, to, message] of changes) {
  test(`"${from.trim()}" changed to "${to}" is found`, () => {
    const found = messages([from, to]);
    assert.ok(found.some((one) => message.test(one)), found.join("\n"));
  });
}

const vacuous: readonly (readonly [string, RegExp])[] = [
  ["Given a bundle whose process sleeps\n    When the runtime creates the container\n    Then the command succeeds\n    And nothing is left of the container", /does nothing/],
  ["When the runtime is called with \"x\"\n    Then the command exits with 1\n    And the error output is not empty", /refuses everything/],
  ["Given a running container\n    When the runtime pauses the container\n    Then the command succeeds", /success alone/],
  ["Given a running container\n    When the runtime starts the container\n    Then the command succeeds\n    And the log is empty", /only what is not there/],
  ["Given a running container\n    When the runtime starts the container\n    Then the command's outcome is recorded as \"x\"", /judges nothing/],
  ["Given a running container\n    When the runtime starts the container", /asserts nothing/],
];
for (const [steps, message] of vacuous) {
  test(`a scenario that ${message.source} is found`, () => {
    const found = messages(["    Then the command fails\n", `    ${steps}\n`]);
    assert.ok(found.some((one) => message.test(one)), found.join("\n"));
  });
}

test("an outline without rows and a feature in no standard's folder are found", () => {
  assert.match(messages(["        | HUP    | 1      |\n        | TERM   | 15     |\n", ""]).join("\n"), /outline without a row/);
  assert.match(messages(null, {}, "features/other.feature").join("\n"), /is in none of features\/spec/);
});

test("ids and names that other data know are checked", () => {
  assert.match(messages(null, { retired: [{ id: "signals/stopped", reason: "r" }] }).join("\n"), /is retired/);
  assert.match(messages(null, { recordedIds: ["signals/gone"] }).join("\n"), /recorded results have signals\/gone/);
  assert.deepEqual(messages(null, { recordedIds: ["signals/gone"], retired: [{ id: "signals/gone", reason: "r" }] }), []);
  assert.match(messages(null, { hostFeatures: ["root"] }).join("\n"), /host-features\.yaml/);
});

test("expectations are held against the scenarios", () => {
  assert.match(messages(null, expecting({ scenarios: ["signals/none"] })).join("\n"), /no scenario has this id/);
  assert.match(messages(null, expecting({ scenarios: ["signals/delivered"] })).join("\n"), /name a row, such as signals\/delivered\[HUP\]/);
  assert.match(messages(null, expecting({ at: "the command succeeds" })).join("\n"), /is none of its steps/);
  assert.match(messages(null, expecting({}, { ...cause, limitation: "none" })).join("\n"), /limitation none is not in/);
  assert.match(messages(null, expecting({ scenarios: ["signals/delivered[HUP]"], at: 'the process prints "1"' })).join("\n"), /does not carry @lim:stopped-kill/);
  assert.match(messages(null, { expectations: [knowing({ ...cause, failures: [failure, failure] })] }).join("\n"), /listed twice/);
  assert.match(messages(null, expecting({}, { ...byDesign, class: "unreviewed" })).join("\n"), /nobody has judged it/);
});

test("recorded results name causes that are listed", () => {
  const of = (cause: string): Partial<LintInput> => ({ ...expecting({}), recordedCauses: [{ profile: "vrun", cause }] });
  assert.deepEqual(messages(null, of("signal-to-stopped")), []);
  assert.match(messages(null, of("gone")).join("\n"), /gone: recorded results name it, and it is not listed/);
});

test("one cause has one class, or says why not", () => {
  const other = (change: Partial<KnownCause>): Partial<LintInput> => ({ expectations: [knowing(byDesign), { ...knowing({ ...byDesign, ...change }), profile: "runc" }] });
  assert.deepEqual(messages(null, other({})), []);
  assert.match(messages(null, other({ class: "runtime-bug" })).join("\n"), /give both one class/);
  assert.deepEqual(messages(null, other({ class: "runtime-bug", why: "it says that it does so" })), []);
  assert.match(messages(null, other({ id: "another", class: "runtime-bug" })).join("\n"), /another: is runtime-bug, and signal-to-stopped in .*vrun\.yaml, which fails signals\/stopped alike, is by-design/);
  assert.deepEqual(messages(null, other({ id: "another", class: "limitation", limitation: "stopped-kill" })), []);
});

test("text that is no Gherkin is told as a problem of its file", () => {
  const features = { scenarios: [], problems: [{ uri: "features/spec/x.feature", message: "Parser errors:\n(1:1): expected" }] };
  const found = lint({ features, catalogue: { ...catalogue, limitations: new Map() }, expectations: [], retired: [], recordedIds: [], recordedCauses: [], hostFeatures: ["net_cls"] });
  assert.deepEqual(found, [{ where: "features/spec/x.feature", message: "Parser errors: (1:1): expected" }]);
});

test("what shows a limitation to be by design is a scenario of it", () => {
  const listing = (...scenarios: readonly string[]): Partial<LintInput> => ({
    catalogue: { ...catalogue, limitations: new Map([[limitation.id, { ...limitation, byDesign: { why: "another kernel", scenarios } }]]) },
  });
  assert.deepEqual(messages(null, listing("signals/stopped")), []);
  assert.match(messages(null, listing("signals/none")).join("\n"), /there is no such scenario/);
  assert.match(messages(null, listing("signals/delivered[TERM]")).join("\n"), /does not carry @lim:stopped-kill/);
});
