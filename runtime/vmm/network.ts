/** The VM's network devices: each is joined to a tap in this process's network namespace, which QEMU gets open. */

import { laterBus } from "./qemu-arguments.ts";
import type { Qmp } from "./qmp.ts";
import { withTap } from "./senders.ts";
import type { NetworkDevice } from "./vm.ts";

const commandTimeoutMs = 30_000;

/**
 * Plugs a network device in. The tap is down, and goes when QEMU ends, whichever way it ends.
 *
 * @param helper Path of vrun-host.
 * @throws {HostError} The tap could not be made, or QEMU refused; neither tap nor device is left.
 */
export async function plugNetwork(qmp: Qmp, device: NetworkDevice, helper: string): Promise<void> {
  const descriptor = netdevId(device.id);
  await qmp.execute("getfd", { fdname: descriptor }, commandTimeoutMs, withTap(helper, device.tap));
  try {
    await qmp.execute("netdev_add", { type: "tap", id: descriptor, fd: descriptor }, commandTimeoutMs);
  } catch (error) {
    await qmp.execute("closefd", { fdname: descriptor }, commandTimeoutMs).catch(() => undefined);
    throw error;
  }
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

function card({ id, mac }: NetworkDevice): Readonly<Record<string, unknown>> {
  // Without a ROM to boot from the network, which only costs the guest memory and QEMU a file.
  return { driver: "virtio-net-pci", bus: laterBus, id, netdev: netdevId(id), mac, romfile: "" };
}
