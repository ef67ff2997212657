import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { buildResults, runIdOf } from "../reports/model/build-results.ts";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { loadExpectations } from "../reports/model/expectations.ts";
import type { Results, Shard, Suite } from "../reports/model/results.ts";
import { poll } from "../steps/domain/poll.ts";
import { liveInGroup } from "../steps/domain/processes.ts";
import type { HostFeatures, RunDescription } from "../steps/domain/run-description.ts";
import { HostError } from "./failure.ts";
import { describeHost, type IdentifiedRuntime } from "./identify.ts";
import { MessageTail, type RunProgress } from "./message-tail.ts";
import { printable } from "../reports/model/printable.ts";
import { cucumberPaths } from "./selection.ts";
import type { ListedScenario } from "./scenarios.ts";
import { sweep } from "./sweep.ts";
import { makeWorkDirectory } from "./work-directory.ts";

export interface SuiteRun {
  readonly root: string;
  readonly suite: Suite;
  readonly runtime: IdentifiedRuntime;
  readonly features: HostFeatures;
  /** Every scenario there is, and those to execute. */
  readonly all: readonly ListedScenario[];
  readonly chosen: readonly ListedScenario[];
  readonly parallel: number;
  readonly shard: Shard | null;
  /** What chose the scenarios, in words for the results; null for all of them. */
  readonly selection: string | null;
  /** Where messages.ndjson, run.json and suite.log of this run go; made when missing. */
  readonly directory: string;
  /** Prints each step as it runs instead of showing progress. */
  readonly verbose: boolean;
  /** Programs that take the runtime's place in single scenarios, by where these stand: "<feature file>:<line>". */
  readonly standIns?: RunDescription["standIns"];
}

/** Longest time without a new message, beyond a scenario's own limit, before the suite counts as hung. */
const silenceSlackMs = 60_000;
/** How long the suite's hooks may take to clean up after an interrupt. */
const cleanupMs = 30_000;
const pollMs = 150;

/**
 * Runs the suite on one runtime and turns what it wrote into results. Nothing of a container outlives it: what the hooks
 * could not clean up is swept.
 *
 * @param onProgress called a few times a second
 * @param interrupt when it aborts, the suite is told to stop and the results so far are returned, not complete
 * @throws {HostError} The suite cannot be started, or broke before any scenario ended.
 */
export async function runSuite(run: SuiteRun, onProgress: (progress: RunProgress) => void, interrupt: AbortSignal): Promise<Results> {
  const { root, runtime, directory } = run;
  mkdirSync(directory, { recursive: true });
  const messagesPath = path.join(directory, "messages.ndjson");
  for (const file of [messagesPath, path.join(directory, "suite.log")]) rmSync(file, { force: true });
  const workDirectory = makeWorkDirectory(root);
  try {
    const descriptionPath = writeDescription(run, workDirectory);
    const failure = await execute(run, descriptionPath, messagesPath, onProgress, interrupt);
    if (failure !== null && !interrupt.aborted && new MessageTail(messagesPath).read().finished === 0) throw new HostError(failure);
    if (!existsSync(messagesPath)) writeFileSync(messagesPath, "");
    return await buildResults({
      messagesPath, runDescriptionPath: descriptionPath, suite: run.suite, host: describeHost(),
      runtime: { specVersion: runtime.specVersion, sha256: runtime.sha256 }, accelerator: runtime.accelerator,
      shard: run.shard, selection: run.selection, catalogue: loadCatalogue(), expectations: loadExpectations(runtime.profile.name),
    });
  } finally {
    await sweep(workDirectory);
  }
}

/** The folder of one run's files below an output folder. */
export function runDirectory(out: string, runtime: IdentifiedRuntime): string {
  return path.join(out, "runs", runIdOf(runtime.profile.name, runtime.version));
}

function writeDescription(run: SuiteRun, workDirectory: string): string {
  const { profile, path: place, version } = run.runtime;
  const description: RunDescription = {
    profile, path: place, version, features: run.features, workDirectory, reaperLog: path.join(workDirectory, "reaper.log"),
    standIns: run.standIns ?? {},
  };
  const file = path.join(run.directory, "run.json");
  writeFileSync(file, `${JSON.stringify({ ...description, timeoutMs: profile.timeoutsMs.scenario }, null, 2)}\n`);
  return file;
}

