import { readFileSync, readlinkSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { findCgroups, findFolders } from "./cgroups.ts";
import { poll } from "./poll.ts";
import { allPids, childrenOf, readProc } from "./processes.ts";

/** What a container, or a whole scenario, has left on the host. */
export interface Traces {
  readonly processes: readonly { readonly pid: number; readonly command: string }[];
  readonly mounts: readonly string[];
  readonly cgroups: readonly string[];
  /** Entries below the runtime's state root. */
  readonly state: readonly string[];
}

export interface TraceScope {
  /** Part of the ids, paths, cgroups and environment of what is looked for. */
  readonly needle: string;
  readonly stateRoot: string;
  /** Processes that were there before; they are somebody else's. */
  readonly pidsBefore: ReadonlySet<number>;
  /** The subreaper whose every child counts, whatever it is called; null where these may be another container's. */
  readonly subreaper: number | null;
}

/** Looks over processes, mounts, cgroups and state. Takes a few milliseconds. */
export function findTraces(scope: TraceScope): Traces {
  const named = allPids().filter((pid) => !scope.pidsBefore.has(pid) && pid !== process.pid && belongs(pid, scope.needle));
  const descended = scope.subreaper === null ? [] : childrenOf(scope.subreaper);
  return {
    processes: [...new Set([...named, ...descended])].map((pid) => ({ pid, command: commandOf(pid) })),
    mounts: mountPoints().filter((point) => point.includes(scope.needle)),
    cgroups: findCgroups(scope.needle),
    state: findFolders(scope.stateRoot, scope.needle, 3).filter((path) => path.slice(scope.stateRoot.length).includes(scope.needle)),
  };
}

/** The kinds of traces that were found, such as "cgroups, mounts"; empty when there are none. */
export function kindsOf(traces: Traces): string {
  return (["processes", "mounts", "cgroups", "state"] as const).filter((kind) => traces[kind].length > 0).join(", ");
}

/** Each trace in words: "cgroup /sys/fs/cgroup/cpu/x". */
export function namesOf(traces: Traces): readonly string[] {
  return [...traces.processes.map(({ pid, command }) => `process ${pid} (${command})`), ...traces.mounts.map((point) => `mount ${point}`), ...traces.cgroups.map((path) => `cgroup ${path}`), ...traces.state.map((path) => `state ${path}`)];
}

export function describeTraces(traces: Traces): string {
  return namesOf(traces).slice(0, 12).join("; ");
}

/** How long killed processes may take to end and to leave their cgroups; a busy host needs more than a moment. */
const REMOVAL_MS = 15_000;

/**
 * Removes traces by force, so that one scenario's leak is not the next one's trouble. What the runtime keeps in its state
 * root is left alone: it goes with the scenario's folder.
 *
 * @returns what cannot be removed
 */
export async function removeTraces(scope: TraceScope): Promise<Traces> {
  const look = (): Traces => ({ ...findTraces(scope), state: [] });
  let left = look();
  await poll(async () => {
    if (kindsOf(left) === "") return true;
    await removeOnce(left);
    left = look();
    return kindsOf(left) === "" ? true : null;
  }, REMOVAL_MS);
  return left;
}

async function removeOnce(traces: Traces): Promise<void> {
  // A process that v1's freezer holds takes no signal, not even the last.
  for (const path of traces.cgroups) attempt(() => writeFileSync(join(path, "freezer.state"), "THAWED"));
  for (const { pid } of traces.processes) attempt(() => process.kill(pid, "SIGKILL"));
  for (const point of [...traces.mounts].reverse()) await execa("umount", ["--lazy", point], { reject: false, timeout: 5000 });
  for (const path of traces.cgroups) attempt(() => rmdirSync(path));
}

function attempt(action: () => unknown): void {
  try {
    action();
  } catch {
    // What is gone already needs no removal; what stays is found by the next look.
  }
}

/** A process belongs to a container by its environment, command line, cgroup, working directory or root. */
function belongs(pid: number, needle: string): boolean {
  return (
    ["environ", "cmdline", "cgroup"].some((file) => readProc(pid, file)?.includes(needle) ?? false) ||
    ["cwd", "root"].some((link) => linkOf(`/proc/${pid}/${link}`).includes(needle))
  );
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** The command line, or the name of one that has cleared it. */
function commandOf(pid: number): string {
  const line = (readProc(pid, "cmdline") ?? "").replaceAll("\0", " ").trim();
  return (line === "" ? (readProc(pid, "comm") ?? "").trim() : line).slice(0, 120);
}

/** Blanks and backslashes stand there in octal. */
function mountPoints(): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8").split("\n").map((line) => (line.split(" ")[4] ?? "").replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))));
}
