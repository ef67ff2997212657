/** The rules for a process, of config.json and of `exec --process`. */

import { isAbsolute } from "node:path";
import { ConfigError } from "../errors/errors.ts";
import type { Process } from "./config.ts";
import { parseCpuList } from "./cpu-list.ts";
import { rlimits } from "./names.ts";

function refuse(message: string): never {
  throw new ConfigError(message);
}

/** sched_setattr(2) ignores what a policy does not have, and takes a nice value that is out of range for the nearest. */
function checkScheduler({ policy, nice = 0, priority = 0, runtime = 0, deadline = 0, period = 0 }: NonNullable<Process["scheduler"]>): void {
  if ((policy === "SCHED_OTHER" || policy === "SCHED_BATCH") && (nice < -20 || nice > 19)) refuse(`config.json: process.scheduler.nice must be from -20 to 19, is ${nice}`);
  if (priority !== 0 && policy !== "SCHED_FIFO" && policy !== "SCHED_RR") refuse(`config.json: process.scheduler.priority is for SCHED_FIFO and SCHED_RR, not ${policy}`);
  if (policy !== "SCHED_DEADLINE" && [runtime, deadline, period].some((time) => Number(time) !== 0))
    refuse(`config.json: process.scheduler: runtime, deadline and period are for SCHED_DEADLINE, not ${policy}`);
}

/** @throws {ConfigError} for the first rule that is broken. */
export function checkProcess(process: Process | undefined): asserts process is Process & { args: readonly string[]; cwd: string } {
  if (process === undefined) refuse("process property must not be empty");
  if (process.cwd === undefined || process.cwd === "") refuse("Cwd property must not be empty");
  if (!isAbsolute(process.cwd)) refuse(`Cwd must be an absolute path: process.cwd is ${JSON.stringify(process.cwd)}`);
  if (process.args === undefined || process.args.length === 0) refuse("args must not be empty");
  for (const [index, entry] of (process.env ?? []).entries()) {
    // It may be a secret: its place is all that is told.
    if (!entry.includes("=")) refuse(`invalid environment variable: missing '=': process.env[${index}]`);
    if (entry.startsWith("=")) refuse(`invalid environment variable: name cannot be empty: process.env[${index}]`);
  }
  const seen = new Set<string>();
  for (const { type } of process.rlimits ?? []) {
    if (!rlimits.includes(type)) refuse(`config.json: process.rlimits has an unknown type ${JSON.stringify(type)}`);
    if (seen.has(type)) refuse(`config.json: process.rlimits lists ${type} twice`);
    seen.add(type);
  }
  const umask = process.user?.umask;
  if (umask !== undefined && umask > 0o777) refuse(`config.json: process.user.umask must be at most 511 (octal 777), is ${umask}`);
  if (process.scheduler !== undefined) checkScheduler(process.scheduler);
  for (const part of ["initial", "final"] as const) {
    const cpus = process.execCPUAffinity?.[part] ?? "";
    if (cpus !== "" && parseCpuList(cpus) === undefined) refuse(`config.json: process.execCPUAffinity.${part} must be a list of CPUs such as 0-3,7, is ${JSON.stringify(cpus)}`);
  }
}
