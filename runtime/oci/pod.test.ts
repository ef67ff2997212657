import assert from "node:assert/strict";
import { test } from "node:test";
import { podSandbox } from "./pod.ts";

test("containers of a pod name its sandbox, by the words of containerd and of CRI-O", () => {
  assert.equal(podSandbox({ "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-id": "p" }), "p");
  assert.equal(podSandbox({ "io.kubernetes.cri-o.ContainerType": "container", "io.kubernetes.cri-o.SandboxID": "q" }), "q");
});

test("a pod's sandbox and a container without a pod join none", () => {
  assert.equal(podSandbox({ "io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-id": "p" }), undefined);
  assert.equal(podSandbox({}), undefined);
});
