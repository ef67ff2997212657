import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { buildResults, runIdOf } from "../reports/model/build-results.ts";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { loadExpectations } from "../reports/model/expectations.ts";
import type { Results, Shard, Suite } from "../reports/model/results.ts";
import type { HostFeatures, RunDescription } from "../steps/domain/run-description.ts";
import { runCucumber } from "./cucumber-process.ts";
import { endRun, endScenarios, outcomeIn } from "./cut-short.ts";
import { HostError } from "./failure.ts";
import { describeHost, type IdentifiedRuntime } from "./identify.ts";
import { MessageTail, type RunProgress } from "./message-tail.ts";
import type { ListedScenario } from "./scenarios.ts";
import { cucumberPaths } from "./selection.ts";
import { sweep, sweepScenarios } from "./sweep.ts";
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

/**
 * Runs the suite on one runtime and turns what it wrote into results. Nothing of a container outlives it: what the hooks
 * could not clean up is swept. A runtime that ends the process which runs its scenario fails that scenario: the others are
 * run by another process.
 *
 * @param onProgress called a few times a second
 * @param interrupt when it aborts, the suite is told to stop and the results so far are returned, not complete
 * @throws {HostError} The suite cannot be started, or broke before any scenario ended.
 */
export async function runSuite(run: SuiteRun, onProgress: (progress: RunProgress) => void, interrupt: AbortSignal): Promise<Results> {
  const { root, runtime, directory } = run;
  mkdirSync(directory, { recursive: true });
  const messagesPath = path.join(directory, "messages.ndjson");
  for (const name of readdirSync(directory).filter((file) => /^(messages.*\.ndjson|suite\.log)$/.test(file))) rmSync(path.join(directory, name));
  const workDirectory = makeWorkDirectory(root);
  try {
    const descriptionPath = writeDescription(run, workDirectory);
    const failure = await runToTheEnd(run, { descriptionPath, messagesPath, workDirectory }, onProgress, interrupt);
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

interface RunPlaces {
  readonly descriptionPath: string;
  readonly messagesPath: string;
  readonly workDirectory: string;
}

/**
 * Starts cucumber until each scenario has ended or been cut short, which costs one start for each that ends cucumber itself.
 * Returns what went wrong with the last, or null.
 */
async function runToTheEnd(run: SuiteRun, { descriptionPath, messagesPath, workDirectory }: RunPlaces, onProgress: (progress: RunProgress) => void, interrupt: AbortSignal): Promise<string | null> {
  const { root, directory, verbose } = run;
  const call = { root, descriptionPath, verbose, logPath: path.join(directory, "suite.log"), scenarioMs: run.runtime.profile.timeoutsMs.scenario };
  let left = run.chosen;
  let before: RunProgress = { finished: 0, failed: 0, running: [] };
  for (let round = 1; ; round++) {
    const part = round === 1 ? messagesPath : path.join(directory, `messages-${round}.ndjson`);
    const { finished, failed } = before;
    const end = await runCucumber({ ...call, messagesPath: part, configuration: writeConfiguration(run, left, part) }, (progress) => {
      onProgress({ finished: finished + progress.finished, failed: failed + progress.failed, running: progress.running });
    }, interrupt);
    if (!existsSync(part)) return end.failure;
    const { ended, unfinished } = await outcomeIn(part);
    if (!interrupt.aborted) endScenarios(part, unfinished, end.cut);
    if (part !== messagesPath) {
      await pipeline(createReadStream(part), createWriteStream(messagesPath, { flags: "a" }));
      rmSync(part);
    }
    const done = new Set([...ended, ...unfinished.map(({ place }) => place)]);
    left = left.filter((scenario) => !done.has(`${scenario.uri}:${scenario.line}`));
    if (interrupt.aborted || done.size === 0) return end.failure;
    if (left.length === 0) {
      if (unfinished.length > 0) endRun(messagesPath);
      return end.failure;
    }
    before = new MessageTail(messagesPath).read();
    await sweepScenarios(workDirectory);
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

/** Cucumber's configuration: the checkout's own, with the scenarios, messages and workers of the run. */
function writeConfiguration(run: SuiteRun, chosen: readonly ListedScenario[], messagesPath: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a file of the checkout, read when it is needed
  const own = (require(path.join(run.root, "cucumber.js")) as { readonly default?: object }).default ?? {};
  const configuration = {
    ...own,
    paths: cucumberPaths(run.all, chosen),
    format: [`message:${messagesPath}`, ...(run.verbose ? ["@cucumber/pretty-formatter"] : [])],
    parallel: run.parallel > 1 ? run.parallel : 0,
  };
  const file = path.join(run.directory, "cucumber.json");
  writeFileSync(file, `${JSON.stringify({ default: configuration }, null, 2)}\n`);
  return file;
}
