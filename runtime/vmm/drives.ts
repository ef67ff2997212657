/** The VM's disks: block devices of the host, which QEMU gets as open descriptors and so needs no right to. */

import { setTimeout as delay } from "node:timers/promises";
import { HostError } from "../errors/errors.ts";
import { laterBus } from "./qemu-arguments.ts";
import type { Qmp } from "./qmp.ts";
import { withDescriptor } from "./senders.ts";
import type { Drive } from "./vm.ts";

const commandTimeoutMs = 30_000;
/** The guest's kernel writes out what is to be written first. */
const unplugTimeoutMs = 20_000;
const pollMs = 10;

/** A drive that is plugged in, by QEMU's number of the set that holds its descriptor. */
export interface PluggedDrive {
  readonly id: string;
  readonly descriptorSet: number;
}

/** QEMU takes no colons in names. */
const nodeOf = (id: string): string => `drive-${id.replace(":", "-")}`;
const deviceOf = (id: string): string => `disk-${id.replace(":", "-")}`;

function numberOf(added: unknown): number {
  const number: unknown = typeof added === "object" && added !== null ? Reflect.get(added, "fdset-id") : undefined;
  if (typeof number !== "number") throw new HostError("QEMU does not say where it has put a descriptor");
  return number;
}

/**
 * Plugs a drive in.
 *
 * @param helper Path of vrun-host.
 * @throws {HostError} QEMU refused it: there are too many, or it is no disk. Nothing of it is left.
 */
export async function plugDrive(qmp: Qmp, { id, descriptor, writable }: Drive, helper: string): Promise<PluggedDrive> {
  const descriptorSet = numberOf(await qmp.execute("add-fd", {}, commandTimeoutMs, withDescriptor(helper, descriptor)));
  const plugged = { id, descriptorSet };
  try {
    // Others on the host may use the device at the same time, as they may with a container there.
    await qmp.execute("blockdev-add", { driver: "host_device", "node-name": nodeOf(id), filename: `/dev/fdset/${descriptorSet}`, "read-only": !writable, locking: "off" }, commandTimeoutMs);
    await qmp.execute("device_add", { driver: "virtio-blk-pci", bus: laterBus, id: deviceOf(id), drive: nodeOf(id), serial: id, "share-rw": true }, commandTimeoutMs);
    return plugged;
  } catch (error) {
    await qmp.execute("blockdev-del", { "node-name": nodeOf(id) }, commandTimeoutMs).catch(() => undefined);
    await qmp.execute("remove-fd", { "fdset-id": descriptorSet }, commandTimeoutMs).catch(() => undefined);
    throw error;
  }
}

/** Asks the guest to give a drive up and waits until it has. @throws {HostError} It has not in time, and keeps it. */
export async function unplugDrive(qmp: Qmp, { id, descriptorSet }: PluggedDrive): Promise<void> {
  await qmp.execute("device_del", { id: deviceOf(id) }, commandTimeoutMs);
  // QEMU lets nobody take the node of a device that is still there.
  const deadline = Date.now() + unplugTimeoutMs;
  for (;;) {
    try {
      await qmp.execute("blockdev-del", { "node-name": nodeOf(id) }, commandTimeoutMs);
      break;
    } catch (error) {
      if (Date.now() > deadline) throw new HostError(`the guest has not given the drive ${id} up after ${unplugTimeoutMs} ms`, { cause: error });
      await delay(pollMs);
    }
  }
  await qmp.execute("remove-fd", { "fdset-id": descriptorSet }, commandTimeoutMs);
}
