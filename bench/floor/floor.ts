import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { realHost } from "../../runtime/oci/host-view.ts";
import { vmRoom } from "../../runtime/oci/plan-shape.ts";
import { chooseAccelerator } from "../../runtime/sandbox/accelerator.ts";
import { boundToUs, startChild } from "../../runtime/vmm/child.ts";
import { channelCount, qemuArguments, qemuProgram } from "../../runtime/vmm/qemu-arguments.ts";
import { Tail } from "../../runtime/vmm/tail.ts";
import { startVirtiofsd } from "../../runtime/vmm/virtiofsd.ts";
import { guestAssets } from "../workspace.ts";

const mebibyte = 1024 * 1024;
/** Those of a VM of vrun's without limits. */
const room = vmRoom(realHost);
const size = { vcpus: room.vcpus, memoryBytes: 256 * mebibyte, memoryMaxBytes: room.memoryBytes };
const startTimeoutMs = 30_000;
const runTimeoutMs = 120_000;
const consoleBytes = 16 * 1024;
/** Where the floor's init lies in the guest. */
const initName = "floor-init";

/** What the floor VM can do before it powers off. */
export type FloorTask = "run" | "exec" | "files";

/** A VM with the machine, kernel and programs of vrun's, and nothing else of vrun in it. */
export interface Floor {
  /**
   * Boots it, lets it do its tasks, and waits until it has powered off.
   *
   * @returns Milliseconds from the start of virtiofsd to the end of QEMU, and what the guest measured, in milliseconds.
   */
  run(tasks: readonly FloorTask[]): Promise<{ readonly ms: number; readonly measured: ReadonlyMap<string, number> }>;
}

/**
 * @param folder A folder of the floor's own.
 * @param shared What the VM shares: a bundle, a second one below `lasting`, and `data`.
 */
export async function makeFloor(folder: string, shared: string): Promise<Floor> {
  await mkdir(folder, { recursive: true });
  const initrdPath = await addInit(folder);
  const { accelerator } = await chooseAccelerator(guestAssets);
  const spec = { assets: { ...guestAssets, initrdPath }, accelerator, ...size, apparmor: false, drives: [], sharedDirectory: shared, runDirectory: folder };
  return {
    run: async (tasks) => {
      await writeFile(join(shared, "tasks"), tasks.map((task) => `${task}\n`).join(""));
      const output = new Tail(consoleBytes);
      const began = performance.now();
      const files = await startVirtiofsd(shared, folder, output, startTimeoutMs, guestAssets.helperPath);
      try {
        const args = qemuArguments(spec, files.socketName);
        const command = args.indexOf("-append") + 1;
        args[command] = `${args[command]} rdinit=/${initName}`;
        const qemu = await startChild({ launcher: boundToUs, program: qemuProgram, args, cwd: folder, channels: channelCount, output });
        qemu.channels[1]?.on("data", (chunk: Buffer) => output.append(chunk));
        if (!(await qemu.endedWithin(runTimeoutMs))) {
          await qemu.kill();
          throw new Error(`the floor VM has not powered off after ${runTimeoutMs} ms; it said: ${output.text()}`);
        }
        const ms = performance.now() - began;
        const measured = measuredIn(output.text());
        if (!measured.has("done")) throw new Error(`the floor VM failed: ${output.text()}`);
        return { ms, measured };
      } finally {
        await files.child.kill();
        await rm(join(folder, files.socketName), { force: true });
      }
    },
  };
}

/** The guest's image with one more file: the kernel unpacks archives one after the other. */
async function addInit(folder: string): Promise<string> {
  await copyFile(join(__dirname, "init"), join(folder, initName));
  const archive = await execa("busybox", ["cpio", "-o", "-H", "newc"], { cwd: folder, input: `${initName}\n`, encoding: "buffer" });
  const initrd = join(folder, "initrd");
  const image = await readFile(guestAssets.initrdPath);
  // An archive begins at a multiple of four bytes.
  await writeFile(initrd, Buffer.concat([image, Buffer.alloc((4 - (image.length % 4)) % 4), archive.stdout]));
  return initrd;
}

function measuredIn(console: string): ReadonlyMap<string, number> {
  return new Map([...console.matchAll(/floor (\w+) (\d+)/g)].map(([, name = "", hundredths]) => [name, Number(hundredths) * 10]));
}
