import assert from "node:assert/strict";
import { test } from "node:test";
import { killsToTell } from "./events.ts";

test("each kill is told of", () => {
  assert.equal(killsToTell(2, 5), 3);
});

test("a count that falls, or that is none, tells of none", () => {
  assert.equal(killsToTell(5, 2), 0);
  assert.equal(killsToTell(0, Number.NaN), 0);
});

test("a count that no kernel reaches does not print for ever", () => {
  assert.equal(killsToTell(0, 2 ** 53), 100);
  assert.equal(killsToTell(0, Infinity), 100);
});