/** Cucumber's configuration for this run: the checkout's own, with the scenarios, messages and workers of the run. */
function writeConfiguration(run: SuiteRun, messagesPath: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a file of the checkout, read when it is needed
  const own = (require(path.join(run.root, "cucumber.js")) as { readonly default?: object }).default ?? {};
  const configuration = {
    ...own,
    paths: cucumberPaths(run.all, run.chosen),
    format: [`message:${messagesPath}`, ...(run.verbose ? ["@cucumber/pretty-formatter"] : [])],
    parallel: run.parallel > 1 ? run.parallel : 0,
  };
  const file = path.join(run.directory, "cucumber.json");
  writeFileSync(file, `${JSON.stringify({ default: configuration }, null, 2)}\n`);
  return file;
}

/** Starts cucumber and follows it, its workers and their commands to their end. Returns what went wrong with it, or null. */
async function execute(
  run: SuiteRun, descriptionPath: string, messagesPath: string,
  onProgress: (progress: RunProgress) => void, interrupt: AbortSignal,
): Promise<string | null> {
  const { root, directory, runtime } = run;
  const log = createWriteStream(path.join(directory, "suite.log"));
  // When this program is killed, nobody else would tell the suite to clean up.
  const child = execa("setpriv", [
    "--pdeathsig", "TERM", "--", process.execPath, path.join(root, "node_modules/@cucumber/cucumber/bin/cucumber.js"), "--config", path.relative(root, writeConfiguration(run, messagesPath)),
  ], {
    cwd: root, env: { LACUNA_RUN: descriptionPath, NODE_NO_WARNINGS: "1" }, reject: false, buffer: false,
    // A process group of its own: Ctrl-C reaches this program alone, which then asks the suite to clean up.
    detached: true, cleanup: true, stdin: "ignore", stdout: run.verbose ? "inherit" : "pipe", stderr: run.verbose ? "inherit" : "pipe",
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const tail = new MessageTail(messagesPath);
  const limitMs = runtime.profile.timeoutsMs.scenario + silenceSlackMs;
  let ended = false;
  const ending = child.then((result) => { ended = true; return result; });
  let last = tail.read();
  let changedAt = Date.now();
  let stoppedAt: number | null = null;
  let hung = false;
  while (!ended) {
    await Promise.race([ending, delay(pollMs)]);
    const progress = tail.read();
    if (progress.finished !== last.finished || progress.running.join() !== last.running.join()) changedAt = Date.now();
    last = progress;
    onProgress(progress);
    if (stoppedAt === null && Date.now() - changedAt > limitMs) hung = true;
    if (stoppedAt === null && (interrupt.aborted || hung)) {
      stoppedAt = Date.now();
      child.kill("SIGTERM");
    }
    if (stoppedAt !== null && Date.now() - stoppedAt > cleanupMs) killGroup(child.pid);
  }
  const result = await ending;
  await endGroup(child.pid);
  onProgress(tail.read());
  await new Promise((resolve) => log.end(resolve));
  if (hung) return `the suite made no progress for ${Math.round(limitMs / 1000)} s on ${last.running[0] ?? "start-up"} and was stopped`;
  if (result.exitCode === 0 || result.exitCode === 1) return run.verbose ? null : firstComplaint(directory);
  return `the suite ended with ${result.exitCode ?? result.signal ?? "no status"}: ${firstComplaint(directory) ?? "it said nothing"}`;
}

/** Waits for what cucumber has started, which cleans up by itself also when cucumber was killed, and kills what is left. */
async function endGroup(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  const gone = (): true | null => (liveInGroup(pid).length === 0 ? true : null);
  if (await poll(gone, cleanupMs) === true) return;
  killGroup(pid);
  await poll(gone, cleanupMs);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has just ended
  }
}

/** The line of the suite's log that says most: cucumber's own complaint when it could not start. */
function firstComplaint(directory: string): string | null {
  const lines = readFileSync(path.join(directory, "suite.log"), "utf8").split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((candidate) => /error|cannot|no such|missing/i.test(candidate)) ?? lines.at(0);
  return line === undefined ? null : `${printable(line.trim())} (${path.join(directory, "suite.log")})`;
}
