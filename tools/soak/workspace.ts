/** Where a soak works, all of it in file systems of its own: isolate.ts. */

import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";

const cgroupMount = "/sys/fs/cgroup";
const applets = ["sh", "cat", "dd", "sleep", "true", "nc", "stty", "tty"];
export const workFolder = "/run/soak/work";
export const resultFolder = "/run/soak/results";
export const stateRoot = "/run/soak-state";
export const templates = "/run/soak-templates";
/** Prints a line, and ends by SIGTERM with status 7. */
export const lastingScript = 'trap "exit 7" TERM; echo ready; sleep 1000000 & wait';

interface Mount {
  readonly destination: string;
  readonly type?: string;
  readonly source?: string;
  readonly options?: readonly string[];
}

interface Config {
  process: { terminal: boolean; args: readonly string[] };
  mounts: Mount[];
  annotations?: Readonly<Record<string, string>>;
  linux: { cgroupsPath?: string; namespaces: { type: string; path?: string }[]; resources?: object };
}

export interface BundleRequest {
  readonly args: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** Paths of namespaces by their types. */
  readonly namespaces?: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
}

/** The variable by which the process outside names the soak. */
export const tokenVariable = "LACUNA_SOAK_TOKEN";
/** Names the soak's containers and cgroups; no other on the host does. */
export const token = process.env[tokenVariable] ?? `soak${process.pid}`;

export class Workspace {
  private readonly template: string;

  /** @param vrun The program that is soaked; it writes the configuration to begin with. */
  constructor(vrun: string) {
    mkdirSync(join(workFolder, "bundles"), { recursive: true });
    const spec = join(workFolder, "spec");
    mkdirSync(spec);
    const { status, stderr } = spawnSync(vrun, ["spec", "--bundle", spec], { encoding: "utf8" });
    if (status !== 0) throw new Error(`cannot make a configuration: ${stderr}`);
    this.template = readFileSync(join(spec, "config.json"), "utf8");
    const bin = join(workFolder, "rootfs/bin");
    mkdirSync(bin, { recursive: true });
    copyFileSync("/bin/busybox", join(bin, "busybox"));
    for (const name of applets) symlinkSync("busybox", join(bin, name));
  }

  /** Writes the bundle of a container over the one that it had. @returns Its folder. */
  bundle(id: string, { args, annotations = {}, namespaces = {}, memoryMiB }: BundleRequest): string {
    const folder = join(workFolder, "bundles", id);
    mkdirSync(folder, { recursive: true });
    const config = JSON.parse(this.template) as Config;
    config.process.terminal = false;
    config.process.args = args;
    config.annotations = annotations;
    config.linux.cgroupsPath = `/${token}/${id}`;
    config.linux.namespaces = config.linux.namespaces.map(({ type }) => ({ type, ...(namespaces[type] === undefined ? {} : { path: namespaces[type] }) }));
    config.linux.resources = memoryMiB === 0 ? {} : { memory: { limit: memoryMiB * 1024 * 1024 } };
    writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, root: { path: join(workFolder, "rootfs"), readonly: true } }));
    return folder;
  }
}

/** Where hierarchies of cgroups are mounted. */
export function hierarchies(): readonly string[] {
  if (existsSync(join(cgroupMount, "cgroup.procs"))) return [cgroupMount];
  return readdirSync(cgroupMount).map((name) => join(cgroupMount, name)).filter((path) => existsSync(join(path, "cgroup.procs")));
}

/** Makes the parent of all containers' cgroups, as a manager does: a version 1 cpuset is empty until it is filled. */
export function makeParentCgroups(): void {
  for (const hierarchy of hierarchies()) {
    const parent = join(hierarchy, token);
    mkdirSync(parent, { recursive: true });
    for (const name of ["cpuset.cpus", "cpuset.mems"]) {
      const file = join(parent, name);
      if (existsSync(join(parent, "cpuset.cpu_exclusive"))) writeFileSync(file, readFileSync(join(hierarchy, name), "utf8"));
    }
  }
}

/** Removes that, and what is left in it, when all processes of the soak have ended. @returns Whether nothing of it is left. */
export function removeParentCgroups(): boolean {
  return hierarchies().map((hierarchy) => removeCgroup(join(hierarchy, token))).every((gone) => gone);
}

function removeCgroup(folder: string): boolean {
  if (!existsSync(folder)) return true;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
