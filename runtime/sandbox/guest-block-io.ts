import type { AgentClient } from "../agent-client/agent-client.ts";
import { isObject, type Json } from "../oci/json.ts";
import { runInGuest } from "./guest-program.ts";

/**
 * Has the guest's kernel know the weights of the spec, when resources for crun have one: they are those of the scheduler BFQ.
 *
 * @throws {SandboxError} The guest cannot load it.
 */
export async function prepareWeights(agent: AgentClient, resources: Json | undefined): Promise<void> {
  if (!isObject(resources) || !isObject(resources["blockIO"])) return;
  await runInGuest(agent, ["busybox", "modprobe", "bfq"], "the guest cannot load the scheduler BFQ");
}
