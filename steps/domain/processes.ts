import { readFileSync, readdirSync } from "node:fs";

/** A process, safe against reuse of its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat, as text since it may pass 2^53. */
  readonly startTime: string;
}

/** The process with this number now; null when there is none. */
export function identify(pid: number): ProcessIdentity | null {
  const stat = readProc(pid, "stat");
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const startTime = fields[19];
  return startTime === undefined ? null : { pid, startTime };
}

/** True while the process exists, also as a zombie. */
export function exists(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTime === process.startTime;
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
