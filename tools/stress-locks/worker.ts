/**
 * Enters the section that a lock guards again and again, and writes a letter for each time: `s` when it was alone there, `v` and what it
 * found when it was not. One time in `DIE` it kills itself inside.
 *
 *     worker.js DIRECTORY DIE
 */
import { readFileSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../../runtime/sandbox/lock.ts";

const [directory = "", die = "0"] = process.argv.slice(2);
const paths = { lock: join(directory, "lock"), state: join(directory, "state") };
const mark = join(directory, "inside");

/** PF_EXITING of the kernel's task flags. */
const exiting = 4;

/** Whether a process can still run: one that is being killed has closed its files, and so lost its locks, before it is a zombie. */
function isAlive(pid: number): boolean {
  let fields: readonly string[];
  try {
    fields = readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /, "").split(" ");
  } catch {
    return false;
  }
  return fields[0] !== "Z" && (Number(fields[6]) & exiting) === 0;
}

/** Whoever holds the lock leaves its pid here; what a dead one left says nothing. */
function othersInside(): string | undefined {
  try {
    const pid = Number(readFileSync(mark, "utf8"));
    return pid !== process.pid && isAlive(pid) ? `found ${pid}` : undefined;
  } catch {
    return undefined;
  }
}

async function section(): Promise<void> {
  const before = othersInside();
  writeFileSync(mark, String(process.pid));
  if (Number(die) > 0 && Math.random() * Number(die) < 1) process.kill(process.pid, "SIGKILL");
  await new Promise((resolve) => setImmediate(resolve));
  const after = readFileSync(mark, "utf8");
  unlinkSync(mark);
  const found = before ?? (after === String(process.pid) ? undefined : `met ${after}`);
  writeSync(1, found === undefined ? "s\n" : `v ${found}\n`);
}

async function work(): Promise<void> {
  for (;;) await withLock(paths, section);
}

void work();
