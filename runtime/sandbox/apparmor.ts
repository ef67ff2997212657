/** Gives AppArmor profiles of the host to the guest's kernel. */

import { constants } from "node:os";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { GuestError } from "../errors/agent-errors.ts";
import { runInGuest } from "./guest-program.ts";

const securityfs = "/sys/kernel/security";
const timeoutMs = 30_000;

/** The policies of one guest, which was booted with AppArmor. */
export class GuestPolicies {
  readonly #agent: AgentClient;
  readonly #loaded = new Set<string>();
  #files = 0;

  constructor(agent: AgentClient) {
    this.#agent = agent;
  }

  /**
   * Loads a policy unless the guest has it: its profiles replace those of the same names.
   *
   * @param policy As the host's kernel took it, in base64.
   * @throws {SandboxError} The guest's kernel does not take it: it may be of another kind than the host's.
   */
  async load(policy: string): Promise<void> {
    if (this.#loaded.has(policy)) return;
    const bytes = Buffer.from(policy, "base64");
    const file = `/run/vrun/policy-${this.#files++}`;
    await this.#mount();
    await this.#agent.makeDirectory("/run/vrun", 0o700, timeoutMs);
    await this.#agent.writeFile(file, bytes, 0o600, timeoutMs);
    // The kernel takes a policy by one write alone.
    const loads = ["busybox", "dd", `if=${file}`, `of=${securityfs}/apparmor/.replace`, `bs=${bytes.length}`];
    await runInGuest(this.#agent, loads, "the guest's kernel does not take the host's AppArmor profile").finally(() => this.#agent.removeTree(file, timeoutMs));
    this.#loaded.add(policy);
  }

  async #mount(): Promise<void> {
    try {
      await this.#agent.mount({ source: "securityfs", target: securityfs, type: "securityfs", flags: 0, data: "" }, timeoutMs);
    } catch (error) {
      // Mounted by the policy before.
      if (!(error instanceof GuestError) || error.errno !== constants.errno.EBUSY) throw error;
    }
  }
}
