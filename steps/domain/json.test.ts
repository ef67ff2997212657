import assert from "node:assert/strict";
import { test } from "node:test";
import { covers, mergePatch, reverseMembers, patchAt, substitute, valueAt } from "./json.ts";

test("a merge patch merges objects, replaces lists and removes by null", () => {
  assert.deepEqual(mergePatch({ a: { b: 1, c: 2 }, l: [1, 2] }, { a: { b: null, d: 3 }, l: [9] }), { a: { c: 2, d: 3 }, l: [9] });
});

test("a path finds values in objects and lists, and nothing where there is none", () => {
  assert.equal(valueAt({ mounts: [{ type: "proc" }] }, "mounts.0.type"), "proc");
  assert.equal(valueAt({ mounts: [] }, "mounts.0.type"), undefined);
  assert.deepEqual(patchAt("process.user", { uid: 1 }), { process: { user: { uid: 1 } } });
});

test("members come in the opposite order at each depth, and lists stay as they are", () => {
  assert.equal(JSON.stringify(reverseMembers({ a: [{ b: 1, c: 2 }, 3], d: {} })), '{"d":{},"a":[{"c":2,"b":1},3]}');
});

test("an unknown variable is an error, not an empty text", () => {
  assert.deepEqual(substitute({ source: "${scratch}/x" }, { scratch: "/s" }), { source: "/s/x" });
  assert.throws(() => substitute("${typo}", { scratch: "/s" }), /\$\{typo\} is unknown/);
});

test("an object covers what it has with equal values", () => {
  assert.equal(covers({ type: "pid", path: "/p" }, { type: "pid" }), true);
  assert.equal(covers({ type: "pid" }, { type: "pid", path: "/p" }), false);
});
