import { setTimeout as delay } from "node:timers/promises";
import type { AgentClient } from "../agent-client/agent-client.ts";

const statTimeoutMs = 10_000;
const deadlineMs = 10_000;
const pollMs = 10;

/** Device and inode of what a process of the guest executes; undefined when the process has ended, perhaps with the guest. */
async function programOf(agent: AgentClient, pid: number): Promise<string | undefined> {
  const run = await agent.run(["busybox", "stat", "-L", "-c", "%d:%i", `/proc/${pid}/exe`], statTimeoutMs).catch(() => undefined);
  return run?.ending.kind === "exited" && run.ending.status === 0 ? run.stdout.toString("utf8") : undefined;
}

/**
 * Prepares to wait for a created container's process to execute its program: crun says that it started before.
 *
 * @param pid The container's init in the guest, which still is crun.
 * @returns What waits for it, 10 s at most: a program that is not executed by then ends soon, or its file system hangs.
 */
export async function executionOf(agent: AgentClient, pid: number): Promise<() => Promise<void>> {
  const before = await programOf(agent, pid);
  return async () => {
    const deadline = Date.now() + deadlineMs;
    while ((await programOf(agent, pid)) === before && Date.now() < deadline) await delay(pollMs);
  };
}
