/** The container's cgroup on the host: shim, monitor and VMM live in it. Limits are the guest's and the VM shape's. */

import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { HostError, messageOf } from "../errors/errors.ts";
import { waitUntil } from "./host-process.ts";

interface Hierarchy {
  readonly mountPoint: string;
  readonly isCpuset: boolean;
  /** Path of this command's own cgroup below the mount point. */
  readonly own: string;
}

/** A container's cgroup in one hierarchy. */
interface Leaf {
  readonly directory: string;
  readonly isCpuset: boolean;
}

export interface HostCgroup {
  /** Directories that delete has to remove, parents first: those that are missing, and the cgroup itself. */
  readonly made: readonly string[];
  /** The cgroup.procs file of each hierarchy. */
  readonly files: readonly string[];
  readonly leaves: readonly Leaf[];
}

function unescapeMount(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

/** Own cgroup for each hierarchy, by its controllers as /proc/self/cgroup writes them; `` is version 2. */
function ownCgroups(): Map<string, string> {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  return new Map(lines.map((line) => {
    const [, controllers = "", ...path] = line.split(":");
    return [controllers, path.join(":")];
  }));
}

function relativeTo(root: string, path: string): string {
  if (root === "/") return path;
  return path === root || path.startsWith(`${root}/`) ? path.slice(root.length) || "/" : "/";
}

function hierarchies(): Hierarchy[] {
  const own = ownCgroups();
  const found = new Map<string, Hierarchy>();
  for (const line of readFileSync("/proc/self/mountinfo", "utf8").trim().split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root = "/", mountPoint = ""] = before.split(" ");
    const [type, , superOptions = ""] = after.split(" ");
    if (type !== "cgroup" && type !== "cgroup2") continue;
    const controllers =
      type === "cgroup2" ? "" : [...own.keys()].find((key) => key !== "" && key.split(",").every((name) => superOptions.split(",").includes(name)));
    if (controllers === undefined || found.has(controllers)) continue;
    const path = own.get(controllers);
    if (path === undefined) continue;
    found.set(controllers, {
      mountPoint: unescapeMount(mountPoint),
      isCpuset: controllers.split(",").includes("cpuset"),
      own: relativeTo(unescapeMount(root), path),
    });
  }
  return [...found.values()];
}

/** A new v1 cpuset is empty, and nothing can join it: take what the parent has. */
function fillCpuset(directory: string): void {
  for (const name of ["cpuset.cpus", "cpuset.mems"]) {
    const file = join(directory, name);
    if (!existsSync(file) || readFileSync(file, "utf8").trim() !== "") continue;
    writeFileSync(file, readFileSync(join(dirname(directory), name), "utf8"));
  }
}

function missingIn(hierarchy: Hierarchy, leaf: string): string[] {
  const missing: string[] = [];
  for (let at = leaf; at !== hierarchy.mountPoint && !existsSync(at); at = dirname(at)) missing.unshift(at);
  return missing.length === 0 ? [leaf] : missing;
}

/**
 * Finds out where the cgroup is in every hierarchy of the host, and what of it is missing. Changes nothing, so that the
 * state can name what is to be removed before it is made.
 *
 * @param cgroupsPath As in config.json: absolute below the mount point, relative below the caller's own cgroup.
 * @throws {HostError} when it names the root of a hierarchy.
 */
export function planHostCgroup(cgroupsPath: string): HostCgroup {
  const made: string[] = [];
  const leaves: Leaf[] = [];
  for (const hierarchy of hierarchies()) {
    // Normalizing an absolute path keeps `..` below the mount point.
    const below = normalize(cgroupsPath.startsWith("/") ? cgroupsPath : join("/", hierarchy.own, normalize(join("/", cgroupsPath))));
    if (below === "/") throw new HostError(`linux.cgroupsPath ${JSON.stringify(cgroupsPath)} names the root of the hierarchy`);
    const directory = join(hierarchy.mountPoint, below);
    made.push(...missingIn(hierarchy, directory));
    leaves.push({ directory, isCpuset: hierarchy.isCpuset });
  }
  return { made, leaves, files: leaves.map(({ directory }) => join(directory, "cgroup.procs")) };
}

/**
 * Makes what was planned.
 *
 * @param cpus CPUs for the VMM, as in cpuset.cpus; empty leaves the parent's.
 * @throws {HostError}; what was made is left to removeHostCgroup.
 */
export function makeHostCgroup({ made, leaves }: HostCgroup, cpus: string): void {
  const cpusets = leaves.filter(({ isCpuset }) => isCpuset);
  try {
    for (const directory of made) {
      mkdirSync(directory, { recursive: true });
      if (cpusets.some((leaf) => `${leaf.directory}/`.startsWith(`${directory}/`))) fillCpuset(directory);
    }
    if (cpus !== "") for (const { directory } of cpusets) writeFileSync(join(directory, "cpuset.cpus"), cpus);
  } catch (error) {
    throw new HostError(`cannot make the container's cgroup: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Changes the CPUs of what lives in a container's cgroup.
 *
 * @param files The cgroup.procs file of each hierarchy.
 * @param cpus As in cpuset.cpus; empty leaves them as they are.
 * @returns What puts them back.
 * @throws {HostError}; nothing is changed then.
 */
export function setHostCpus(files: readonly string[], cpus: string): () => void {
  const settings = cpus === "" ? [] : files.map((file) => join(dirname(file), "cpuset.cpus")).filter((file) => isCpuset(file));
  const before = settings.map((file) => [file, readFileSync(file, "utf8")] as const);
  try {
    for (const file of settings) writeFileSync(file, cpus);
  } catch (error) {
    throw new HostError(`cannot change the CPUs of the container's cgroup: ${messageOf(error)}`, { cause: error });
  }
  return () => before.forEach(([file, text]) => writeFileSync(file, text));
}

/** Whether it is the setting of a version 1 cpuset: create sets that alone. */
function isCpuset(file: string): boolean {
  return existsSync(file) && existsSync(join(dirname(file), "cpuset.cpu_exclusive"));
}

function tryRemove(directory: string): boolean {
  try {
    if (existsSync(directory))
      for (const entry of readdirSync(directory, { withFileTypes: true })) if (entry.isDirectory()) tryRemove(join(directory, entry.name));
    rmdirSync(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** Removes what create made. A parent that others use by now stays. */
export async function removeHostCgroup(made: readonly string[]): Promise<void> {
  const parents = new Set(made.map((directory) => dirname(directory)));
  for (const directory of [...made].reverse()) {
    // A process that has just died may still count for a moment.
    if (parents.has(directory)) tryRemove(directory);
    else await waitUntil(() => tryRemove(directory), 2000);
  }
}
