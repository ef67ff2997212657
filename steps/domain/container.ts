import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Bundle, type BundleDraft, writeBundle } from "./bundle.ts";
import { CheckFailure } from "./checks.ts";
import { type CommandRun, describeRun, stdoutOf } from "./command.ts";
import { objectOrNull, type JsonObject } from "./json.ts";
import { poll } from "./poll.ts";
import { identify, type ProcessIdentity } from "./processes.ts";
import { describeEnding, type Ending } from "./reaper.ts";
import type { Action, Target } from "./runtime-driver.ts";
import type { Scenario } from "./scenario.ts";
import { readText, readTextOrNull } from "./written-files.ts";

/** The statuses that the spec and runc know. */
export type ContainerStatus = "creating" | "created" | "running" | "paused" | "stopped";

/** Where a container stands: not made yet, made, or deleted. */
export type Standing = "none" | ContainerStatus | "deleted";

/** A container of a scenario: what was asked for, and what the suite knows of it from commands that succeeded. */
export class Container {
  readonly id: string;
  readonly draft: BundleDraft;
  readonly bundle: Bundle;
  readonly target: Target;
  standing: Standing = "none";
  /** The container's process as the host knows it; null before create. */
  init: ProcessIdentity | null = null;
  /** True once a command that lasts as long as the process has returned. */
  ranToItsEnd = false;

  constructor(id: string, draft: BundleDraft, bundle: Bundle, target: Target) {
    this.id = id;
    this.draft = draft;
    this.bundle = bundle;
    this.target = target;
  }
}

/** Writes a bundle for a container; the runtime has not been called yet. Registers the container's deletion. */
export function prepareContainer(scenario: Scenario, draft: BundleDraft, stdinFile?: string): Container {
  const id = scenario.nextId();
  scenario.variables["sandbox"] ??= id;
  const folder = join(scenario.directory, id);
  mkdirSync(folder);
  const bundle = writeBundle(draft, {
    directory: join(folder, "bundle"),
    id,
    token: id,
    scratch: scenario.directory,
    variables: scenario.variables,
    rootfsTemplate: scenario.suite.rootfs.path,
    cgroupDriver: scenario.suite.description.profile.cgroupDriver,
  });
  const target = {
    id,
    bundle: bundle.directory,
    pidFile: join(folder, "pid"),
    stdoutFile: join(folder, "stdout"),
    stderrFile: join(folder, "stderr"),
    ...(stdinFile === undefined ? {} : { stdinFile }),
  };
  const container = new Container(id, draft, bundle, target);
  scenario.onEnd(`delete ${id}`, async () => {
    if (container.standing !== "none" && container.standing !== "deleted") await perform(scenario, container, { kind: "delete", force: true });
  });
  return container;
}

/** Lets the runtime perform an operation, and remembers what follows from its success. `stop` ends the command early. */
export async function perform(scenario: Scenario, container: Container, action: Action, stop?: AbortSignal): Promise<CommandRun> {
  const run = await scenario.runtime.perform(container.target, action, stop);
  const made = action.kind === "create" || action.kind === "run-detached" || action.kind === "restore";
  if (action.kind === "run") container.ranToItsEnd = !run.timedOut;
  if (run.exit === 0) container.standing = standingAfter(container, action);
  if (run.exit === 0 && made) container.init = await readInit(scenario, container);
  if (container.init !== null && scenario.variables["sandbox"] === container.id) scenario.variables["sandboxPid"] = String(container.init.pid);
  return run;
}

function standingAfter(container: Container, action: Action): Standing {
  switch (action.kind) {
    case "create":
      return "created";
    case "start":
    case "run-detached":
    case "resume":
    case "restore":
      return "running";
    case "pause":
      return "paused";
    case "delete":
    case "run":
      return "deleted";
    case "state":
    case "kill":
    case "exec":
    case "ps":
    case "update":
    case "list":
    case "features":
    case "checkpoint":
    case "statistics":
    case "events":
    case "words":
      return container.standing;
    default:
      return action satisfies never;
  }
}

/** How long the subreaper may take to log a process that ended before anyone could look at it. */
const REAPED_MS = 5000;

async function readInit(scenario: Scenario, container: Container): Promise<ProcessIdentity | null> {
  const { pidFile } = container.target;
  if (!existsSync(pidFile)) return null;
  const text = readTextOrNull(pidFile);
  if (text === null) throw new CheckFailure("pid file: expected a regular file, got something else of that name", { pidFile: "no regular file" });
  const pid = Number(text.trim());
  return poll(() => identify(pid) ?? scenario.suite.reaper.latestOf(pid), REAPED_MS);
}

export interface StateAnswer {
  readonly run: CommandRun;
  /** What the runtime printed; null when the query failed or the answer is no JSON object. */
  readonly state: JsonObject | null;
  /** The status in it; null when there is none. */
  readonly status: string | null;
}

