/** Memory that is plugged into a running VM. */

import { setTimeout as delay } from "node:timers/promises";
import { HostError } from "../errors/errors.ts";
import type { Qmp } from "./qmp.ts";

const commandTimeoutMs = 30_000;
/** The guest's kernel makes page structures for all of it. */
const takenTimeoutMs = 60_000;
const pollMs = 4;

/**
 * Plugs a piece of memory in and waits until the guest's kernel has taken it.
 *
 * It is shared, as the rest of the guest's memory is: QEMU hands it to virtiofsd.
 *
 * @param id Unique in the VM.
 * @throws {HostError} QEMU refused, and nothing is left of it; or the guest did not take it, and it stays unused.
 */
export async function plugMemory(qmp: Qmp, id: string, bytes: number): Promise<void> {
  const backend = `${id}-ram`;
  await qmp.execute("object-add", { "qom-type": "memory-backend-memfd", id: backend, size: bytes, share: true }, commandTimeoutMs);
  try {
    await qmp.execute("device_add", { driver: "pc-dimm", id, memdev: backend }, commandTimeoutMs);
  } catch (error) {
    await qmp.execute("object-del", { id: backend }, commandTimeoutMs).catch(() => undefined);
    throw error;
  }
  const deadline = Date.now() + takenTimeoutMs;
  for (;;) {
    const taken = isTaken(await qmp.execute("query-acpi-ospm-status", {}, commandTimeoutMs), id);
    if (taken === true) return;
    if (taken === false) throw new HostError(`the guest's kernel refused ${bytes} bytes of memory that were plugged in`);
    if (Date.now() > deadline) throw new HostError(`the guest's kernel has not taken ${bytes} bytes of memory after ${takenTimeoutMs} ms`);
    await delay(pollMs);
  }
}

/**
 * What the guest's kernel says of a device that was plugged in; undefined before it has said anything.
 *
 * @param status What QEMU's query-acpi-ospm-status answers.
 * @see ACPI 6.5, section 6.3.5, _OST: the event that it is about, and 0 for success
 */
export function isTaken(status: unknown, id: string): boolean | undefined {
  const slots: readonly unknown[] = Array.isArray(status) ? status : [];
  for (const slot of slots) {
    if (typeof slot !== "object" || slot === null || !("device" in slot) || slot.device !== id) continue;
    if (!("source" in slot) || !("status" in slot) || slot.source === 0) return undefined;
    return slot.status === 0;
  }
  return undefined;
}
