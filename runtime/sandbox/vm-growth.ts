/** Lets a VM grow while its containers run. It never shrinks: what a container may use, its cgroup in the guest says. */

import type { AgentClient } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";
import type { VmSize } from "../oci/plan-shape.ts";
import type { Vm } from "../vmm/vm.ts";
import { trace } from "./trace.ts";

const guestTimeoutMs = 30_000;
const numberBytesMax = 64;
/** The kernel's own limit for x86. The guest is not asked to be honest: what it says sizes memory of the host. */
const blockBytesMax = 2 * 1024 ** 3;

export class VmGrowth {
  readonly #vm: Pick<Vm, "plugMemory">;
  readonly #agent: Pick<AgentClient, "readFile" | "writeFile">;
  #vcpus = 1;
  #memoryBytes: number;
  /** Growths, one after the other. */
  #order: Promise<unknown> = Promise.resolve();

  /** @param vm One that has just started. */
  constructor(vm: Pick<Vm, "plugMemory" | "memoryBytes">, agent: Pick<AgentClient, "readFile" | "writeFile">) {
    this.#vm = vm;
    this.#agent = agent;
    this.#memoryBytes = vm.memoryBytes;
  }

  /**
   * Gives the VM at least this size.
   *
   * @throws {HostError | GuestError | SandboxError} It could not grow. Part of what was asked for may be there.
   */
  reach(size: VmSize): Promise<void> {
    const grown = this.#order.then(() => this.#grow(size));
    this.#order = grown.catch(() => undefined);
    return grown;
  }

  async #grow({ vcpus, memoryBytes }: VmSize): Promise<void> {
    const missing = memoryBytes - this.#memoryBytes;
    if (missing > 0) {
      const block = await this.#blockBytes();
      const bytes = Math.ceil(missing / block) * block;
      await this.#vm.plugMemory(bytes);
      this.#memoryBytes += bytes;
      trace("memory plugged in");
    }
    for (; this.#vcpus < vcpus; this.#vcpus += 1) await this.#bringUp(this.#vcpus);
  }

  /** Linux, Documentation/admin-guide/mm/memory-hotplug.rst: memory comes in blocks, whose size depends on how much there is at boot. */
  async #blockBytes(): Promise<number> {
    const text = (await this.#agent.readFile("/sys/devices/system/memory/block_size_bytes", numberBytesMax, guestTimeoutMs)).toString("utf8").trim();
    const bytes = /^[0-9a-f]{1,8}$/.test(text) ? parseInt(text, 16) : 0;
    if (bytes === 0 || bytes > blockBytesMax) throw new SandboxError("the guest's kernel takes no memory that is plugged in");
    return bytes;
  }

  /** A CPU that is up already stays so. */
  async #bringUp(cpu: number): Promise<void> {
    await this.#agent.writeFile(`/sys/devices/system/cpu/cpu${cpu}/online`, Buffer.from("1"), 0o600, guestTimeoutMs);
    trace(`CPU ${cpu} is up`);
  }
}
