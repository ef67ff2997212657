import { readFileSync } from "node:fs";
import { ConfigError, ContainerStatusError, messageOf } from "../errors/errors.ts";
import { realHost } from "../oci/host-view.ts";
import { parseResources } from "../oci/load.ts";
import { planResources } from "../oci/plan.ts";
import { refuseResources } from "../oci/refusals.ts";
import { ask } from "../sandbox/control-client.ts";
import { containerPaths } from "../sandbox/paths.ts";
import { readState, statusOf } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

const timeoutMs = 60_000;

/**
 * `vrun update --resources`: changes limits in the guest. The VM keeps its size.
 *
 * @param file A file with a resources object, `-` for standard input.
 */
export async function update(context: Context, id: string, file: string): Promise<void> {
  const state = readState(context.root, id);
  const status = statusOf(state);
  if (status === "stopped" || status === "creating") throw new ContainerStatusError("container not running");
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new ConfigError(`cannot read --resources ${file}: ${messageOf(error)}`, { cause: error });
  }
  const resources = parseResources(text);
  refuseResources(resources, realHost);
  await ask(containerPaths(context.root, id).sandbox, { op: "update", resources: planResources(resources) }, timeoutMs);
}
