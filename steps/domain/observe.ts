import { readlinkSync } from "node:fs";
import { readSetting, normaliseSetting } from "./cgroups.ts";
import { type CommandRun, describeRun, stdoutOf } from "./command.ts";
import { awaitLine, type Container, linesOf, perform, queryState } from "./container.ts";
import { parseGuestProgram } from "./guest-programs.ts";
import { readHookLog } from "./hooks-recorder.ts";
import { type Json, type JsonObject, textOf, valueAt } from "./json.ts";
import { CheckFailure } from "./checks.ts";
import { poll } from "./poll.ts";
import type { Scenario } from "./scenario.ts";

export interface Printed {
  /** The wanted line when it came, else the last line there is; null when there is none. */
  readonly line: string | null;
  readonly timedOut: boolean;
}

/** Waits for a line of the container's process; `wanted` null means any line. */
export async function printedLine(scenario: Scenario, container: Container, wanted: string | null): Promise<Printed> {
  const { found, timedOut } = await awaitLine(scenario, container, (line) => wanted === null || line === wanted);
  const last = linesOf(container).at(-1) ?? null;
  return found && wanted !== null ? { line: wanted, timedOut: false } : { line: last?.slice(0, 200) ?? null, timedOut };
}

export interface StateText {
  readonly run: CommandRun;
  readonly state: JsonObject | null;
  /** The value as text, JSON for what is no string; null when the state has none. */
  readonly text: string | null;
}

/** One value of the container's state, such as `pid` or `annotations.name`. */
export async function stateText(scenario: Scenario, container: Container, path: string): Promise<StateText> {
  const { run, state } = await queryState(scenario, container);
  return { run, state, text: textOf(valueAt(state ?? undefined, path)) };
}

/**
 * A setting of the container's cgroup, from where it takes effect: the inside of the running container for a runtime that
 * runs it on a kernel in a virtual machine, else the host, whose kernel also accounts for a kernel in user space.
 */
export async function observedSetting(scenario: Scenario, container: Container, setting: string): Promise<{ readonly value: string | null; readonly run: CommandRun | undefined }> {
  const onHost = scenario.suite.description.profile.isolation !== "vm";
  if (onHost) return { value: container.init === null ? null : readSetting(container.init.pid, setting), run: undefined };
  const run = await perform(scenario, container, { kind: "exec", process: { argv: parseGuestProgram(`prints its cgroup's ${setting}`).argv } });
  return { value: run.exit === 0 ? normaliseSetting(stdoutOf(run), setting) : null, run };
}

/**
 * What a command printed, read as JSON.
 *
 * @throws {CheckFailure} it is none.
 */
export function jsonOutput(run: CommandRun): Json {
  try {
    return JSON.parse(stdoutOf(run)) as Json;
  } catch {
    throw new CheckFailure(`output is not JSON: ${JSON.stringify(stdoutOf(run).slice(0, 200))}\n${describeRun(run)}`, { json: false });
  }
}

/** Waits until the hooks' log has all of these names, or the deadline has passed; returns what it has. */
export async function awaitLogged(scenario: Scenario, container: Container, wanted: readonly string[]): Promise<string[]> {
  const names = (): string[] => readHookLog(container.bundle.rootfs).map((record) => record.name);
  await poll(() => (wanted.every((name) => names().includes(name)) ? true : null), scenario.suite.description.profile.timeoutsMs.output);
  return names();
}

/** The words of a scenario that stand for what only a run knows. */
export function expand(container: Container, text: string): string {
  return text.replace("${id}", container.id).replace("${bundle}", container.bundle.directory).replace("${pid}", String(container.init?.pid ?? "unknown"));
}

/**
 * A namespace of the container's process, as the host names it.
 *
 * @throws {CheckFailure} the container has no process.
 */
export function namespaceOf(container: Container, kind: string): string {
  try {
    return readlinkSync(`/proc/${container.init?.pid ?? "none"}/ns/${kind}`);
  } catch {
    throw new CheckFailure("the container has no process whose namespaces could be read", { namespace: null });
  }
}
