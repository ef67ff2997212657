import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CGROUP_FILES } from "./guest-programs.ts";

/** One hierarchy that a process is in: its controllers (none for v2) and the process's path in it. */
export interface CgroupPlace {
  readonly controllers: readonly string[];
  readonly path: string;
}

/** Parses /proc/PID/cgroup: "4:memory:/a" for v1, "0::/a" for v2. */
export function parseCgroups(text: string): CgroupPlace[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    if (match === null) return [];
    const controllers = match[1] ?? "";
    return [{ controllers: controllers === "" ? [] : controllers.split(","), path: match[2] ?? "/" }];
  });
}

export interface CgroupMount {
  readonly point: string;
  readonly v2: boolean;
  readonly controllers: readonly string[];
}

/** The cgroup mounts in the text of a mountinfo file, each controller set once. */
export function parseCgroupMounts(mountinfo: string): CgroupMount[] {
  return mountinfo.split("\n").flatMap((line): CgroupMount[] => {
    const [before = "", after = ""] = line.split(" - ");
    const [type, , options = ""] = after.split(" ");
    const point = before.split(" ")[4] ?? "";
    if (type === "cgroup2") return [{ point, v2: true, controllers: [] }];
    if (type !== "cgroup") return [];
    return [{ point, v2: false, controllers: options.split(",").filter((option) => option !== "rw" && option !== "ro") }];
  });
}

/** The folders, one for each hierarchy, that hold the settings of a process. */
export function cgroupFolders(pid: number): string[] {
  const places = parseCgroups(readFileSync(`/proc/${pid}/cgroup`, "utf8"));
  const mounts = parseCgroupMounts(readFileSync("/proc/self/mountinfo", "utf8"));
  return places.flatMap((place) => {
    const mount = mounts.find((candidate) => (candidate.v2 ? place.controllers.length === 0 : place.controllers.some((name) => candidate.controllers.includes(name))));
    return mount === undefined ? [] : [join(mount.point, place.path)];
  });
}

/**
 * One setting of a process's cgroup as the host has it, such as "pids limit" or a file's name; null when no controller
 * that has it is there. Several lines come joined by blanks.
 */
export function readSetting(pid: number, setting: string): string | null {
  const files = (CGROUP_FILES[setting] ?? setting).split(" ");
  for (const folder of cgroupFolders(pid)) {
    for (const file of files) {
      const path = join(folder, file);
      if (existsSync(path)) return normaliseSetting(readFileSync(path, "utf8"), setting);
    }
  }
  return null;
}

/** The largest number of whole pages is v1's word for "no limit": of 4 KiB, and of 2 MiB for huge ones. */
const V1_UNLIMITED = ["9223372036854771712", "9223372036852678656"];

/** The ends of v2's scale of CPU weights, as v1's shares have them; between the ends runtimes convert differently. */
const SHARES_OF_WEIGHT: Readonly<Record<string, string>> = { "1": "2", "10000": "262144" };

/** How a setting's words are read, where not as they are. v2's cpu.max holds quota and period. */
const READERS: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = {
  "cpu quota": (words) => words.slice(0, 1),
  "cpu period": (words) => words.slice(-1),
  "cpu shares": (words) => words.map((word) => SHARES_OF_WEIGHT[word] ?? word),
  "io weight": (words) => words.filter((word) => word !== "default"),
};

/** The same words for v1 and v2: "max" for no limit, lines joined by blanks; of a quota and an I/O weight, the number alone. */
export function normaliseSetting(text: string, setting = ""): string {
  const words = text.trim().split(/[\n ]/);
  const value = (READERS[setting]?.(words) ?? words).join(" ");
  return V1_UNLIMITED.includes(value) || value === "-1" ? "max" : value;
}

/** Cgroups below any mount whose name holds `needle`, at most `depth` levels down. */
export function findCgroups(needle: string, depth = 4): string[] {
  const mounts = parseCgroupMounts(readFileSync("/proc/self/mountinfo", "utf8"));
  return [...new Set(mounts.map((mount) => mount.point))].flatMap((point) => findFolders(point, needle, depth));
}

/** Folders below `folder` whose name holds `needle`, deepest first. */
export function findFolders(folder: string, needle: string, depth: number): string[] {
  // A folder's links are its name, "." and each folder's ".."; cgroups have many files, and most of them no folder.
  if (depth === 0 || statSync(folder, { throwIfNoEntry: false })?.nlink === 2) return [];
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.filter((entry) => entry.isDirectory()).flatMap((entry) => {
    const path = join(folder, entry.name);
    const below = findFolders(path, needle, entry.name.includes(needle) ? 8 : depth - 1);
    return entry.name.includes(needle) || path.includes(needle) ? [...below, path] : below;
  });
}
