import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { lchown, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { HostError, messageOf } from "../errors/errors.ts";
import { VmStartError } from "../errors/vm-errors.ts";
import { agentChannel, templateChannels } from "./channels.ts";
import { startQemu, vmUser } from "./confinement.ts";
import { Qmp } from "./qmp.ts";
import { templateArguments, templateChannelCount } from "./qemu-arguments.ts";
import type { MachineSpec } from "./qemu-arguments.ts";
import { Tail } from "./tail.ts";
import type { TemplateKey } from "./template-key.ts";
import { templateFormat } from "./template-manifest.ts";
import type { TemplateManifest } from "./template-manifest.ts";
import { guestMemoryPath, saveRam } from "./template-ram.ts";
import { templateFiles } from "./template-store.ts";

const diagnosticsBytes = 16 * 1024;
/** In the template's directory, which is QEMU's working directory. QEMU takes no descriptor to save to. */
const stateSocket = "state.sock";
const commandTimeoutMs = 30_000;
/** QEMU holds back to spare a network; here it writes to memory. */
const unlimitedBandwidth = 2 ** 40;

/** Only what is named here differs from a VM that nobody saves: guest memory stays out of QEMU's own stream. */
export const ignoreShared = { capabilities: [{ capability: "x-ignore-shared", state: true }] } as const;

/**
 * Boots a VM without a shared folder, has it prepared, and saves it.
 *
 * @param directory Where the template's files go, and QEMU's working directory.
 * @param prepare Gets the agent's channel. When it resolves, nothing is under way on the channel, and the guest holds
 * nothing that two sandboxes must not share.
 * @throws {VmStartError} The VM did not start, could not be prepared or could not be saved; nothing is left running.
 */
export async function buildTemplate(
  spec: MachineSpec,
  key: TemplateKey,
  directory: string,
  prepare: (agentChannel: Duplex) => Promise<void>,
): Promise<void> {
  const startedMs = Date.now();
  const output = new Tail(diagnosticsBytes);
  const qemu = await startQemu(spec, { args: templateArguments(spec), cwd: directory, channels: templateChannelCount, output });
  try {
    const { control } = templateChannels(qemu);
    await Promise.race([prepare(agentChannel(qemu, output)), qemu.ended.then(() => Promise.reject(new HostError("the VM ended while it was prepared")))]);
    const saved = await saveState(new Qmp(control), directory);
    const { memoryBytes, ranges } = saveMemory(qemu.pid, spec.memoryBytes, join(directory, templateFiles.ram));
    const manifest: TemplateManifest = {
      format: templateFormat,
      ...key,
      vcpus: spec.vcpus,
      memoryBytes,
      ranges,
      state: { bytes: saved.length, crc32: crc32(saved) },
      usedBytes: ranges.reduce((sum, { bytes }) => sum + bytes, 0),
      buildMs: Date.now() - startedMs,
    };
    await writeFile(join(directory, templateFiles.state), saved, { mode: 0o600 });
    await writeFile(join(directory, templateFiles.manifest), JSON.stringify(manifest), { mode: 0o600 });
  } catch (error) {
    throw new VmStartError(`template: ${messageOf(error)}`, output.text(), error);
  } finally {
    await qemu.kill();
  }
}

/** Stops the guest for good and takes the state of its CPUs and devices. */
async function saveState(qmp: Qmp, directory: string): Promise<Buffer> {
  await qmp.execute("qmp_capabilities", {}, commandTimeoutMs);
  await qmp.execute("stop", {}, commandTimeoutMs);
  await qmp.execute("migrate-set-capabilities", ignoreShared, commandTimeoutMs);
  await qmp.execute("migrate-set-parameters", { "max-bandwidth": unlimitedBandwidth }, commandTimeoutMs);
  const { received, close } = await listenOnce(directory, stateSocket);
  try {
    await qmp.execute("migrate", { uri: `unix:${stateSocket}` }, commandTimeoutMs);
    await qmp.migrated(commandTimeoutMs);
    // QEMU closes its end of the stream once all is written.
    return await received;
  } finally {
    close();
    await rm(join(directory, stateSocket), { force: true });
  }
}

/** Takes all that comes over the first connection to a socket in `directory`, whose path may be too long for an address. */
async function listenOnce(directory: string, name: string): Promise<{ received: Promise<Buffer>; close: () => void }> {
  const folder = openSync(directory, "r");
  const server = createServer();
  const received = once(server, "connection").then(([socket]) => buffer(socket as Socket));
  received.catch(() => undefined);
  try {
    server.listen(`/proc/self/fd/${folder}/${name}`);
    await once(server, "listening");
    await lchown(join(directory, name), vmUser(), vmUser());
  } finally {
    closeSync(folder);
  }
  return { received, close: () => void server.close() };
}

function saveMemory(pid: number, memoryBytes: number, to: string): { memoryBytes: number; ranges: TemplateManifest["ranges"] } {
  const path = guestMemoryPath(pid);
  if (path === null) throw new HostError(`QEMU (pid ${pid}) has no guest memory open`);
  const memory = openSync(path, "r");
  try {
    const file = openSync(to, "wx", 0o600);
    try {
      return { memoryBytes, ranges: saveRam(memory, memoryBytes, file) };
    } finally {
      closeSync(file);
    }
  } finally {
    closeSync(memory);
  }
}
