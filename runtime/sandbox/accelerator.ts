/** How VMs run on this host. */

import { connectAgent } from "../agent-client/connect.ts";
import { probeAccelerator, type AcceleratorChoice } from "../vmm/accelerator.ts";
import type { GuestAssets } from "../vmm/vm.ts";

export { hostPrograms } from "../vmm/host-programs.ts";
export type { AcceleratorChoice };

/** With KVM the guest answers within a second, nested within a few; seen: 9 s where the outer hypervisor emulates. */
const answerTimeoutMs = 30_000;

/** KVM where it runs the guest, else TCG. May boot the guest to find out, once for each boot of the host. */
export function chooseAccelerator(assets: GuestAssets): Promise<AcceleratorChoice> {
  return probeAccelerator(assets, (channel) => connectAgent(channel, answerTimeoutMs));
}
