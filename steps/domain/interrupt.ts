import { poll } from "./poll.ts";
import { exists, identify, readProc } from "./processes.ts";
import type { Scenario } from "./scenario.ts";

/** Time for the clean-up of an interrupted scenario before the process ends anyway. */
const CLEAN_UP_MS = 20_000;

let current: Scenario | null = null;
let ending = false;

/** Names the scenario that must be undone if the run is interrupted now; null between scenarios. */
export function setCurrentScenario(scenario: Scenario | null): void {
  current = scenario;
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
  setTimeout(() => process.exit(130), CLEAN_UP_MS).unref();
  if (current === null) await endWorkers();
  await current?.end();
  current?.discard();
  process.exit(130);
}

/** The coordinator of a parallel run has no scenario of its own; its children are the workers. */
async function endWorkers(): Promise<void> {
  const pids = (readProc(process.pid, `task/${process.pid}/children`) ?? "").trim().split(" ").map(Number).filter((pid) => pid > 0);
  const workers = pids.flatMap((pid) => identify(pid) ?? []);
  for (const { pid } of workers) process.kill(pid, "SIGTERM");
  await poll(() => (workers.some(exists) ? null : true), CLEAN_UP_MS);
}
