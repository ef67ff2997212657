import { readdirSync } from "node:fs";
import type { Scenario } from "./scenario.ts";

/** Where the kernel lists devices that reach the memory of other machines. */
const DEVICES = "/sys/class/infiniband";

/** Makes `${rdmaDevice}` known to bundles: the name of the host's first device of remote memory. @throws when it has none. */
export function offerRdmaDevice(scenario: Scenario): void {
  const [device] = readdirSync(DEVICES).sort();
  if (device === undefined) throw new Error(`no device in ${DEVICES}`);
  scenario.variables["rdmaDevice"] = device;
}
