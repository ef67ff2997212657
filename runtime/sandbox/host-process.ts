import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A host process, safe against reuse of its pid. */
export interface HostProcess {
  readonly pid: number;
  /** Clock ticks after boot, field 22 of /proc/<pid>/stat. */
  readonly startTime: string;
}

interface ProcessStat {
  readonly state: string;
  readonly startTime: string;
}

function readStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The command name may hold spaces and brackets: the fields start after the last bracket, with the third.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

/** The identity of a running process; undefined when it is gone. */
export function identify(pid: number): HostProcess | undefined {
  const stat = readStat(pid);
  return stat === undefined ? undefined : { pid, startTime: stat.startTime };
}

/** Whether the process still runs. A zombie does not: its parent merely has not waited. */
export function isAlive(process: HostProcess): boolean {
  const stat = readStat(process.pid);
  return stat !== undefined && stat.startTime === process.startTime && stat.state !== "Z" && stat.state !== "X";
}

/** Sends a signal if the process still is the one that is meant. */
export function signalProcess(target: HostProcess, signal: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Polls until `condition` holds, ever less often. @returns Whether it did within `timeoutMs`. */
export async function waitUntil(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const began = performance.now();
  while (!condition()) {
    const waitedMs = performance.now() - began;
    if (waitedMs > timeoutMs) return false;
    await sleep(Math.min(Math.max(waitedMs / 4, 1), 20));
  }
  return true;
}
