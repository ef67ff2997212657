import { access, constants, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import type { Duplex } from "node:stream";
import { HostError, messageOf } from "../errors/errors.ts";
import { agentChannel } from "./channels.ts";
import { startQemu } from "./confinement.ts";
import { channelCount, templateArguments } from "./qemu-arguments.ts";
import { Tail } from "./tail.ts";
import type { Accelerator, GuestAssets } from "./vm.ts";

/** How VMs run on this host. */
export interface AcceleratorChoice {
  readonly accelerator: Accelerator;
  /** Why KVM is not used, for people; null when it is. */
  readonly reason: string | null;
}

const kvmDevice = "/dev/kvm";
/** On a file system that is empty after each boot of the host. */
const cacheDirectory = "/run/vrun";
const cacheFile = `${cacheDirectory}/accelerator.json`;
const probeMemoryBytes = 256 * 1024 * 1024;
const diagnosticsBytes = 4 * 1024;

/**
 * KVM where it really runs our guest, else TCG.
 *
 * A /dev/kvm that can be opened, and that makes a VM, may still be unable to run a kernel that knows nothing of it, as
 * under some nested hypervisors. So the guest itself is booted, once for each boot of the host. Where there is no
 * /dev/kvm nothing is booted and nothing is kept.
 *
 * @param greet Resolves when the agent at the other end of the channel has answered; rejects when it does not in time.
 */
export async function probeAccelerator(assets: GuestAssets, greet: (agentChannel: Duplex) => Promise<unknown>): Promise<AcceleratorChoice> {
  try {
    await access(kvmDevice, constants.R_OK | constants.W_OK);
  } catch {
    return { accelerator: "tcg", reason: `${kvmDevice} is missing or not ours to use` };
  }
  const kept = await keptChoice();
  if (kept) return kept;
  const refusal = await refusalOfKvm(assets, greet);
  const choice: AcceleratorChoice = refusal === null ? { accelerator: "kvm", reason: null } : { accelerator: "tcg", reason: `KVM does not run the guest: ${refusal}` };
  await keep(choice);
  return choice;
}

/** Boots the guest with KVM. @returns Why that failed, or null. */
async function refusalOfKvm(assets: GuestAssets, greet: (agentChannel: Duplex) => Promise<unknown>): Promise<string | null> {
  const output = new Tail(diagnosticsBytes);
  const args = templateArguments({ assets, accelerator: "kvm", vcpus: 1, memoryBytes: probeMemoryBytes, memoryMaxBytes: probeMemoryBytes, apparmor: false });
  const qemu = await startQemu({ assets, memoryBytes: probeMemoryBytes }, { args, cwd: "/", channels: channelCount, output });
  try {
    const ended = qemu.ended.then((): never => {
      throw new HostError("the VM ended");
    });
    await Promise.race([greet(agentChannel(qemu, output)), ended]);
    return null;
  } catch (error) {
    return output.text().trim().split("\n")[0] || messageOf(error);
  } finally {
    await qemu.kill();
  }
}

async function keptChoice(): Promise<AcceleratorChoice | null> {
  try {
    const { accelerator, reason } = JSON.parse(await readFile(cacheFile, "utf8")) as Partial<AcceleratorChoice>;
    return accelerator === "kvm" || accelerator === "tcg" ? { accelerator, reason: typeof reason === "string" ? reason : null } : null;
  } catch {
    return null;
  }
}

/** Whoever may not write there asks again next time. */
async function keep(choice: AcceleratorChoice): Promise<void> {
  const draft = `${cacheFile}.${process.pid}`;
  await mkdir(cacheDirectory, { recursive: true, mode: 0o700 })
    .then(() => writeFile(draft, JSON.stringify(choice), { mode: 0o600 }))
    .then(() => rename(draft, cacheFile))
    .catch(() => undefined);
}
