import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../errors/errors.ts";
import { parseBytes, resourcesFromFlags } from "./limits.ts";

test("sizes are read as people write them", () => {
  for (const [text, bytes] of [["67108864", 67108864], ["64M", 67108864], ["64mb", 67108864], ["64MiB", 67108864], ["1.5g", 1610612736], ["0", 0], ["-1", -1], ["1e3", 1000], [".5k", 512], ["64 MB", 67108864], ["64b", 64]] as const)
    assert.equal(parseBytes("memory", text), bytes, text);
});

test("what is no size is refused with the name of its flag", () => {
  for (const text of ["", "M", "64X", "-2", "64Mi", "64ib", "64bb", "0x10"])
    assert.throws(() => parseBytes("memory", text), (error) => error instanceof UsageError && error.message.includes("memory"), text);
});

test("each flag becomes the property that it stands for", () => {
  const flags = new Map([["memory", "64M"], ["cpu-quota", "-1"], ["cpu-share", "512"], ["cpuset-cpus", "0"], ["pids-limit", "-1"]]);
  assert.deepEqual(resourcesFromFlags(flags), { memory: { limit: 67108864 }, cpu: { shares: 512, quota: -1, cpus: "0" }, pids: { limit: -1 } });
});

test("a weight of 0 asks for nothing, a limit of no processes does", () => {
  assert.deepEqual(resourcesFromFlags(new Map([["blkio-weight", "0"], ["pids-limit", "0"]])), { pids: { limit: 0 } });
});

test("the size of what runc ignores is checked all the same", () => {
  assert.deepEqual(resourcesFromFlags(new Map([["kernel-memory", "64M"]])), {});
  assert.throws(() => resourcesFromFlags(new Map([["kernel-memory-tcp", "x"]])), UsageError);
});

test("flags that were not given name nothing", () => {
  assert.deepEqual(resourcesFromFlags(new Map()), {});
});

test("a number that is none is refused", () => {
  assert.throws(() => resourcesFromFlags(new Map([["cpu-share", "-5"]])), UsageError);
});
