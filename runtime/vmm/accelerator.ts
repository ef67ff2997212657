import { execFile } from "node:child_process";
import { access, constants, mkdir, readFile, writeFile } from "node:fs/promises";
import { qemuProgram } from "./qemu-arguments.ts";
import type { Accelerator } from "./vm.ts";

const probeTimeoutMs = 10_000;
/** On a file system that is empty after each boot of the host. */
const cacheDirectory = "/run/vrun";
const cacheFile = `${cacheDirectory}/accelerator`;

/**
 * KVM where a QEMU can really use it, else TCG.
 *
 * A /dev/kvm that can be opened may still refuse to make a VM, so QEMU itself is asked, once for each boot of the host.
 * Where there is no /dev/kvm nothing is asked and nothing is kept.
 */
export async function probeAccelerator(): Promise<Accelerator> {
  try {
    await access("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch {
    return "tcg";
  }
  const cached = await readFile(cacheFile, "utf8").catch(() => "");
  if (cached === "kvm" || cached === "tcg") return cached;
  const accelerator = (await canRunKvm()) ? "kvm" : "tcg";
  // Whoever may not write there asks again next time.
  await mkdir(cacheDirectory, { recursive: true, mode: 0o700 })
    .then(() => writeFile(cacheFile, accelerator, { mode: 0o600 }))
    .catch(() => undefined);
  return accelerator;
}

function canRunKvm(): Promise<boolean> {
  const args = ["-machine", "none", "-accel", "kvm", "-nodefaults", "-no-user-config", "-display", "none", "-S", "-monitor", "stdio"];
  return new Promise((resolve) => {
    const child = execFile(qemuProgram, args, { timeout: probeTimeoutMs, killSignal: "SIGKILL" }, (error) => resolve(error === null));
    child.stdin?.on("error", () => undefined);
    child.stdin?.end("quit\n");
  });
}
