import type { AgentClient } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";
import { isObject, type Json } from "../oci/json.ts";

const timeoutMs = 30_000;

/**
 * Has the guest's kernel know the weights of the spec, when resources for crun have one: they are those of the scheduler BFQ.
 *
 * @throws {SandboxError} The guest cannot load it.
 */
export async function prepareWeights(agent: AgentClient, resources: Json | undefined): Promise<void> {
  if (!isObject(resources) || !isObject(resources["blockIO"])) return;
  const { ending, stderr } = await agent.run(["busybox", "modprobe", "bfq"], timeoutMs);
  if (ending.kind !== "exited" || ending.status !== 0) throw new SandboxError(`the guest cannot load the scheduler BFQ: ${stderr.toString("utf8").trim()}`);
}
