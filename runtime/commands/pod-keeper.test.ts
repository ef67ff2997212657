import assert from "node:assert/strict";
import { test } from "node:test";
import { planScope } from "../sandbox/systemd-scope.ts";
import { cgroupBeside } from "./pod-keeper.ts";

test("what keeps a pod's VM has a cgroup of the pod's, beside those of the pod's containers", () => {
  assert.equal(cgroupBeside("/kubepods/burstable/pod7/crio-c", "p", false), "/kubepods/burstable/pod7/vrun-p");
  const path = cgroupBeside("kubepods-burstable-pod7.slice:crio:c", "p", true);
  assert.equal(path, "kubepods-burstable-pod7.slice:vrun:p");
  // Where systemd runs this is a scope; elsewhere it says so, and not that the path has another form.
  try {
    assert.equal(planScope(path, "p", {}).unit, "vrun-p.scope");
  } catch (error) {
    assert.match(String(error), /systemd not running/);
  }
});
