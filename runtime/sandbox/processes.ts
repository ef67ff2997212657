/** The processes of a container, as its guest tells them. */

import { setTimeout as delay } from "node:timers/promises";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { parseJson } from "../oci/json.ts";
import { runInGuest } from "./guest-program.ts";
import type { HeldContainer } from "./held-container.ts";
import { chooseRows, tableArguments } from "./process-table.ts";
import { oomKills } from "./statistics.ts";

const oomPollMs = 300;

/** Pids that no host has begin behind this: it is the kernel's limit for a pid. */
export const noHostPid = 2 ** 22;

/** Their pids in the guest. */
export async function guestPids(agent: AgentClient, held: HeldContainer): Promise<number[]> {
  return parsePids(await held.in(agent).command("ps", "--format", "json"));
}

/** The pids that a guest tells, without what is no pid: a pid of the host could be made of it. */
export function parsePids(text: string): number[] {
  const pids = parseJson(text);
  return Array.isArray(pids) ? pids.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0 && pid <= noHostPid) : [];
}

/** The guest's own table of them. @param args What the caller wants of ps. @throws {UsageError} for what the guest's ps does not have. */
export async function processTable(agent: AgentClient, held: HeldContainer, args: readonly string[]): Promise<string> {
  const pids = await guestPids(agent, held);
  return chooseRows(await runInGuest(agent, ["busybox", "ps", ...tableArguments(args)], "the guest's ps failed"), pids);
}

/**
 * Resolves when the kernel has killed more than `seen` of them for lack of memory, or the container has ended, or nobody
 * waits for it any more.
 */
export async function waitForOom(agent: AgentClient, held: HeldContainer, seen: number, isWanted: () => boolean): Promise<{ kills: number; ended: boolean }> {
  for (;;) {
    const ended = held.ended.aborted;
    const kills = await oomKills(agent, held.in(agent).cgroup);
    if (kills > seen || ended || !isWanted()) return { kills, ended };
    await delay(oomPollMs, undefined, { signal: held.ended }).catch(() => undefined);
  }
}
