import { guestAssets } from "../sandbox/paths.ts";
import { chooseAccelerator, type AcceleratorChoice } from "../sandbox/accelerator.ts";
import type { Context } from "./context.ts";

/** How VMs run on this host, and why so. May boot a VM to find out. @throws {HostError} QEMU cannot be started. */
export function check({ installation }: Context): Promise<AcceleratorChoice> {
  return chooseAccelerator(guestAssets(installation));
}
