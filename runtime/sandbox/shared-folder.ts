import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { HostError } from "../errors/errors.ts";
import type { IdMapping } from "../oci/config.ts";
import { mountsBelow, parseMountInfo } from "../oci/host-mounts.ts";
import type { MountPoint, SharedBind } from "../oci/plan-mounts.ts";
import { runProgram } from "./run-program.ts";

/**
 * Binds a container's root and bind mounts into the sandbox's shared folder. Before, the root gets the mount points that
 * it lacks, as runc makes them: the guest may not be able to write it, and crun makes them with another mode.
 *
 * The mounts vanish with the monitor's mount namespace, in which they are made: by a caller that is in it, or by one that
 * names it. The sources are the caller's, who may be the only one to have them.
 *
 * @param helper Path of vrun-host.
 * @param shared The folder, which the first call makes, and a mount whose later mounts reach the file server. Who is root in a user namespace of the guest has to get through it.
 * @param binds The first is the root.
 * @param into The file of the monitor's mount namespace; undefined for the caller's own.
 * @throws {HostError} naming the source that could not be bound, or the mount point that could not be made.
 */
export async function fillSharedFolder(helper: string, shared: string, id: string, binds: readonly SharedBind[], mountPoints: readonly MountPoint[], into?: string): Promise<void> {
  const folder = join(shared, id);
  const [root] = binds;
  const made = mountPoints.flatMap(({ path, directory }) => [directory ? "dir" : "file", root?.source ?? "", path]);
  const umask = process.umask(0o022);
  const share = existsSync(shared) ? [] : ["share", shared];
  mkdirSync(shared, { recursive: true, mode: 0o755 });
  const args = binds.flatMap(({ source, name, recursive, access, directory, idmap }) => {
    const target = join(folder, name);
    mkdirSync(directory ? target : dirname(target), { recursive: true, mode: 0o755 });
    if (!directory) writeFileSync(target, "", { mode: 0o644 });
    const mapping = idmap === undefined ? [] : [idmap.recursive ? "rmap" : "map", mappingText(idmap.uids), mappingText(idmap.gids)];
    return [recursive ? "rec" : "one", access, source, target, ...mapping];
  });
  process.umask(umask);
  const result = await runProgram(helper, ["bind", ...(into === undefined ? [] : ["into", into]), ...share, ...made, ...args], { timeoutMs: 30_000 });
  if (result.status !== 0) throw new HostError(`cannot bind into the sandbox: ${result.stderr.trim()}`);
}

function mappingText(mappings: readonly IdMapping[]): string {
  return mappings.map(({ containerID, hostID, size }) => `${containerID}:${hostID}:${size}`).join();
}

/**
 * The folders of a container's share that are mounts, relative to the share. Must run in the monitor's own mount namespace.
 *
 * @param mountInfo As /proc/self/mountinfo has it.
 */
export function mountedFolders(shared: string, id: string, mountInfo = readFileSync("/proc/self/mountinfo", "utf8")): readonly string[] {
  const folder = join(shared, id);
  const mounts = mountsBelow(parseMountInfo(mountInfo), folder);
  return mounts.map(({ path }) => path).filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true).map((path) => relative(folder, path));
}

/** Takes a container's binds out of the shared folder. Must run in the monitor's own mount namespace. @throws {HostError} */
export async function emptySharedFolder(helper: string, shared: string, id: string): Promise<void> {
  const mounts = mountsBelow(parseMountInfo(readFileSync("/proc/self/mountinfo", "utf8")), join(shared, id)).map(({ path }) => path);
  const outer = mounts.filter((path) => !mounts.some((other) => path.startsWith(`${other}/`)));
  const result = await runProgram(helper, ["unbind", ...outer], { timeoutMs: 30_000 });
  if (result.status !== 0) throw new HostError(`cannot take back what was bound into the sandbox: ${result.stderr.trim()}`);
}
