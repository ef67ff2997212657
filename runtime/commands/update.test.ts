import assert from "node:assert/strict";
import { test } from "node:test";
import { refuseBeyondVm } from "./update.ts";

const vm = { vcpus: 1, memoryBytes: 256 * 1024 * 1024, vcpusMax: 2, memoryMaxBytes: 1024 * 1024 * 1024 };

test("limits that the VM can grow to are taken, and quotas and memory beyond it", () => {
  refuseBeyondVm({ memory: { limit: 8 * vm.memoryMaxBytes }, cpu: { cpus: "0-1", quota: 900_000, period: 100_000 } }, vm);
  refuseBeyondVm({ memory: { limit: -1 } }, vm);
});

test("CPUs that the VM cannot bring up are refused", () => {
  assert.throws(() => refuseBeyondVm({ cpu: { cpus: "2" } }, vm), { refusal: "linux.resources.cpu.cpus" });
});
