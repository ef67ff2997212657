import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { findFolders, parseCgroupMounts } from "../cgroups.ts";
import type { Scope } from "./scope.ts";

/** What a scope holds that a container can leave in it. */
export interface Remains {
  readonly processes: ReadonlyMap<string, string>;
  readonly mounts: ReadonlySet<string>;
  readonly cgroups: ReadonlySet<string>;
}

/** Everything in a scope that a container can leave. Between commands, a manager's own part of it stays the same. */
export function remainsIn(scope: Scope): Remains {
  const proc = scope.outside("/proc");
  const pids = readdirSync(proc).filter((name) => /^\d+$/.test(name));
  const mountinfo = readFileSync(`/proc/${scope.pid}/mountinfo`, "utf8");
  return {
    processes: new Map(pids.map((pid) => [pid, nameOf(join(proc, pid))])),
    mounts: new Set(mountinfo.split("\n").map((line) => line.split(" ")[4] ?? "")),
    cgroups: new Set(parseCgroupMounts(mountinfo).flatMap(({ point }) => findFolders(join(point, scope.cgroupParent), "", 4)).filter(isContainers)),
  };
}

/** Podman keeps the cgroup of its own monitors, which its first container makes (libpod/oci_conmon_common.go). */
function isContainers(cgroup: string): boolean {
  return basename(cgroup) !== "conmon";
}

function nameOf(folder: string): string {
  try {
    return readFileSync(join(folder, "cmdline"), "utf8").replaceAll("\0", " ").trim().slice(0, 80);
  } catch {
    return "";
  }
}

/** What a container left in a scope: its kinds, such as "mounts, processes", and all of it in words. */
export interface Leftover {
  readonly kinds: string;
  readonly text: string;
}

/** What `after` has that `before` had not; null when nothing. */
export function leftover(before: Remains, after: Remains): Leftover | null {
  const found = {
    cgroups: [...after.cgroups].filter((path) => !before.cgroups.has(path)),
    mounts: [...after.mounts].filter((point) => !before.mounts.has(point)),
    processes: [...after.processes].filter(([pid]) => !before.processes.has(pid)).map(([pid, name]) => `${pid} (${name})`),
  };
  const kinds = Object.entries(found).filter(([, items]) => items.length > 0);
  if (kinds.length === 0) return null;
  return { kinds: kinds.map(([kind]) => kind).join(", "), text: kinds.map(([kind, items]) => `${kind}: ${items.join(", ")}`).join("; ") };
}
