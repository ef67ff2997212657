import assert from "node:assert/strict";
import { openSync, readFileSync, readdirSync, writeSync } from "node:fs";
import { test } from "node:test";
import { messageOf } from "./errors.ts";

function failureOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

test("a failed call on a file is told in the words of other programs", () => {
  assert.equal(messageOf(failureOf(() => readFileSync("/nowhere/x"))), "open /nowhere/x: no such file or directory");
  assert.equal(messageOf(failureOf(() => readdirSync("/dev/null"))), "scandir /dev/null: not a directory");
  assert.equal(messageOf(failureOf(() => writeSync(openSync("/dev/full", "w"), "x"))), "write: no space left on device");
});

test("any other message is one line", () => {
  assert.equal(messageOf(new Error("first\n  second")), "first; second");
  assert.equal(messageOf("ENOENT: thrown as it is"), "ENOENT: thrown as it is");
});
