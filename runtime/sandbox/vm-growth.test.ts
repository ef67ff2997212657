import assert from "node:assert/strict";
import { test } from "node:test";
import { HostError } from "../errors/errors.ts";
import { VmGrowth } from "./vm-growth.ts";

const mebibyte = 1024 * 1024;

/** A VM of 256 MiB that notes what is done to it. */
function made(block: string, failing = ""): { readonly growth: VmGrowth; readonly done: string[] } {
  const done: string[] = [];
  const note = async (what: string): Promise<void> => {
    if (what.startsWith(failing) && failing !== "") throw new HostError(`no ${what}`);
    done.push(what);
  };
  const growth = new VmGrowth(
    { memoryBytes: 256 * mebibyte, plugMemory: (bytes) => note(`memory ${bytes / mebibyte}`) },
    { readFile: async () => Buffer.from(`${block}\n`), writeFile: (path) => note(path.replace("/sys/devices/system/cpu/", "")) },
  );
  return { growth, done };
}

test("a VM grows by whole blocks of memory and single CPUs, once", async () => {
  const { growth, done } = made("8000000");
  await growth.reach({ vcpus: 1, memoryBytes: 256 * mebibyte });
  assert.deepEqual(done, []);
  await growth.reach({ vcpus: 3, memoryBytes: 400 * mebibyte });
  await growth.reach({ vcpus: 2, memoryBytes: 512 * mebibyte });
  assert.deepEqual(done, ["memory 256", "cpu1/online", "cpu2/online"]);
});

test("growths that come at once do not count the same memory twice", async () => {
  const { growth, done } = made("8000000");
  await Promise.all([384, 512].map((size) => growth.reach({ vcpus: 1, memoryBytes: size * mebibyte })));
  assert.deepEqual(done, ["memory 128", "memory 128"]);
});

test("a growth that failed is tried again by the next one", async () => {
  const { growth, done } = made("8000000", "cpu2");
  await assert.rejects(growth.reach({ vcpus: 3, memoryBytes: 0 }), HostError);
  assert.deepEqual(done, ["cpu1/online"]);
  await assert.rejects(growth.reach({ vcpus: 3, memoryBytes: 0 }), /cpu2/);
});

test("what no kernel says of its blocks is not believed", async () => {
  for (const block of ["", "0", "-1", "ffffffff", "100000000000"])
    await assert.rejects(made(block).growth.reach({ vcpus: 1, memoryBytes: 512 * mebibyte }), { code: "SANDBOX" }, block);
});
