import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "./failure.ts";
import type { ListedScenario } from "./scenarios.ts";
import { cucumberPaths, describeSelection, parseShard, select } from "./selection.ts";

const scenario = (id: string, uri: string, line: number, ...tags: string[]): ListedScenario => ({ id, name: id, uri, line, tags: [`@id:${id.split("[")[0]}`, ...tags], steps: [] });
const all = [
  scenario("kill/term", "features/spec/kill.feature", 3, "@smoke"),
  scenario("kill/row[HUP]", "features/spec/kill.feature", 9),
  scenario("kill/row[INT]", "features/spec/kill.feature", 10),
  scenario("state/pid", "features/spec/state.feature", 4, "@smoke", "@needs:criu"),
];
const everything = { tags: null, only: [], shard: null };
const idsOf = (chosen: readonly ListedScenario[]): string[] => chosen.map(({ id }) => id);

test("tags and ids choose scenarios, and an outline's id its rows", () => {
  assert.deepEqual(idsOf(select(all, { ...everything, tags: "@smoke and not @needs:criu" })), ["kill/term"]);
  assert.deepEqual(idsOf(select(all, { ...everything, only: ["kill/row"] })), ["kill/row[HUP]", "kill/row[INT]"]);
  assert.deepEqual(idsOf(select(all, { ...everything, only: ["kill/row[INT]"] })), ["kill/row[INT]"]);
});

test("shards are a partition of the scenarios", () => {
  const shards = [1, 2, 3].map((index) => select(all, { ...everything, shard: { index, total: 3 } }));
  assert.deepEqual(shards.flatMap(idsOf).sort(), idsOf(all).sort());
});

test("what cannot be chosen is bad usage that says what is near", () => {
  const usage = (pattern: RegExp) => (error: unknown): boolean => error instanceof UsageError && pattern.test(error.message);
  assert.throws(() => select(all, { ...everything, tags: "@smoke and (" }), usage(/no tag expression/));
  assert.throws(() => select(all, { ...everything, tags: "@smokee" }), usage(/did you mean "@smoke"/));
  assert.throws(() => select(all, { ...everything, only: ["kill/trem"] }), usage(/did you mean "kill\/term"/));
  assert.throws(() => select(all, { ...everything, tags: "@needs:criu", only: ["kill/term"] }), usage(/no scenario is both/));
});

test("a shard is I/N within its bounds", () => {
  assert.deepEqual(parseShard("2/4"), { index: 2, total: 4 });
  for (const wrong of ["0/4", "5/4", "2", "a/b", "1/0", ""]) assert.throws(() => parseShard(wrong), UsageError);
});

test("cucumber is given whole files, or the lines of what was chosen", () => {
  assert.deepEqual(cucumberPaths(all, all), ["features/spec/kill.feature", "features/spec/state.feature"]);
  assert.deepEqual(cucumberPaths(all, all.slice(1, 4)), ["features/spec/kill.feature:9:10", "features/spec/state.feature"]);
});

test("results say what was chosen as a tag expression", () => {
  assert.equal(describeSelection(everything), null);
  assert.equal(describeSelection({ ...everything, tags: "@smoke", only: ["kill/row[INT]"] }), "(@smoke) and (@id:kill/row)");
});
