import { join, resolve } from "node:path";
import { type CommandRun, stdoutOf } from "./command.ts";
import { type Container, endingText, perform, queryState } from "./container.ts";
import { isList, isObject, type Json, type JsonObject } from "./json.ts";
import { jsonOutput } from "./observe.ts";
import type { Operation } from "./operation.ts";
import { poll } from "./poll.ts";
import type { Scenario } from "./scenario.ts";
import { readText, readTextOrNull } from "./written-files.ts";

/** What a pid file holds, told so that it is the same in each run. */
export type PidFileContent = "the container's pid" | "another process of the container" | "something else" | null;

/** Compares the whole content of a file below the scenario's folder with the state's pid and the container's processes. */
export async function pidFileContent(scenario: Scenario, container: Container, path: string): Promise<{ readonly content: PidFileContent; readonly run: CommandRun }> {
  const text = textBelow(scenario, path);
  const { run, state } = await queryState(scenario, container);
  if (text === null) return { content: null, run };
  if (text === JSON.stringify(state?.["pid"])) return { content: "the container's pid", run };
  const listed = await perform(scenario, container, { kind: "ps" });
  const pids = listed.exit === 0 ? jsonOutput(listed) : null;
  const among = isList(pids) && pids.some((pid) => JSON.stringify(pid) === text);
  return { content: among ? "another process of the container" : "something else", run: listed };
}

/** A file below the scenario's folder; null when there is none. */
export function textBelow(scenario: Scenario, path: string): string | null {
  return readTextOrNull(join(scenario.directory, path));
}

/** What a file below the scenario's folder holds once a line of it fits a pattern, or the deadline has passed. */
export async function awaitTextLike(scenario: Scenario, path: string, pattern: string): Promise<string> {
  const read = (): string => textBelow(scenario, path) ?? "";
  await poll(() => (hasLineLike(read(), pattern) ? true : null), scenario.suite.description.profile.timeoutsMs.output);
  return read();
}

/** The objects that a file below the scenario's folder holds, one a line; null for a line that is no JSON object. */
export function jsonLines(scenario: Scenario, path: string): (JsonObject | null)[] {
  const lines = (textBelow(scenario, path) ?? "").split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isObject(value) ? value : null;
    } catch {
      return null;
    }
  });
}

/** How the process that a background exec left ended, as the subreaper saw it. */
export async function executedEnding(scenario: Scenario, operation: Operation): Promise<{ readonly text: string; readonly timedOut: boolean }> {
  const { argv } = operation.run;
  const pidFile = argv[argv.indexOf("--pid-file") + 1];
  const pid = pidFile === undefined ? NaN : Number(readText(resolve(scenario.directory, "commands", pidFile)));
  const { reaper, description } = scenario.suite;
  const ending = await poll(() => {
    const process = reaper.latestOf(pid);
    return process === null ? null : reaper.endingOf(process);
  }, description.profile.timeoutsMs.ending);
  return { text: endingText(ending), timedOut: ending === null };
}

/** The line that an executed process prints; one in the background is waited for. */
export async function executedLine(scenario: Scenario, { action, run }: Operation, wanted: string): Promise<string> {
  const background = action.kind === "exec" && action.process.detach === true;
  if (background) await poll(() => (stdoutOf(run).trimEnd() === wanted ? true : null), scenario.suite.description.profile.timeoutsMs.output);
  return stdoutOf(run).trimEnd();
}

/** True when a line fits a pattern in which `*` stands for any text. */
export function hasLineLike(text: string, pattern: string): boolean {
  return text.split("\n").some((line) => isLike(line, pattern));
}

/** Whether a line is as a pattern has it, in which `*` stands for anything. */
export function isLike(line: string, pattern: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*");
  return new RegExp(`^${source}$`).test(line.trimEnd());
}

/** The first pattern that no line is like after the one that was like the pattern before it; undefined where each has its line. */
export function outOfOrder(text: string, patterns: readonly string[]): string | undefined {
  const lines = text.split("\n");
  let from = 0;
  return patterns.find((pattern) => {
    const at = lines.findIndex((line, index) => index >= from && isLike(line, pattern));
    from = at + 1;
    return at === -1;
  });
}

/** True for a time as RFC 3339 writes it, in UTC. */
export function isTime(value: Json | undefined): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value));
}

/** What a list says of the container; undefined when it does not name it. */
export function listedEntry(run: CommandRun, container: Container): JsonObject | undefined {
  const list = jsonOutput(run);
  return isList(list) ? list.filter(isObject).find((entry) => entry["id"] === container.id) : undefined;
}
