import { summaryLine } from "./printable.ts";
import type { CommandEvidence, Results, ScenarioResult } from "./results.ts";

/** One message of a runtime that stands behind the failures of a run in which nothing passes. */
export interface CommonCause {
  readonly runId: string;
  /** How many scenarios failed, and behind how many of them stands the message, as far as their commands tell. */
  readonly failed: number;
  readonly alike: number;
  /** The runtime's own words, as one of them has it. */
  readonly message: string;
}

/** With fewer failures it says nothing that a reader does not see. */
const fewest = 3;
/** One scenario in so many may fail by something else: one that starts no command, say. */
const oddOneIn = 10;

/**
 * Finds why nothing passes in a run, where the runtime gives one reason for all of it; null otherwise. Scenarios that
 * start no command of the runtime themselves have no say: a container manager tells a runtime's failure in its own words.
 */
export function commonCause(results: Results, runId: string): CommonCause | null {
  const place = results.runs.find((run) => run.runId === runId)?.runtime.path;
  const ran = results.scenarios.flatMap((scenario) => scenario.results[runId] ?? []);
  if (ran.some(({ verdict }) => verdict === "pass" || verdict === "unexpected-pass" || verdict === "known-failure")) return null;
  const failed = ran.filter((result) => result.verdict === "fail");
  const messages = failed.flatMap((result) => messageOf(result, place));
  if (messages.length < fewest) return null;
  const groups = new Map<string, string[]>();
  for (const message of messages) groups.set(shapeOf(message), [...(groups.get(shapeOf(message)) ?? []), message]);
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length);
  const [message] = largest;
  if (message === undefined || messages.length - largest.length > messages.length / oddOneIn) return null;
  return { runId, failed: failed.length, alike: largest.length, message };
}

/** What the runtime said when the first of its commands failed. */
function messageOf({ evidence }: ScenarioResult, place: string | undefined): readonly string[] {
  const own = (evidence?.commands ?? []).filter((command) => command.argv[0] === place);
  const failed = own.find((command) => command.exit !== 0);
  if (failed !== undefined) return [saidBy(failed)];
  return own.length === 0 ? [] : ["(none of its commands failed)"];
}

function saidBy({ exit, signal, stderr, stdout }: CommandEvidence): string {
  const lines = `${stderr.head}\n${stdout.head}`.split("\n").map((line) => /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line).filter((line) => line.trim() !== "");
  const ending = signal === null ? `exit ${exit ?? "none"}` : `ended by ${signal}`;
  return summaryLine(lines.length === 0 ? `nothing (${ending})` : `${lines.at(-1) ?? ""} (${ending})`, 300);
}

/** A message without what differs from scenario to scenario: numbers, quoted names and paths. */
function shapeOf(message: string): string {
  return message.replace(/\$(?:TOKEN|WORK)/g, "").replace(/\S*\/\S*/g, "/").replace(/\d+/g, "0");
}

/** For each run in which nothing passes for one reason, that reason in one line, for the top of a report. */
export function causeLines(results: Results): readonly string[] {
  return results.runs.flatMap(({ runId }) => {
    const cause = commonCause(results, runId);
    return cause === null ? [] : [`${runId}: nothing passes, and one reason stands behind ${cause.alike} of ${cause.failed} failures; the runtime says: ${cause.message}`];
  });
}
