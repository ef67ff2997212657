/** Which template a VM starts from, and where templates are kept. */

import { join } from "node:path";
import { realHost } from "../oci/host-view.ts";
import { vmRoom } from "../oci/plan-shape.ts";
import { TemplateCorruptError } from "../errors/template-errors.ts";
import { buildTemplate } from "../vmm/template-build.ts";
import { templateKey } from "../vmm/template-key.ts";
import { withFileLock } from "../vmm/template-lock.ts";
import { addTemplate, findTemplate, listTemplates, lockName, openStore, removeTemplate, touchTemplate } from "../vmm/template-store.ts";
import type { StoredTemplate } from "../vmm/template-store.ts";
import type { VmSpec } from "../vmm/vm.ts";
import { chooseAccelerator } from "./accelerator.ts";
import { guestAssets, type Installation } from "./paths.ts";
import { prepareGuest } from "./template-guest.ts";
import { trace } from "./trace.ts";

const mebibyte = 1024 * 1024;
/** Sizes that a VM from a template may have; each that is used is a template of its own. */
const largestClass = 4096 * mebibyte;
const memoryClasses = [...[256, 512, 768, 1024, 1536, 2048, 3072].map((size) => size * mebibyte), largestClass];
const vcpusMax = 8;
/** A template is built in the time of two cold boots; several may be in the queue. */
const lockWaitMs = 300_000;

export type MachineSpec = Pick<VmSpec, "assets" | "accelerator" | "vcpus" | "memoryBytes" | "memoryMaxBytes" | "apparmor">;

/** The store: $VRUN_TEMPLATES, or a place that survives a reboot. */
export function storeDirectory(): string {
  return process.env["VRUN_TEMPLATES"] || "/var/lib/vrun/templates";
}

/** Whether sandboxes start from templates: not with --no-template, which sets VRUN_NO_TEMPLATE. */
export function templatesEnabled(): boolean {
  return (process.env["VRUN_NO_TEMPLATE"] ?? "") === "";
}

/**
 * The size in which a VM starts from a template. Null for one with so many CPUs that hardly anybody else asks for it, which
 * boots cold.
 */
export function templateShape<T extends MachineSpec>(spec: T): T | null {
  return spec.vcpus > vcpusMax ? null : { ...spec, memoryBytes: memoryClass(spec.memoryBytes) };
}

/**
 * The template for a VM of this very size, built now if there is none. While it is built, others wait.
 *
 * @param spec A size that `templateShape` gave.
 * @throws {TemplateError | VmStartError | HostError} There is none and none could be built.
 */
export async function ensureTemplate(spec: MachineSpec): Promise<StoredTemplate> {
  const store = storeDirectory();
  await openStore(store);
  const key = await templateKey(spec, store);
  const present = await usableTemplate(store, key.key);
  if (present) return present;
  return withFileLock(join(store, lockName), lockWaitMs, async () => {
    const built = await usableTemplate(store, key.key);
    if (built) return built;
    trace("template is built");
    await addTemplate(store, key.key, (directory) => buildTemplate(spec, key, directory, prepareGuest));
    const added = await findTemplate(store, key.key);
    if (!added) throw new TemplateCorruptError("the template that was just built is gone");
    return added;
  });
}

/** The next class up, or the largest: what is missing then is plugged in after the start. */
function memoryClass(memoryBytes: number): number {
  return memoryClasses.find((size) => size >= memoryBytes) ?? largestClass;
}

/** Builds the template of a size ahead of its first use. @returns Its key. */
export async function buildTemplateFor(installation: Installation, memoryBytes: number): Promise<string> {
  const assets = guestAssets(installation);
  const room = vmRoom(realHost);
  const { accelerator } = await chooseAccelerator(assets);
  const spec = { assets, accelerator, vcpus: room.vcpus, memoryBytes: memoryClass(memoryBytes), memoryMaxBytes: room.memoryBytes, apparmor: false };
  return (await ensureTemplate(spec)).manifest.key;
}

async function usableTemplate(store: string, key: string): Promise<StoredTemplate | null> {
  try {
    const template = await findTemplate(store, key);
    if (template) await touchTemplate(template);
    return template;
  } catch (error) {
    if (error instanceof TemplateCorruptError) return null;
    throw error;
  }
}

/** Removes a template that turned out to be corrupt. */
export async function discardTemplate(template: StoredTemplate): Promise<void> {
  await removeTemplate(storeDirectory(), template.manifest.key);
}

/** What is stored; null for a template that is corrupt. */
export async function storedTemplates(): Promise<ReadonlyMap<string, StoredTemplate | null>> {
  return listTemplates(storeDirectory());
}

/** Removes all templates. @returns How many there were. */
export async function removeTemplates(): Promise<number> {
  const store = storeDirectory();
  const keys = [...(await listTemplates(store)).keys()];
  if (keys.length > 0) await withFileLock(join(store, lockName), lockWaitMs, async () => {
    for (const key of keys) await removeTemplate(store, key);
  });
  return keys.length;
}
