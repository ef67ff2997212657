import { guestAssets } from "../sandbox/paths.ts";
import { chooseAccelerator, hostPrograms, type AcceleratorChoice } from "../sandbox/accelerator.ts";
import type { Context } from "./context.ts";

interface Checked extends AcceleratorChoice {
  /** QEMU and virtiofsd, with their versions. */
  readonly programs: Awaited<ReturnType<typeof hostPrograms>>;
}

/** How VMs run on this host, and why so. May boot a VM to find out. @throws {HostError} QEMU cannot be started, or there is no virtiofsd. */
export async function check({ installation }: Context): Promise<Checked> {
  return { ...(await chooseAccelerator(guestAssets(installation))), programs: await hostPrograms() };
}
