/** The guest's end of sd_notify(3): a socket for a container, by which its process tells that it is ready. */

import { once } from "node:events";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { SandboxError, messageOf } from "../errors/errors.ts";
import { guestReadyFolder, readySocketName } from "../oci/plan-ready.ts";

/** Of the guest image; runtime/guest/tools. */
const program = "/usr/bin/ready-socket";
const callTimeoutMs = 30_000;
const answerTimeoutMs = 30_000;
/** Longer than a line of a datagram of the size that is read. */
const saidBytesMax = 8192;

/** The line that may be passed on to systemd of what the listener has said; undefined while there is none. A guest may say anything. */
export function readyLine(said: string): string | undefined {
  return /^listening\n(READY=[^\0\n]*)\n/.exec(said)?.[1];
}

export interface ReadySocket {
  /** Resolves with the line by which the process says that it is ready; for a container that ends before, never. */
  readonly ready: Promise<string>;
  /** Ends who listens there. */
  close(): void;
}

/**
 * Makes the socket of a container that is to be created.
 *
 * @throws {SandboxError} The guest could not make it.
 */
export async function listenForReady(agent: AgentClient, id: string): Promise<ReadySocket> {
  const folder = guestReadyFolder(id);
  const parents = folder.split("/").slice(2).map((_, index) => folder.split("/").slice(0, index + 3).join("/"));
  for (const path of parents) await agent.makeDirectory(path, path === folder ? 0o755 : 0o700, callTimeoutMs);
  const listener = await agent.spawn({ argv: [program, `${folder}/${readySocketName}`], env: [], cwd: "/", stdio: { kind: "pipes", stdin: false } }, callTimeoutMs);
  let said = "";
  let failure = "";
  listener.stderr?.on("data", (chunk: Buffer) => {
    if (failure.length < saidBytesMax) failure += chunk.toString("utf8");
  });
  const ready = new Promise<string>((resolve) => {
    listener.stdout.on("data", (chunk: Buffer) => {
      if (said.length < saidBytesMax) said += chunk.toString("utf8");
      const line = readyLine(said);
      if (line !== undefined) resolve(line);
    });
  });
  try {
    const expired = AbortSignal.timeout(answerTimeoutMs);
    while (!said.startsWith("listening\n")) await once(listener.stdout, "data", { signal: expired });
  } catch (error) {
    throw new SandboxError(`the guest cannot make the socket of NOTIFY_SOCKET: ${failure.trim() || messageOf(error)}`, { cause: error });
  }
  return { ready, close: () => void agent.signal(listener.pid, 9, callTimeoutMs).catch(() => undefined) };
}
