import assert from "node:assert/strict";
import { test } from "node:test";
import { joinNamespaces } from "./held-container.ts";

test("namespaces of other containers are those of their processes in the guest", () => {
  const namespaces = [{ type: "pid" }, { type: "network", path: "vrun:a" }, { type: "ipc", path: "vrun:b.c" }];
  const joined = joinNamespaces({ ociVersion: "1.0.0", linux: { cgroupsPath: "/x", namespaces } }, (id) => (id === "a" ? 12 : 34));
  assert.deepEqual(joined, {
    ociVersion: "1.0.0",
    linux: { cgroupsPath: "/x", namespaces: [{ type: "pid" }, { type: "network", path: "/proc/12/ns/net" }, { type: "ipc", path: "/proc/34/ns/ipc" }] },
  });
});
