import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { digestsOf } from "./digests.ts";
import { qemuProgram, templateArguments } from "./qemu-arguments.ts";
import type { MachineSpec } from "./qemu-arguments.ts";
import { templateFormat } from "./template-manifest.ts";

/** Names a template by all that a saved VM depends on. Any difference makes another template. */
export interface TemplateKey {
  readonly key: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** @param store The store's directory, where digests of large files are kept. */
export async function templateKey(spec: MachineSpec, store: string): Promise<TemplateKey> {
  const { kernelPath, initrdPath } = spec.assets;
  const [kernel = "", image = "", qemu = ""] = await digestsOf([kernelPath, initrdPath, qemuProgram], join(store, "digests.json"));
  const inputs = {
    format: `${templateFormat}`,
    kernel,
    // The image holds agent, crun and busybox.
    image,
    qemu,
    cpu: hostCpu(await readFile("/proc/cpuinfo", "utf8")),
    // Accelerator, CPU model, machine, devices, size and kernel command line.
    arguments: templateArguments(spec)
      .map((argument) => (argument === kernelPath ? "KERNEL" : argument === initrdPath ? "IMAGE" : argument))
      .join(" "),
  };
  return { key: createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32), inputs };
}

/** What the guest may have seen of the host's first CPU. */
function hostCpu(cpuinfo: string): string {
  const first = cpuinfo.split("\n\n")[0] ?? "";
  return first
    .split("\n")
    .filter((line) => /^(vendor_id|cpu family|model|model name|stepping|microcode|flags)\s*:/.test(line))
    .map((line) => line.replace(/\s+/g, " "))
    .join("; ");
}
