import { join } from "node:path";
import { CheckFailure } from "./checks.ts";
import { type CommandRun, stdoutOf } from "./command.ts";
import { type Container, perform } from "./container.ts";
import { isObject, type Json, valueAt } from "./json.ts";
import { poll } from "./poll.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

const INTERVAL_MS = 100;

/** A command that reports a container's events while it runs. */
export interface Watch {
  readonly outputFile: string;
  /** How the command ended; null while it runs. */
  ended: CommandRun | null;
}

/** The type of each event that was reported so far, such as "stats". */
function typesIn(watch: Watch): string[] {
  return readText(watch.outputFile).split("\n").flatMap((line): string[] => {
    try {
      const event: unknown = JSON.parse(line);
      return isObject(event) && typeof event["type"] === "string" ? [event["type"]] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Starts to watch a container's events, and waits for the first, so that none is missed after it. A runtime that cannot
 * is found out by `awaitEvent`. The command is ended with the scenario.
 */
export async function watchEvents(scenario: Scenario, container: Container): Promise<Watch> {
  const watch: Watch = { outputFile: join(scenario.directory, container.id, "events"), ended: null };
  const stop = new AbortController();
  const end = perform(scenario, container, { kind: "events", intervalMs: INTERVAL_MS, outputFile: watch.outputFile }, stop.signal).then((run) => {
    watch.ended = run;
  });
  scenario.onEnd(`stop watching ${container.id}`, async () => {
    stop.abort();
    await end;
  });
  await poll(() => (watch.ended !== null || typesIn(watch).length > 0 ? true : null), scenario.suite.description.profile.timeoutsMs.output);
  return watch;
}

export interface Heard {
  readonly found: boolean;
  /** Exit status of the command that watched; null while it runs. */
  readonly exit: number | null;
  readonly run: CommandRun | undefined;
}

/** Waits until an event of the type is reported, the command that reports them has ended, or the deadline has passed. */
export async function awaitEvent(scenario: Scenario, watch: Watch, type: string): Promise<Heard> {
  await poll(() => (watch.ended !== null || typesIn(watch).includes(type) ? true : null), scenario.suite.description.profile.timeoutsMs.output);
  return { found: typesIn(watch).includes(type), exit: watch.ended?.exit ?? null, run: watch.ended ?? undefined };
}

/**
 * One value of a container's statistics; undefined when they lack it.
 *
 * @throws {CheckFailure} the runtime gives no statistics.
 */
export async function statisticsValue(scenario: Scenario, container: Container, path: string): Promise<{ readonly value: Json | undefined; readonly run: CommandRun }> {
  const run = await perform(scenario, container, { kind: "statistics" });
  try {
    const event: unknown = JSON.parse(stdoutOf(run));
    if (run.exit === 0 && isObject(event)) return { value: valueAt(event, `data.${path}`), run };
  } catch {
    // What is no JSON is told like a failure of the command.
  }
  throw new CheckFailure(`no statistics of the container: exit ${run.exit}, ${JSON.stringify(stdoutOf(run).slice(0, 200))}`, { exit: run.exit }, { timedOut: run.timedOut });
}
