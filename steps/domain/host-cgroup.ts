import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join, normalize } from "node:path";
import { CGROUP_FILES } from "./guest-programs.ts";
import { normaliseSetting, parseCgroupMounts } from "./cgroups.ts";
import type { CommandRun } from "./command.ts";
import type { Container } from "./container.ts";
import { textOf, valueAt } from "./json.ts";
import { poll } from "./poll.ts";
import { readProc } from "./processes.ts";
import { hostCgroup } from "./run-description.ts";
import type { Scenario } from "./scenario.ts";
import { readTextOrNull } from "./written-files.ts";

/** The configured cgroupsPath without what says nothing in it. */
function pathOf(container: Container): string {
  return normalize(textOf(valueAt(container.bundle.config, "linux.cgroupsPath")) ?? "").replace(/(?<=.)\/$/, "");
}

/** The folders at the container's cgroupsPath on the host, one for each hierarchy that has it. */
function foldersAt(container: Container): string[] {
  const path = pathOf(container);
  const points = parseCgroupMounts(readFileSync("/proc/self/mountinfo", "utf8")).map(({ point }) => point);
  return [...new Set(points)].map((point) => join(point, path)).filter((folder) => existsSync(folder));
}

/** Number of processes in the host's cgroup at cgroupsPath and below, once it is as wanted or the deadline has passed; the hierarchy that has most of them counts. */
export async function awaitProcessesInHostCgroup(scenario: Scenario, container: Container, wanted: number): Promise<number> {
  const count = (): number => Math.max(0, ...foldersAt(container).map(countProcesses));
  await poll(() => (count() === wanted ? true : null), scenario.suite.description.profile.timeoutsMs.ending);
  return count();
}

function countProcesses(folder: string): number {
  const own = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter((line) => line !== "").length;
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return own + below.reduce((sum, entry) => sum + countProcesses(join(folder, entry.name)), 0);
}

/** The pid that a command wrote to the file after its `--pid-file`; null when it wrote none. */
export function pidToldBy(run: CommandRun): number | null {
  const file = run.argv[run.argv.indexOf("--pid-file") + 1] ?? "";
  const text = readTextOrNull(file);
  return text === null ? null : Number(text.trim());
}

/** True when a process of the host is in the host's cgroup at cgroupsPath or below; false too when there is none. */
export function isInHostCgroup(container: Container, pid: number | null): boolean {
  const path = pathOf(container);
  const places = (readProc(pid ?? -1, "cgroup") ?? "").split("\n").map((line) => line.split(":").slice(2).join(":"));
  return places.some((place) => place === path || place.startsWith(`${path}/`));
}

/** Makes the cgroup `${hostCgroup}` as above, whose processes do not run for so many seconds, or until the scenario's end. @throws when no hierarchy freezes. */
export function freezeHostCgroup(scenario: Scenario, seconds: number): void {
  const v2 = hostCgroup() === "v2";
  const setting = v2 ? "cgroup.freeze" : "freezer.state";
  const files = makeHostCgroup(scenario, setting, v2 ? "1" : "FROZEN");
  const thaw = (): void => {
    for (const file of files.filter((one) => existsSync(one))) writeFileSync(file, v2 ? "0" : "THAWED");
  };
  const timer = setTimeout(thaw, seconds * 1000);
  scenario.onEnd("thaw the cgroup", () => {
    clearTimeout(timer);
    thaw();
    return Promise.resolve();
  });
}

/** A setting of the host's cgroup at cgroupsPath; null when no hierarchy has it. */
export function hostCgroupSetting(container: Container, setting: string): string | null {
  for (const folder of foldersAt(container)) {
    for (const file of (CGROUP_FILES[setting] ?? setting).split(" ")) {
      const path = join(folder, file);
      if (existsSync(path)) return normaliseSetting(readFileSync(path, "utf8"), setting);
    }
  }
  return null;
}

/** Memory charged to the host's cgroup at cgroupsPath, in MiB; null when no hierarchy counts it. */
export function hostCgroupMemoryMib(container: Container): number | null {
  const bytes = hostCgroupSetting(container, "memory usage");
  return bytes === null ? null : Math.floor(Number(bytes) / 1048576);
}

/**
 * Makes a cgroup of the host in every hierarchy, which bundles name as `${hostCgroup}`, and sets it where the setting is.
 * What is left of it goes with the scenario.
 *
 * @returns the files that were written.
 * @throws when no hierarchy has the setting.
 */
export function makeHostCgroup(scenario: Scenario, setting: string, value: string): readonly string[] {
  const files = (CGROUP_FILES[setting] ?? setting).split(" ");
  const path = `/${scenario.token}-kept`;
  scenario.variables["hostCgroup"] = path;
  const points = new Set(parseCgroupMounts(readFileSync("/proc/self/mountinfo", "utf8")).map(({ point }) => point));
  const set = [...points].flatMap((point) => {
    const folder = join(point, path);
    const made = mkdirSync(folder, { recursive: true }) !== undefined;
    if (made) scenario.onEnd(`remove ${folder}`, async () => (existsSync(folder) ? rmdir(folder) : undefined));
    const file = files.map((name) => join(folder, name)).find((one) => existsSync(one));
    return file === undefined ? [] : [file];
  });
  if (set.length === 0) throw new Error(`no hierarchy has ${setting}`);
  for (const file of set) writeFileSync(file, value);
  return set;
}
