/** The share: what a sandbox's guest sees of the host's files. runtime/host/share.h tells what it is. */

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { HostError } from "../errors/errors.ts";
import type { IdMapping } from "../oci/config.ts";
import { mountsBelow, parseMountInfo } from "../oci/host-mounts.ts";
import type { MountPoint, SharedBind } from "../oci/plan-mounts.ts";
import { runProgram } from "./run-program.ts";

const helperTimeoutMs = 120_000;

/** Which share, and from where. */
export interface SharePlace {
  /** Path of vrun-host. */
  readonly helper: string;
  /** The folder that it is mounted on in the monitor's mount namespace. */
  readonly folder: string;
}

/**
 * Binds a container's root and bind mounts into a share. Before, the root gets the mount points that it lacks, as runc makes
 * them: the guest may not be able to write it, and crun makes them with another mode.
 *
 * The mounts vanish with the monitor's mount namespace, in which they are made: by a caller that is in it, or by one that
 * names it. The sources are the caller's, who may be the only one to have them.
 *
 * @param binds The first is the root.
 * @param into "new" makes the share first, in the caller's own mount namespace; else the monitor's folder in /proc, whose share it is.
 * @throws {HostError} naming the source that could not be bound, or the mount point that could not be made.
 */
export async function addToShare({ helper, folder }: SharePlace, id: string, binds: readonly SharedBind[], mountPoints: readonly MountPoint[], into: "new" | { readonly process: string }): Promise<void> {
  const root = binds[0]?.source ?? "";
  const where = into === "new" ? ["new"] : ["into", into.process];
  const points = mountPoints.flatMap(({ path, directory }) => [kindOf(directory), root, path]);
  const result = await runProgram(helper, ["share", ...where, folder, id, ...points, ...binds.flatMap(bindWords)], { timeoutMs: helperTimeoutMs });
  if (result.status !== 0) throw new HostError(`cannot bind into the sandbox: ${result.stderr.trim()}`);
}

const kindOf = (directory: boolean): string => (directory ? "dir" : "file");

function bindWords({ source, name, recursive, access, directory, idmap }: SharedBind): readonly string[] {
  const mapping = idmap === undefined ? [] : [idmap.recursive ? "rmap" : "map", mappingText(idmap.uids), mappingText(idmap.gids)];
  return [recursive ? "rec" : "one", access, kindOf(directory), source, name, ...mapping];
}

function mappingText(mappings: readonly IdMapping[]): string {
  return mappings.map(({ containerID, hostID, size }) => `${containerID}:${hostID}:${size}`).join();
}

/**
 * What a container's part of a share has mounted, relative to it. Must run in the monitor's own mount namespace. Nothing is looked
 * up there: the guest can change what lies below the container's own files.
 *
 * @param mountInfo As /proc/self/mountinfo has it.
 */
export function mountsInShare(folder: string, id: string, mountInfo = readFileSync("/proc/self/mountinfo", "utf8")): readonly string[] {
  const part = join(folder, id);
  return mountsBelow(parseMountInfo(mountInfo), part).map(({ path }) => relative(part, path));
}

/** Takes a container's binds out of the share. Must run in the monitor's own mount namespace. @throws {HostError} */
export async function removeFromShare({ helper, folder }: SharePlace, id: string): Promise<void> {
  const result = await runProgram(helper, ["unshare", folder, id], { timeoutMs: helperTimeoutMs });
  if (result.status !== 0) throw new HostError(`cannot take back what was bound into the sandbox: ${result.stderr.trim()}`);
}
