import { appendFileSync } from "node:fs";

/**
 * Appends `<ms since the epoch> <pid> <stage>` to the file that VRUN_TRACE names; nothing without it.
 *
 * CLI and monitor write to the same file, so that one start can be read as one list of stages.
 */
export function trace(stage: string): void {
  const file = process.env["VRUN_TRACE"];
  if (file === undefined || file === "") return;
  appendFileSync(file, `${(performance.timeOrigin + performance.now()).toFixed(1)} ${process.pid} ${stage}\n`);
}
