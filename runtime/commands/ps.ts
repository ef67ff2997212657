import { ContainerStatusError } from "../errors/errors.ts";
import { ask } from "../sandbox/control-client.ts";
import { chooseRows } from "../sandbox/process-table.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import { readState, statusOf } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

const timeoutMs = 30_000;

/** The sandbox of a container that has processes; undefined for one that has stopped. @throws {ContainerStatusError} */
function sandboxOf(context: Context, id: string): string | undefined {
  const state = readState(context.root, id);
  const status = statusOf(state);
  if (status === "creating") throw new ContainerStatusError("container not running");
  return status === "stopped" ? undefined : sandboxPath(context.root, state.sandbox);
}

/**
 * `vrun ps --format json`. A process that has a shim is told by the shim's pid, as `state` tells it; any other by a number
 * above every pid that the host can have, so that nobody takes it for a process of the host.
 *
 * @returns null for a container that has stopped.
 */
export async function ps(context: Context, id: string): Promise<number[] | null> {
  const sandbox = sandboxOf(context, id);
  if (sandbox === undefined) return null;
  const pids = await ask(sandbox, { op: "ps", id }, timeoutMs);
  return Array.isArray(pids) ? pids.map(Number) : [];
}

/** `vrun ps`: the guest's own table, with the guest's pids. */
export async function processTable(context: Context, id: string, args: readonly string[]): Promise<string> {
  const sandbox = sandboxOf(context, id);
  if (sandbox === undefined) return chooseRows("PID", []);
  const table = await ask(sandbox, { op: "table", id, args }, timeoutMs);
  return typeof table === "string" ? table : "";
}
