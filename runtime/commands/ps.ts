import { ContainerStatusError } from "../errors/errors.ts";
import { parseJson } from "../oci/json.ts";
import { ask } from "../sandbox/control-client.ts";
import { containerPaths } from "../sandbox/paths.ts";
import { readState, statusOf } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

const timeoutMs = 30_000;

/** `vrun ps`: the pids of a container's processes, as the guest counts them. */
export async function ps(context: Context, id: string): Promise<number[]> {
  const state = readState(context.root, id);
  const status = statusOf(state);
  if (status === "stopped" || status === "creating") throw new ContainerStatusError("container not running");
  const output = await ask(containerPaths(context.root, id).sandbox, { op: "ps" }, timeoutMs);
  const pids = parseJson(typeof output === "string" ? output : "null");
  return Array.isArray(pids) ? pids.map(Number) : [];
}
