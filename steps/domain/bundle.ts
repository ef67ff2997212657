import { mkdirSync, renameSync, rmSync, writeFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { baseConfig, type CgroupDriver } from "./base-config.ts";
import type { GuestProgram } from "./guest-programs.ts";
import { covers, isList, type Json, type JsonObject, mergePatch, patchAt, reverseMembers, substitute, valueAt } from "./json.ts";
import { copyRootfs } from "./rootfs.ts";

/** One change to the base configuration. */
export type Change =
  | { readonly kind: "patch"; readonly patch: JsonObject }
  | { readonly kind: "append"; readonly path: string; readonly item: Json }
  | { readonly kind: "remove"; readonly path: string; readonly matching: Json }
  /** The members of each object in the opposite order. */
  | { readonly kind: "reverse" };

/** Something that lies in the container root before create. */
export type RootEntry =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "program"; readonly path: string; readonly text: string; readonly mode: number }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

/** What is wrong with a bundle on purpose. A twin is made without it. */
export type Fault =
  | { readonly kind: "config"; readonly change: Change }
  | { readonly kind: "config-text"; readonly text: string }
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "moved"; readonly path: string; readonly to: string }
  | { readonly kind: "root"; readonly entry: RootEntry };

/** A bundle as the Givens describe it; each container gets its own bundle written from it. */
export interface BundleDraft {
  readonly program: GuestProgram;
  readonly changes: readonly Change[];
  readonly root: readonly RootEntry[];
  readonly faults: readonly Fault[];
}

/** A bundle on disk. */
export interface Bundle {
  readonly directory: string;
  readonly rootfs: string;
  /** The configuration as written; when a fault replaced its text, the one before. */
  readonly config: JsonObject;
}

export interface BundlePlace {
  readonly directory: string;
  readonly id: string;
  readonly token: string;
  readonly scratch: string;
  /** Further `${name}`s that the bundle may use. */
  readonly variables: Readonly<Record<string, string>>;
  readonly rootfsTemplate: string;
  readonly cgroupDriver: CgroupDriver;
}

export function draftOf(program: GuestProgram): BundleDraft {
  return { program, changes: [], root: [], faults: [] };
}

/** The same bundle with further changes. */
export function addChanges(draft: BundleDraft, changes: readonly Change[]): BundleDraft {
  return { ...draft, changes: [...draft.changes, ...changes] };
}

/** The same bundle without what is wrong with it. */
export function withoutFaults(draft: BundleDraft): BundleDraft {
  return { ...draft, faults: [] };
}

/** Writes config.json and rootfs below `place.directory`, which must not exist. */
export function writeBundle(draft: BundleDraft, place: BundlePlace): Bundle {
  const rootfs = join(place.directory, "rootfs");
  copyRootfs(place.rootfsTemplate, rootfs);
  for (const entry of draft.root) addRootEntry(rootfs, entry);
  const faultChanges = draft.faults.flatMap((fault) => (fault.kind === "config" ? [fault.change] : []));
  const config = configOf(draft, [...draft.changes, ...faultChanges], place);
  writeFileSync(join(place.directory, "config.json"), JSON.stringify(config, null, 2));
  for (const fault of draft.faults) applyFileFault(place.directory, rootfs, fault);
  return { directory: place.directory, rootfs, config };
}

/** Writes another configuration over that of a bundle, as an editor would after create. */
export function rewriteConfig(bundle: Bundle, change: Change): void {
  writeFileSync(join(bundle.directory, "config.json"), JSON.stringify(applyChange(bundle.config, change), null, 2));
}

/** What the Givens changed, as one document for the evidence. */
export function describePatch(draft: BundleDraft): Json {
  return { process: draft.program.phrase, changes: draft.changes as unknown as Json, root: draft.root as unknown as Json, faults: draft.faults as unknown as Json };
}

function configOf(draft: BundleDraft, changes: readonly Change[], place: BundlePlace): JsonObject {
  const base = baseConfig({ args: draft.program.argv, token: place.token, id: place.id, cgroupDriver: place.cgroupDriver });
  const variables = { ...place.variables, id: place.id, token: place.token, bundle: place.directory, rootfs: join(place.directory, "rootfs"), scratch: place.scratch };
  return changes.reduce((config, change) => applyChange(config, substitute(change as unknown as Json, variables) as unknown as Change), base);
}

function applyChange(config: JsonObject, change: Change): JsonObject {
  switch (change.kind) {
    case "patch":
      return mergePatch(config, change.patch) as JsonObject;
    case "append":
      return mergePatch(config, patchAt(change.path, [...listAt(config, change.path), change.item])) as JsonObject;
    case "remove": {
      const kept = listAt(config, change.path).filter((item) => !covers(item, change.matching));
      if (kept.length === listAt(config, change.path).length) throw new Error(`${change.path} holds nothing like ${JSON.stringify(change.matching)}`);
      return mergePatch(config, patchAt(change.path, kept)) as JsonObject;
    }
    case "reverse":
      return reverseMembers(config) as JsonObject;
    default:
      return change satisfies never;
  }
}

function listAt(config: JsonObject, path: string): readonly Json[] {
  const list = valueAt(config, path);
  return isList(list) ? list : [];
}

function addRootEntry(rootfs: string, entry: RootEntry): void {
  const path = join(rootfs, entry.path);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  switch (entry.kind) {
    case "file":
      return writeFileSync(path, entry.text);
    case "program":
      return writeFileSync(path, entry.text, { mode: entry.mode });
    case "directory":
      return void mkdirSync(path, { recursive: true });
    case "link":
      return symlinkSync(entry.target, path);
    default:
      return entry satisfies never;
  }
}

function applyFileFault(directory: string, rootfs: string, fault: Fault): void {
  switch (fault.kind) {
    case "config":
      return;
    case "config-text":
      return writeFileSync(join(directory, "config.json"), fault.text);
    case "missing":
      return rmSync(join(directory, fault.path), { recursive: true });
    case "moved":
      mkdirSync(dirname(join(directory, fault.to)), { recursive: true });
      return renameSync(join(directory, fault.path), join(directory, fault.to));
    case "root":
      return addRootEntry(rootfs, fault.entry);
    default:
      return fault satisfies never;
  }
}
