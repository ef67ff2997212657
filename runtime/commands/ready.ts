/** Tells systemd that a container is ready, once its process has said so. @see runc, notify_socket.go */

import { ask } from "../sandbox/control-client.ts";
import { runProgram } from "../sandbox/run-program.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import type { ContainerState } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

/** A service may take as long as it likes to be ready. */
const foreverMs = 2 ** 31 - 1;
/** The barrier takes 30 s where nobody answers it. */
const notifyTimeoutMs = 40_000;

/** systemd's socket; undefined when nobody waits for this command. */
export function notifySocket(): string | undefined {
  return process.env["NOTIFY_SOCKET"] || undefined;
}

/**
 * Waits until the container's process has said that it is ready, and tells systemd, with the pid to watch. Resolves too when
 * the container ends first. What goes wrong is a warning: the container runs.
 */
export async function forwardReady(context: Context, { id, sandbox, shim }: ContainerState): Promise<void> {
  const socket = notifySocket();
  if (socket === undefined) return;
  const line = await ask(sandboxPath(context.root, sandbox), { op: "wait-ready", id }, foreverMs).catch(() => null);
  if (typeof line !== "string") return;
  const { status, stderr } = await runProgram(context.installation.host, ["notify", socket, `${line}\n`, `MAINPID=${shim?.pid ?? 0}\n`], { timeoutMs: notifyTimeoutMs });
  if (status !== 0) context.log.warn(`cannot tell ${socket} that the container is ready: ${stderr.trim()}`);
}
