/** The VM's network devices: each is joined to a tap that QEMU makes in its own network namespace. */

import type { Qmp } from "./qmp.ts";
import type { NetworkDevice } from "./vm.ts";

const commandTimeoutMs = 30_000;

/**
 * Plugs a network device in. The tap is down, and goes when QEMU ends, whichever way it ends.
 *
 * @throws {HostError} QEMU refused; neither tap nor device is left.
 */
export async function plugNetwork(qmp: Qmp, device: NetworkDevice): Promise<void> {
  await qmp.execute("netdev_add", netdev(device), commandTimeoutMs);
  try {
    await qmp.execute("device_add", card(device), commandTimeoutMs);
  } catch (error) {
    await qmp.execute("netdev_del", { id: netdevId(device.id) }, commandTimeoutMs).catch(() => undefined);
    throw error;
  }
}

/** Asks the guest to give a device up, and takes its tap away at once. @throws {HostError} */
export async function unplugNetwork(qmp: Qmp, id: string): Promise<void> {
  await qmp.execute("device_del", { id }, commandTimeoutMs);
  await qmp.execute("netdev_del", { id: netdevId(id) }, commandTimeoutMs);
}

function netdevId(id: string): string {
  return `${id}-tap`;
}

function netdev({ id, tap }: NetworkDevice): Readonly<Record<string, unknown>> {
  return { type: "tap", id: netdevId(id), ifname: tap, script: "no", downscript: "no" };
}

function card({ id, mac }: NetworkDevice): Readonly<Record<string, unknown>> {
  // Without a ROM to boot from the network, which only costs the guest memory and QEMU a file.
  return { driver: "virtio-net-pci", id, netdev: netdevId(id), mac, romfile: "" };
}
