import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { HeldContainer, joinNamespaces } from "./held-container.ts";

test("namespaces of other containers are those of their processes in the guest", () => {
  const namespaces = [{ type: "pid" }, { type: "network", path: "vrun:a" }, { type: "ipc", path: "vrun:b.c" }];
  const joined = joinNamespaces({ ociVersion: "1.0.0", linux: { cgroupsPath: "/x", namespaces } }, (id) => (id === "a" ? 12 : 34));
  assert.deepEqual(joined, {
    ociVersion: "1.0.0",
    linux: { cgroupsPath: "/x", namespaces: [{ type: "pid" }, { type: "network", path: "/proc/12/ns/net" }, { type: "ipc", path: "/proc/34/ns/ipc" }] },
  });
});

test("what waits for a paused container to be resumed goes on when it has ended", async () => {
  const ran = { ending: { kind: "exited", status: 0 }, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const agent = { run: async () => ran } as unknown as AgentClient;
  const held = new HeldContainer("c");
  await held.resumed;
  await held.pause(agent);
  const waiting = held.resumed;
  held.hasEnded();
  await waiting;
  await held.pause(agent);
  await held.resumed;
});
