/** startContainer hooks: in the guest, in the container. crun would run them after it has said that it started. */

import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { AgentClient, ProcessEnding } from "../agent-client/agent-client.ts";
import { HookError } from "../errors/errors.ts";
import type { Hook } from "../oci/config.ts";
import { longestOf } from "./hooks.ts";

/** Of the guest image; runtime/guest/tools. */
const program = "/usr/bin/container-hook";
const spawnTimeoutMs = 60_000;
const signalTimeoutMs = 30_000;
const maxOutput = 4096;

/** What is read of a stream; it is drained to its end, so that nobody waits for us. */
function beginning(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    if (text.length < maxOutput) text += chunk.toString("utf8");
  });
  stream.on("error", () => undefined);
  return () => text.trim();
}

function describe(ending: ProcessEnding, said: string): string | undefined {
  if (ending.kind === "signalled") return `was ended by signal ${ending.signal}`;
  return ending.status === 0 ? undefined : `exit status ${ending.status}${said ? `, output: ${said}` : ""}`;
}

/** @returns What was wrong, or undefined. */
async function runHook(agent: AgentClient, pid: number, cgroup: string, hook: Hook, state: string): Promise<string | undefined> {
  const args = hook.args?.length ? hook.args : [hook.path];
  const argv = [program, String(pid), cgroup, hook.path, ...args];
  const running = await agent.spawn({ argv, env: hook.env ?? [], cwd: "/", stdio: { kind: "pipes", stdin: true } }, spawnTimeoutMs);
  running.stdin?.on("error", () => undefined); // a hook need not read its input
  running.stdin?.end(state);
  beginning(running.stdout);
  const said = running.stderr === null ? () => "" : beginning(running.stderr);
  const timeoutMs = longestOf([hook]);
  const abort = new AbortController();
  const expired = delay(timeoutMs, undefined, { signal: abort.signal, ref: false }).catch(() => undefined);
  const ending = await Promise.race([running.ending, expired]);
  abort.abort();
  if (ending !== undefined) return describe(ending, said());
  await agent.signal(running.pid, 9, signalTimeoutMs);
  return `did not end within ${timeoutMs / 1000} s and was killed`;
}

/**
 * Runs the startContainer hooks of a created container in order.
 *
 * @param pid The container's init in the guest.
 * @param cgroup Folder of the container's cgroup in the guest.
 * @param state The state that each reads on its standard input.
 * @throws {HookError} at the first that fails; the rest is not run.
 */
export async function runGuestHooks(agent: AgentClient, pid: number, cgroup: string, hooks: readonly Hook[], state: string): Promise<void> {
  for (const [index, hook] of hooks.entries()) {
    const failure = await runHook(agent, pid, cgroup, hook, state);
    if (failure !== undefined) throw new HookError(`error running startContainer hook #${index} (${hook.path}): ${failure}`);
  }
}
