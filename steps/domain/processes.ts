import { readFileSync, readdirSync } from "node:fs";

/** A process, safe against reuse of its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat, as text since it may pass 2^53. */
  readonly startTime: string;
}

/** The process with this number now; null when there is none. */
export function identify(pid: number): ProcessIdentity | null {
  const startTime = statOf(pid)?.[19];
  return startTime === undefined ? null : { pid, startTime };
}

/** The fields of /proc/PID/stat behind the name, of which field 3 is the first; null when there is no such process. */
function statOf(pid: number): readonly string[] | null {
  const stat = readProc(pid, "stat");
  return stat === null ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** True while the process exists, also as a zombie. */
export function exists(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTime === process.startTime;
}

/** The children of a process's first thread, orphans that it has inherited among them. */
export function childrenOf(pid: number): number[] {
  return (readProc(pid, `task/${pid}/children`) ?? "").split(" ").map(Number).filter((child) => child > 0);
}

/** The processes of a group that have not ended. */
export function liveInGroup(group: number): number[] {
  return inGroup(group, (state) => state !== "Z" && state !== "X");
}

/** The processes of a group that a signal has stopped. */
export function stoppedInGroup(group: number): number[] {
  return inGroup(group, (state) => state === "T");
}

function inGroup(group: number, fits: (state: string) => boolean): number[] {
  return allPids().filter((pid) => {
    const [state = "X", , of] = statOf(pid) ?? [];
    return Number(of) === group && fits(state);
  });
}

export function allPids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

/** A file of /proc/PID; null when the process is gone or hides it. */
export function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return null;
  }
}
