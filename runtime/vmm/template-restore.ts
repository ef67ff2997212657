import { closeSync, fstatSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { crc32 } from "node:zlib";
import { HostError } from "../errors/errors.ts";
import { TemplateCorruptError } from "../errors/template-errors.ts";
import { agentChannel, templateChannels } from "./channels.ts";
import type { Child } from "./child.ts";
import { startQemu } from "./confinement.ts";
import { Qmp } from "./qmp.ts";
import { fileDevice, stateDescriptor, templateArguments, templateChannelCount } from "./qemu-arguments.ts";
import type { Tail } from "./tail.ts";
import { ignoreShared } from "./template-build.ts";
import { guestMemoryPath, loadRam } from "./template-ram.ts";
import { templateFiles } from "./template-store.ts";
import type { StoredTemplate } from "./template-store.ts";
import type { VmSpec } from "./vm.ts";

const commandTimeoutMs = 30_000;
const memoryPollMs = 2;

/** A QEMU that goes on from a template. */
export interface Restored {
  readonly qemu: Child;
  readonly agent: Duplex;
  readonly qmp: Qmp;
}

/**
 * Starts QEMU with a saved VM, plugs the shared folder in, and lets the guest go on.
 *
 * @param fileServer Resolves with the name of virtiofsd's socket; needed late, so virtiofsd may start meanwhile.
 * @throws {TemplateCorruptError} What is stored is not what was saved. The guest did not run.
 * @throws {HostError} QEMU did not do as it was told. In both cases QEMU is not left running.
 */
export async function restoreTemplate(spec: VmSpec, template: StoredTemplate, fileServer: Promise<string>, output: Tail): Promise<Restored> {
  const state = readState(template);
  // Awaited below: a failure before that must not end the process.
  state.catch(() => undefined);
  fileServer.catch(() => undefined);
  const args = [...templateArguments(spec), "-incoming", "defer"];
  const qemu = await startQemu(spec, { args, cwd: spec.runDirectory, channels: templateChannelCount, output });
  try {
    const agent = agentChannel(qemu, output);
    const { control, state: stateChannel } = templateChannels(qemu);
    const qmp = new Qmp(control);
    // QEMU sets the rest of the VM up meanwhile; it writes nothing to the memory of a VM that is to be restored.
    await fillMemory(template, qemu);
    await qmp.execute("qmp_capabilities", {}, commandTimeoutMs);
    await qmp.execute("migrate-set-capabilities", ignoreShared, commandTimeoutMs);
    stateChannel.end(await state);
    await qmp.execute("migrate-incoming", { uri: `fd:${stateDescriptor}` }, commandTimeoutMs);
    await qmp.migrated(commandTimeoutMs);
    await plugSharedFolder(qmp, await fileServer);
    await qmp.execute("cont", {}, commandTimeoutMs);
    return { qemu, agent, qmp };
  } catch (error) {
    await qemu.kill();
    throw error;
  }
}

async function readState({ directory, manifest }: StoredTemplate): Promise<Buffer> {
  const state = await readFile(join(directory, templateFiles.state));
  if (state.length !== manifest.state.bytes || crc32(state) !== manifest.state.crc32) throw new TemplateCorruptError("the template's device state is not what was saved");
  return state;
}

async function fillMemory({ directory, manifest }: StoredTemplate, qemu: Child): Promise<void> {
  const memory = await openMemory(qemu, manifest.memoryBytes);
  try {
    const from = openSync(join(directory, templateFiles.ram), "r");
    try {
      loadRam(from, manifest.ranges, memory);
    } finally {
      closeSync(from);
    }
  } finally {
    closeSync(memory);
  }
}

/** Opens the guest's memory as soon as QEMU has made it, in its full size. @throws {HostError} QEMU ended, or made none in time. */
async function openMemory(qemu: Child, memoryBytes: number): Promise<number> {
  const deadline = Date.now() + commandTimeoutMs;
  for (;;) {
    const path = guestMemoryPath(qemu.pid);
    if (path !== null) {
      const memory = openSync(path, "r+");
      if (fstatSync(memory).size === memoryBytes) return memory;
      closeSync(memory);
    }
    if (await qemu.endedWithin(memoryPollMs)) throw new HostError("QEMU ended before it had made the guest's memory");
    if (Date.now() > deadline) throw new HostError(`QEMU has not made the guest's memory after ${commandTimeoutMs} ms`);
  }
}

async function plugSharedFolder(qmp: Qmp, socketName: string): Promise<void> {
  if (socketName.length > 100) throw new HostError(`the path of virtiofsd's socket is too long: ${socketName}`);
  const address = { type: "unix", data: { path: socketName } };
  await qmp.execute("chardev-add", { id: "files", backend: { type: "socket", data: { addr: address, server: false } } }, commandTimeoutMs);
  await qmp.execute("device_add", fileDevice("files"), commandTimeoutMs);
}
