import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { TemplateCorruptError, TemplateError } from "../errors/template-errors.ts";
import { parseManifest } from "./template-manifest.ts";
import type { TemplateManifest } from "./template-manifest.ts";

/** Each holds some 70 MB; the ones that were not used for longest go. */
const templatesMax = 8;
const keyPattern = /^[0-9a-f]{32}$/;
const unfinished = ".new-";

/** A template as found in the store. */
export interface StoredTemplate {
  readonly directory: string;
  readonly manifest: TemplateManifest;
  /** Milliseconds since the epoch. */
  readonly lastUsedMs: number;
}

/** Names of the files of a template. */
export const templateFiles = { manifest: "manifest.json", ram: "ram", state: "state" } as const;
export const lockName = "lock";

/**
 * Makes the store's directory if need be. Saved memory holds what a guest knew, and what is restored runs: it must be
 * nobody else's.
 *
 * @throws {TemplateError} The directory is not a directory, or others can write to or read it.
 */
export async function openStore(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new TemplateError(`cannot make ${directory}: ${String(cause)}`, { cause });
  });
  const found = await lstat(directory);
  if (!found.isDirectory()) throw new TemplateError(`${directory} is no directory`);
  if (found.uid !== process.geteuid?.() || (found.mode & 0o077) !== 0)
    throw new TemplateError(`${directory} must belong to user ${process.geteuid?.()} with mode 0700, belongs to ${found.uid} with mode ${(found.mode & 0o7777).toString(8)}`);
}

/**
 * The template of a key, or null when there is none.
 *
 * @throws {TemplateCorruptError} There is one that is incomplete.
 */
export async function findTemplate(store: string, key: string): Promise<StoredTemplate | null> {
  const directory = join(store, key);
  const found = await lstat(directory).catch(() => null);
  if (!found) return null;
  const manifest = parseManifest(await readFile(join(directory, templateFiles.manifest), "utf8").catch(() => ""));
  const sizes = [
    [templateFiles.ram, manifest.ranges.reduce((sum, { bytes }) => sum + bytes, 0)],
    [templateFiles.state, manifest.state.bytes],
  ] as const;
  for (const [name, bytes] of sizes) {
    const size = (await lstat(join(directory, name)).catch(() => null))?.size ?? -1;
    if (size !== bytes) throw new TemplateCorruptError(`the template's file ${name} has ${size} bytes, must have ${bytes}`);
  }
  if (manifest.key !== key) throw new TemplateCorruptError(`the template of ${key} says that it is of ${manifest.key}`);
  return { directory, manifest, lastUsedMs: found.mtimeMs };
}

/** Notes that a template has been used, so that it is kept. */
export async function touchTemplate(template: StoredTemplate): Promise<void> {
  const now = new Date();
  await utimes(template.directory, now, now).catch(() => undefined);
}

export async function removeTemplate(store: string, key: string): Promise<void> {
  if (keyPattern.test(key)) await rm(join(store, key), { recursive: true, force: true });
}

/** What is in the store; null for a template that is corrupt. */
export async function listTemplates(store: string): Promise<ReadonlyMap<string, StoredTemplate | null>> {
  const names = await readdir(store).catch(() => []);
  const found = new Map<string, StoredTemplate | null>();
  for (const key of names.filter((name) => keyPattern.test(name)).sort()) found.set(key, await findTemplate(store, key).catch(() => null));
  return found;
}

/**
 * Puts a template into the store, whole or not at all. The caller holds the store's lock.
 *
 * @param build Writes the template's files into the directory that it is given.
 */
export async function addTemplate(store: string, key: string, build: (directory: string) => Promise<void>): Promise<void> {
  await removeUnfinished(store);
  const directory = join(store, `${unfinished}${randomBytes(8).toString("hex")}`);
  await mkdir(directory, { mode: 0o700 });
  try {
    await build(directory);
    await removeTemplate(store, key);
    await rename(directory, join(store, key));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  await removeOldest(store);
}

/** A builder that was killed left its directory. None is at work while we hold the lock. */
async function removeUnfinished(store: string): Promise<void> {
  for (const name of await readdir(store)) if (name.startsWith(unfinished)) await rm(join(store, name), { recursive: true, force: true });
}

async function removeOldest(store: string): Promise<void> {
  const templates = [...(await listTemplates(store))].sort(([, a], [, b]) => (b?.lastUsedMs ?? 0) - (a?.lastUsedMs ?? 0));
  for (const [key] of templates.slice(templatesMax)) await removeTemplate(store, key);
}
