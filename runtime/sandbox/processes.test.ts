import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePids } from "./processes.ts";

test("the pids are those that crun tells", () => {
  assert.deepEqual(parsePids("[1, 17, 4194304]"), [1, 17, 4194304]);
});

test("no number of a guest's that is no pid is passed on", () => {
  assert.deepEqual(parsePids('[-4194303, 0, 1.5, 4194305, 36893488147419103232, "x", null, {}, 7]'), [7]);
});

test("what is no list has no pids", () => {
  assert.deepEqual(parsePids('{"0": 1}'), []);
});
