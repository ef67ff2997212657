import type { Duplex } from "node:stream";
import { VmStartError } from "../errors/vm-errors.ts";
import { HostError, messageOf } from "../errors/errors.ts";
import { agentChannel, controlChannel } from "./channels.ts";
import { coldBoot } from "./cold-boot.ts";
import { plugDrive, unplugDrive, type PluggedDrive } from "./drives.ts";
import { plugNetwork, unplugNetwork } from "./network.ts";
import { plugMemory } from "./memory.ts";
import { Qmp } from "./qmp.ts";
import { Tail } from "./tail.ts";
import { restoreTemplate } from "./template-restore.ts";
import type { StoredTemplate } from "./template-store.ts";
import type { Child } from "./child.ts";
import { closeDoor, startVirtiofsd } from "./virtiofsd.ts";
import type { FileServer } from "./virtiofsd.ts";
import type { Vm, Vmm, VmSpec } from "./vm.ts";

export { sharedTag } from "./qemu-arguments.ts";

const diagnosticsBytes = 16 * 1024;
/** virtiofsd ends by itself when QEMU has gone; it is killed when it has not after this. */
const fileServerEndMs = 1000;
const greetingTimeoutMs = 30_000;

/** QEMU with virtiofsd. */
export const qemuVmm: Vmm = { start: startVm };

async function startVm(spec: VmSpec, timeoutMs: number): Promise<Vm> {
  const deadline = Date.now() + timeoutMs;
  const output = new Tail(diagnosticsBytes);
  let files: FileServer | null = null;
  try {
    files = await startVirtiofsd(spec.sharedDirectory, spec.runDirectory, output, timeoutMs, spec.assets.helperPath);
    const qemu = await coldBoot(spec, files.socketName, output);
    if (Date.now() > deadline) {
      await qemu.kill();
      throw new HostError(`QEMU has not started after ${timeoutMs} ms`);
    }
    const qmp = await greet(qemu);
    await closeDoor(files, spec.runDirectory);
    return runningVm(spec, qemu, agentChannel(qemu, output), qmp, files, output);
  } catch (error) {
    if (files) await endFileServer(files, spec.runDirectory);
    throw new VmStartError(messageOf(error), output.text(), error);
  }
}

/**
 * Starts a VM from a template that was built for the same kind of VM. The guest sees the shared folder's device but has
 * not mounted it.
 *
 * @throws {VmStartError} as Vmm does; its cause is a TemplateCorruptError where the template is to blame.
 */
export async function startFromTemplate(spec: VmSpec, template: StoredTemplate, timeoutMs: number): Promise<Vm> {
  const output = new Tail(diagnosticsBytes);
  const starting = startVirtiofsd(spec.sharedDirectory, spec.runDirectory, output, timeoutMs, spec.assets.helperPath);
  try {
    const socketName = starting.then((files) => files.socketName);
    const { qemu, agent, qmp } = await restoreTemplate(spec, template, socketName, output);
    const files = await starting;
    await closeDoor(files, spec.runDirectory);
    return runningVm(spec, qemu, agent, qmp, files, output);
  } catch (error) {
    const files = await starting.catch(() => null);
    if (files) await endFileServer(files, spec.runDirectory);
    throw new VmStartError(messageOf(error), output.text(), error);
  }
}

/** QEMU's control channel takes commands once it has been asked what it can do. */
async function greet(qemu: Child): Promise<Qmp> {
  try {
    const qmp = new Qmp(controlChannel(qemu));
    await qmp.execute("qmp_capabilities", {}, greetingTimeoutMs);
    return qmp;
  } catch (error) {
    await qemu.kill();
    throw error;
  }
}

function runningVm(spec: VmSpec, qemu: Child, agent: Duplex, qmp: Qmp, files: FileServer, output: Tail): Vm {
  let killed: Promise<void> | null = null;
  let pieces = 0;
  const drives = new Map<string, PluggedDrive>();
  // A guest whose files no longer answer would hang for ever.
  void files.child.ended.then(() => qemu.kill()).catch(() => undefined);
  return {
    qemuPid: qemu.pid,
    virtiofsdPid: files.child.pid,
    agentChannel: agent,
    ended: qemu.ended,
    plugNetwork: (device) => plugNetwork(qmp, device, spec.assets.helperPath),
    unplugNetwork: (id) => unplugNetwork(qmp, id),
    plugDrive: async (drive) => void drives.set(drive.id, await plugDrive(qmp, drive, spec.assets.helperPath)),
    unplugDrive: async (id) => {
      const drive = drives.get(id);
      if (drive === undefined) return;
      await unplugDrive(qmp, drive);
      drives.delete(id);
    },
    memoryBytes: spec.memoryBytes,
    plugMemory: (bytes) => plugMemory(qmp, `memory-${++pieces}`, bytes),
    diagnostics: () => output.text(),
    kill: () => (killed ??= qemu.kill().finally(() => endFileServer(files, spec.runDirectory))),
  };
}

async function endFileServer(files: FileServer, runDirectory: string): Promise<void> {
  if (!(await files.child.endedWithin(fileServerEndMs))) await files.child.kill();
  await closeDoor(files, runDirectory);
}
