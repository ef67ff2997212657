import assert from "node:assert/strict";
import { test } from "node:test";
import { one, sum } from "./outcome.ts";
import { unitOutcome } from "./source-checks.ts";
import { gateOutcome } from "./suite-checks.ts";

test("outcomes add up, and what failed keeps its details", () => {
  assert.deepEqual(sum([one(true, ["unused"]), one(false, ["why"])]), { passed: 1, failed: 1, skipped: 0, details: ["why"] });
});

test("the counts of the unit tests are read, and a run of none is a failure", () => {
  const tap = ["ok 1 - a", "not ok 2 - b", "  error: 'x'", "# tests 3", "# pass 1", "# fail 1", "# cancelled 0", "# skipped 1", "# todo 0"].join("\n");
  assert.deepEqual(unitOutcome(tap, false), { passed: 1, failed: 1, skipped: 1, details: ["not ok 2 - b", "  error: 'x'"] });
  assert.equal(unitOutcome("# tests 0\n# pass 0\n# fail 0\n", true).failed, 1);
  assert.equal(unitOutcome("# tests 1\n# pass 1\n# fail 0\n", false).failed, 1);
});

test("the gate's counts are read, and a gate that breaks is a failure", () => {
  assert.deepEqual(gateOutcome("note: a\n10 as expected, 0 not\n", 0, 3, []), { passed: 7, failed: 0, skipped: 3, details: ["note: a"] });
  assert.equal(gateOutcome("x: fails\n9 as expected, 1 not\n", 1, 0, []).failed, 1);
  assert.equal(gateOutcome("lacuna: this is a bug", 70, 0, []).failed, 1);
});