export async function queryState(scenario: Scenario, container: Container): Promise<StateAnswer> {
  const run = await perform(scenario, container, { kind: "state" });
  const state = run.exit === 0 ? objectOrNull(stdoutOf(run)) : null;
  const status = state?.["status"];
  return { run, state, status: typeof status === "string" ? status : null };
}

/** How long a container may still be told as paused before it counts as frozen, which nothing but resuming it changes. */
const FROZEN_MS = 2000;

/** Queries until the status is `wanted`, or stays paused, or the deadline has passed; returns the last answer. */
export async function awaitStatus(scenario: Scenario, container: Container, wanted: string): Promise<StateAnswer> {
  const frozenAt = performance.now() + FROZEN_MS;
  let last = await queryState(scenario, container);
  await poll(async () => {
    if (last.status === wanted || (last.status === "paused" && performance.now() >= frozenAt)) return true;
    last = await queryState(scenario, container);
    return null;
  }, scenario.suite.description.profile.timeoutsMs.ending);
  if (last.status === "stopped") container.standing = "stopped";
  return last;
}

/** How the container's process ended; null when it has not by the deadline. */
export async function awaitEnding(scenario: Scenario, container: Container): Promise<Ending | null> {
  const { init } = container;
  if (init === null) return null;
  return poll(() => scenario.suite.reaper.endingOf(init), scenario.suite.description.profile.timeoutsMs.ending);
}

/** Lines that the container's process has printed so far. */
export function linesOf(container: Container): string[] {
  return readText(container.target.stdoutFile).split("\n").filter((line) => line !== "");
}

export interface Waited {
  readonly found: boolean;
  /** True when the process was still running at the deadline: more might have come. */
  readonly timedOut: boolean;
}

/** Waits until a line that fits is printed, the process has ended, or the deadline has passed. */
export async function awaitLine(scenario: Scenario, container: Container, fits: (line: string) => boolean): Promise<Waited> {
  const { init } = container;
  const seen = await poll(() => {
    const ended = container.ranToItsEnd || (init !== null && scenario.suite.reaper.endingOf(init) !== null);
    if (linesOf(container).some(fits)) return "found";
    return ended ? "ended" : null;
  }, scenario.suite.description.profile.timeoutsMs.output);
  return { found: seen === "found", timedOut: seen === null };
}

/** Waits until the process can be acted upon, where its program says when that is. */
export async function awaitReady(scenario: Scenario, container: Container): Promise<void> {
  const { readyLine } = container.draft.program;
  if (readyLine === null) return;
  const waited = await awaitLine(scenario, container, (line) => line === readyLine);
  if (!waited.found) {
    throw new CheckFailure(`the process never printed "${readyLine}"; it printed ${JSON.stringify(linesOf(container).slice(0, 5))}`, { ready: false }, { timedOut: waited.timedOut });
  }
}

/**
 * Brings a prepared container to where a scenario needs it, and makes sure that it is there.
 *
 * @throws {CheckFailure} a command failed, or the runtime reports another status.
 */
export async function bringTo(scenario: Scenario, container: Container, wanted: Standing): Promise<void> {
  if (wanted === "none") return;
  await need(scenario, container, { kind: "create" });
  if (wanted !== "created") {
    await need(scenario, container, { kind: "start" });
    await awaitReady(scenario, container);
  }
  if (wanted === "paused") await need(scenario, container, { kind: "pause" });
  if (wanted === "stopped" || wanted === "deleted") await stop(scenario, container);
  if (wanted === "deleted") return need(scenario, container, { kind: "delete" });
  const { run, status } = await awaitStatus(scenario, container, wanted);
  if (status !== wanted) throw new CheckFailure(`container status: expected "${wanted}", got ${JSON.stringify(status)}\n${describeRun(run)}`, { status });
}

async function stop(scenario: Scenario, container: Container): Promise<void> {
  if (container.draft.program.lasts) await need(scenario, container, { kind: "kill", signal: "KILL" });
  const { run, status } = await awaitStatus(scenario, container, "stopped");
  if (status !== "stopped") throw new CheckFailure(`container status: expected "stopped", got ${JSON.stringify(status)}\n${describeRun(run)}`, { status });
}

/** An operation that must succeed for the scenario to make sense. */
async function need(scenario: Scenario, container: Container, action: Action): Promise<void> {
  const run = await perform(scenario, container, action);
  if (run.exit !== 0) throw new CheckFailure(`cannot ${action.kind} the container\n${describeRun(run)}`, { exit: run.exit }, { timedOut: run.timedOut });
}

/** "status 7", "signal KILL", or that it still runs. */
export function endingText(ending: Ending | null): string {
  return ending === null ? "not ended" : describeEnding(ending);
}
