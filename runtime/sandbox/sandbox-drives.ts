/** The disks of a sandbox's VM: each block device of the host that a container of it has is one, for all of them. */

import { closeSync } from "node:fs";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { UnsupportedError } from "../errors/errors.ts";
import type { BlockDevice } from "../oci/plan-devices.ts";
import type { Vm } from "../vmm/vm.ts";
import { driveId, guestNumbers, openDevice } from "./block-devices.ts";
import { trace } from "./trace.ts";

interface Disk {
  /** Whether it is to be: a device may be read-only itself. */
  readonly writable: boolean;
  /** The containers that have it. */
  readonly users: Set<string>;
}

export class SandboxDrives {
  readonly #vm: Pick<Vm, "plugDrive" | "unplugDrive">;
  readonly #agent: Pick<AgentClient, "run">;
  readonly #disks = new Map<string, Disk>();
  /** Changes, one after the other. */
  #order: Promise<unknown> = Promise.resolve();

  constructor(vm: Pick<Vm, "plugDrive" | "unplugDrive">, agent: Pick<AgentClient, "run">) {
    this.#vm = vm;
    this.#agent = agent;
  }

  /**
   * Plugs in what the VM lacks of a container's devices. What it got before a failure, `take` takes back.
   *
   * @returns The numbers that the guest has given them, by those on the host.
   * @throws {HostError} A device cannot be opened, or QEMU refused it.
   * @throws {UnsupportedError} The VM has one read-only, and it is to be written.
   * @throws {SandboxError} The guest does not find one.
   */
  give(container: string, devices: readonly BlockDevice[]): Promise<ReadonlyMap<string, string>> {
    return this.#next(async () => {
      for (const device of devices) await this.#use(container, device);
      return guestNumbers(this.#agent, devices);
    });
  }

  /** Takes away the disks that only this container had. @throws {HostError} The guest keeps one. */
  take(container: string): Promise<void> {
    return this.#next(async () => {
      for (const [id, { users }] of this.#disks) {
        if (!users.delete(container) || users.size > 0) continue;
        await this.#vm.unplugDrive(id);
        this.#disks.delete(id);
        trace(`disk ${id} is unplugged`);
      }
    });
  }

  #next<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#order.then(change);
    this.#order = changed.catch(() => undefined);
    return changed;
  }

  async #use(container: string, device: BlockDevice): Promise<void> {
    const id = driveId(device);
    const disk = this.#disks.get(id) ?? (await this.#plug(id, device));
    if (device.writable && !disk.writable) throw new UnsupportedError("a disk for writing that the pod has read-only", `linux.devices (block device ${id})`);
    disk.users.add(container);
  }

  async #plug(id: string, device: BlockDevice): Promise<Disk> {
    const drive = openDevice(device);
    try {
      await this.#vm.plugDrive(drive);
    } finally {
      closeSync(drive.descriptor);
    }
    const disk = { writable: device.writable, users: new Set<string>() };
    this.#disks.set(id, disk);
    trace(`disk ${id} is plugged in`);
    return disk;
  }
}
