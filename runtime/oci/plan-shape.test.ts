import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeFor, sizingLimits, vmRoom } from "./plan-shape.ts";

const mebibyte = 1024 * 1024;
const most = { vcpus: 4, memoryBytes: 8192 * mebibyte };

test("a pod's VM is for all of its containers at once", () => {
  const first = { memoryBytes: 300 * mebibyte, quota: 70_000, period: 100_000 };
  assert.deepEqual(sizeFor([{}, first, first], most), { vcpus: 2, memoryBytes: 792 * mebibyte });
  assert.deepEqual(sizeFor([{ cpus: "0-2" }, { quota: 50_000 }], most), { vcpus: 3, memoryBytes: 256 * mebibyte });
});

test("no limit and a lifted one ask for nothing", () => {
  assert.deepEqual(sizeFor([], most), { vcpus: 1, memoryBytes: 256 * mebibyte });
  assert.deepEqual(sizeFor([{ memoryBytes: -1, quota: -1, cpus: "" }], most), { vcpus: 1, memoryBytes: 256 * mebibyte });
});

test("quotas and memory count up to what there is", () => {
  assert.deepEqual(sizeFor([{ memoryBytes: 2 ** 62, quota: 9_000_000 }], most), most);
});

test("only what resources name is taken from them", () => {
  assert.deepEqual(sizingLimits({}), {});
  assert.deepEqual(sizingLimits({ memory: { swap: 1 }, cpu: { shares: 2 } }), {});
  assert.deepEqual(sizingLimits({ memory: { limit: -1 }, cpu: { quota: 5000n, cpus: "" } }), { memoryBytes: -1, quota: 5000, cpus: "" });
});

test("the room for growth is the host, but not all CPUs of a large one", () => {
  assert.deepEqual(vmRoom({ cpuCount: 2, memoryBytes: 3.5 * 1024 * mebibyte }), { vcpus: 2, memoryBytes: 4096 * mebibyte });
  assert.equal(vmRoom({ cpuCount: 96, memoryBytes: 2 ** 42 }).vcpus, 8);
});
