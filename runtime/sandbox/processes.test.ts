import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { HeldContainer } from "./held-container.ts";
import { parsePids, waitForOom } from "./processes.ts";

test("the pids are those that crun tells", () => {
  assert.deepEqual(parsePids("[1, 17, 4194304]"), [1, 17, 4194304]);
});

test("no number of a guest's that is no pid is passed on", () => {
  assert.deepEqual(parsePids('[-4194303, 0, 1.5, 4194305, 36893488147419103232, "x", null, {}, 7]'), [7]);
});

test("what is no list has no pids", () => {
  assert.deepEqual(parsePids('{"0": 1}'), []);
});

/** A guest whose kernel has killed as many processes as `kills` says. */
function guest(kills: () => number): AgentClient {
  return { readFile: async () => Buffer.from(`oom_kill ${kills()}\n`) } as unknown as AgentClient;
}

test("the wait for a kill ends with the kill, with the container, and with whoever waits", async () => {
  let kills = 0;
  const held = new HeldContainer("c");
  const agent = guest(() => kills);
  let wanted = true;
  const abandoned = waitForOom(agent, held, 0, () => wanted);
  wanted = false;
  assert.deepEqual(await abandoned, { kills: 0, ended: false });

  const killed = waitForOom(agent, held, 0, () => true);
  kills = 1;
  assert.deepEqual(await killed, { kills: 1, ended: false });

  const last = waitForOom(agent, held, 1, () => true);
  held.hasEnded();
  assert.deepEqual(await last, { kills: 1, ended: true });
});
