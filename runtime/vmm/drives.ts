/** The VM's disks: block devices of the host, which QEMU gets as open descriptors and so needs no right to. */

import { laterBus } from "./qemu-arguments.ts";
import type { Qmp } from "./qmp.ts";
import type { Drive } from "./vm.ts";

const commandTimeoutMs = 30_000;

/** @param first The descriptor that the first drive is for QEMU; the others follow. */
export function driveArguments(drives: readonly Drive[], first: number): string[] {
  return drives.flatMap((_, index) => ["-add-fd", `fd=${first + index},set=${index}`]);
}

/**
 * Plugs the drives in. They go with QEMU.
 *
 * @throws {HostError} QEMU refused one: there are too many, or it is no disk.
 */
export async function plugDrives(qmp: Qmp, drives: readonly Drive[]): Promise<void> {
  for (const [index, { id, writable }] of drives.entries()) {
    const node = `drive${index}`;
    // Others on the host may use the device at the same time, as they may with a container there.
    await qmp.execute("blockdev-add", { driver: "host_device", "node-name": node, filename: `/dev/fdset/${index}`, "read-only": !writable, locking: "off" }, commandTimeoutMs);
    await qmp.execute("device_add", { driver: "virtio-blk-pci", bus: laterBus, id: `disk${index}`, drive: node, serial: id, "share-rw": true }, commandTimeoutMs);
  }
}
