import { buildTemplateFor, removeTemplates, storedTemplates, storeDirectory } from "../sandbox/template.ts";
import type { Context } from "./context.ts";

/** A template for people: sizes in bytes, times in milliseconds or as ISO 8601; null where the template is corrupt. */
export interface TemplateSummary {
  readonly key: string;
  readonly vcpus: number | null;
  readonly memoryBytes: number | null;
  readonly usedBytes: number | null;
  readonly buildMs: number | null;
  readonly lastUsed: string | null;
  /** What it was built from: digests, CPU and QEMU's arguments. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What is stored, and where. */
export async function showTemplates(): Promise<{ readonly store: string; readonly templates: readonly TemplateSummary[] }> {
  const templates = [...(await storedTemplates())].map(([key, stored]) => ({
    key,
    vcpus: stored?.manifest.vcpus ?? null,
    memoryBytes: stored?.manifest.memoryBytes ?? null,
    usedBytes: stored?.manifest.usedBytes ?? null,
    buildMs: stored?.manifest.buildMs ?? null,
    lastUsed: stored ? new Date(stored.lastUsedMs).toISOString() : null,
    inputs: stored?.manifest.inputs ?? {},
  }));
  return { store: storeDirectory(), templates };
}

/** Builds the template that a sandbox of this size would start from, unless there is one. @returns Its key. */
export async function buildTemplate(context: Context, memoryMib: number): Promise<string> {
  return buildTemplateFor(context.installation, memoryMib * 1024 * 1024);
}

/** @returns How many templates there were. */
export function removeAllTemplates(): Promise<number> {
  return removeTemplates();
}
