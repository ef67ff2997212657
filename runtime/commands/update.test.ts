import assert from "node:assert/strict";
import { test } from "node:test";
import { refuseBeyondVm } from "./update.ts";

const vm = { vcpus: 2, memoryBytes: 256 * 1024 * 1024 };

test("limits within the VM are taken, and a quota above its CPUs", () => {
  refuseBeyondVm({ memory: { limit: vm.memoryBytes }, cpu: { cpus: "0-1", quota: 900_000, period: 100_000 } }, vm);
  refuseBeyondVm({ memory: { limit: -1 } }, vm);
});

test("memory and CPUs that the VM does not have are refused", () => {
  assert.throws(() => refuseBeyondVm({ memory: { limit: vm.memoryBytes + 1 } }, vm), { refusal: "linux.resources.memory.limit" });
  assert.throws(() => refuseBeyondVm({ cpu: { cpus: "2" } }, vm), { refusal: "linux.resources.cpu.cpus" });
});
