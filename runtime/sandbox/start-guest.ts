/** Starts a sandbox's VM, from a template where there can be one, and greets its agent. */

import type { AgentClient } from "../agent-client/agent-client.ts";
import { connectAgent } from "../agent-client/connect.ts";
import { SandboxError, messageOf } from "../errors/errors.ts";
import { TemplateCorruptError } from "../errors/template-errors.ts";
import { qemuVmm, sharedTag, startFromTemplate } from "../vmm/qemu.ts";
import type { Vm, VmSpec } from "../vmm/vm.ts";
import { discardTemplate, ensureTemplate, templatesEnabled, templateShape } from "./template.ts";
import { trace } from "./trace.ts";

/** A VM whose agent answers and whose shared folder is mounted. */
export interface StartedGuest {
  readonly vm: Vm;
  readonly agent: AgentClient;
}

/**
 * @param warn Gets one line when a template should have been used and could not be: the VM then boots cold.
 * @throws {SandboxError | VmStartError} The VM did not come up; nothing is left running.
 */
export async function startGuest(spec: VmSpec, timeoutMs: number, warn: (message: string) => void): Promise<StartedGuest> {
  const shaped = templatesEnabled() ? templateShape(spec) : null;
  if (shaped) {
    try {
      return await restoreGuest(shaped, timeoutMs);
    } catch (error) {
      warn(`boots without a template: ${messageOf(error)}`);
    }
  }
  const vm = await qemuVmm.start(spec, timeoutMs);
  trace("QEMU runs");
  return { vm, agent: await greet(vm, timeoutMs, async () => undefined) };
}

async function restoreGuest(spec: VmSpec, timeoutMs: number): Promise<StartedGuest> {
  const template = await ensureTemplate(spec);
  trace("template found");
  try {
    const vm = await startFromTemplate(spec, template, timeoutMs);
    trace("QEMU runs from the template");
    return { vm, agent: await greet(vm, timeoutMs, (agent) => mountShared(agent, timeoutMs)) };
  } catch (error) {
    if (error instanceof Error && error.cause instanceof TemplateCorruptError) await discardTemplate(template);
    throw error;
  }
}

/** @param then What is left to do before the guest is ready. */
async function greet(vm: Vm, timeoutMs: number, then: (agent: AgentClient) => Promise<void>): Promise<AgentClient> {
  try {
    const greeting = connectAgent(vm.agentChannel, timeoutMs).then(async (agent) => {
      trace("guest agent answers");
      await then(agent);
      return agent;
    });
    const ended = vm.ended.then((): never => {
      throw new SandboxError("the VM ended while it booted");
    });
    return await Promise.race([greeting, ended]);
  } catch (error) {
    const said = vm.diagnostics().trim().split("\n").slice(-3).join("; ");
    await vm.kill();
    throw new SandboxError(`${messageOf(error)}${said ? `; the guest said: ${said}` : ""}`, { cause: error });
  }
}

/** The device was plugged in while the guest stood still: the kernel is told to look for it rather than waited for. */
async function mountShared(agent: AgentClient, timeoutMs: number): Promise<void> {
  const found = agent.writeFile("/sys/bus/pci/rescan", Buffer.from("1"), 0o200, timeoutMs);
  const mounted = agent.mount({ source: sharedTag, target: "/run/shared", type: "virtiofs", flags: 0, data: "" }, timeoutMs);
  await Promise.all([found, mounted]);
  trace("shared folder mounted");
}
