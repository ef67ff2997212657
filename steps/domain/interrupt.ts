import { readlinkSync } from "node:fs";
import { poll } from "./poll.ts";
import { childrenOf, exists, identify } from "./processes.ts";
import type { Scenario } from "./scenario.ts";

/** As a shell reports a program that Ctrl-C has ended. */
const INTERRUPTED = 130;
/** Time for the clean-up of an interrupted scenario before the process ends anyway. */
const CLEAN_UP_MS = 20_000;

let current: Scenario | null = null;
let ending = false;

/** Names the scenario that must be undone if the run is interrupted now; null between scenarios. */
export function setCurrentScenario(scenario: Scenario | null): void {
  current = scenario;
}

/** True once this process is about to end: no further step may begin. */
export function isInterrupted(): boolean {
  return ending;
}

/**
 * On an interrupt, or when the coordinator of a parallel worker is gone, undoes the current scenario before the process
 * ends. Cucumber itself would end at once and leave a container behind.
 */
export function cleanUpWhenInterrupted(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void endNow());
  process.on("disconnect", () => void (current === null ? undefined : endNow()));
}

async function endNow(): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(INTERRUPTED), CLEAN_UP_MS).unref();
  await endWorkers();
  await current?.abandon();
  process.exit(INTERRUPTED);
}

/** The coordinator of a parallel run has no scenario of its own; its workers have, and run what it runs. */
async function endWorkers(): Promise<void> {
  const workers = childrenOf(process.pid).filter((pid) => programOf(pid) === process.execPath).flatMap((pid) => identify(pid) ?? []);
  for (const { pid } of workers) process.kill(pid, "SIGTERM");
  await poll(() => (workers.some(exists) ? null : true), CLEAN_UP_MS);
}

function programOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return null;
  }
}
