import assert from "node:assert/strict";
import { test } from "node:test";
import { rulesForNewerCalls } from "./newer-calls.ts";

const rule = (...names: string[]) => ({ names, action: "SCMP_ACT_ALLOW" });

test("calls newer than the newest that a filter names are not implemented", () => {
  const [newer] = rulesForNewerCalls({ defaultAction: "SCMP_ACT_ERRNO", syscalls: [rule("read", "faccessat2"), rule("openat2")] });
  assert.equal(newer?.names[0], "process_madvise");
  assert.deepEqual([newer?.action, newer?.errnoRet], ["SCMP_ACT_ERRNO", 38]);
  const [all] = rulesForNewerCalls({ defaultAction: "SCMP_ACT_KILL_PROCESS", syscalls: [rule("read")] });
  assert.equal(all?.names[0], "pidfd_send_signal");
});

test("a filter that permits, has ENOSYS itself, names nothing, or the newest call is left as it is", () => {
  assert.deepEqual(rulesForNewerCalls({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [rule("read")] }), []);
  assert.deepEqual(rulesForNewerCalls({ defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 38, syscalls: [rule("read")] }), []);
  assert.deepEqual(rulesForNewerCalls({ defaultAction: "SCMP_ACT_ERRNO" }), []);
  assert.deepEqual(rulesForNewerCalls({ defaultAction: "SCMP_ACT_ERRNO", syscalls: [rule("mseal")] }), []);
});
