import { Listr } from "listr2";
import { runIdOf } from "../reports/model/build-results.ts";
import { mergeResults } from "../reports/model/merge.ts";
import type { Results, Shard } from "../reports/model/results.ts";
import { changedFeatures, featuresFor, probeHost } from "../steps/domain/host-features.ts";
import { HostError, UsageError } from "./failure.ts";
import { identify } from "./identify.ts";
import { duration, progressText } from "./progress-text.ts";
import { chooseRuntime } from "./runtime-argument.ts";
import type { ListedScenario } from "./scenarios.ts";
import { suiteIdentity } from "./suite-identity.ts";
import { runDirectory, runSuite } from "./suite-run.ts";

export interface RunRequest {
  readonly root: string;
  /** `NAME`, `NAME=PATH` or `NAME@VERSION`, at least one. */
  readonly runtimes: readonly string[];
  readonly all: readonly ListedScenario[];
  readonly chosen: readonly ListedScenario[];
  readonly parallel: number;
  readonly shard: Shard | null;
  readonly selection: string | null;
  readonly out: string;
  readonly verbose: boolean;
}

/** How often a line of progress is printed where there is no terminal. */
const lineEveryMs = 20_000;

/**
 * Runs the chosen scenarios on each runtime, one runtime after the other, with live progress.
 *
 * @returns one set of results for all of them, in their order; not complete where the run was interrupted or what the host has changed meanwhile, and
 *   without the runtimes that did not begin
 * @throws {UsageError} No such runtime, or two arguments that are one.
 * @throws {HostError} A runtime does not run here, or the suite cannot.
 */
export async function runRuntimes(request: RunRequest, interrupt: AbortSignal): Promise<Results> {
  if (process.getuid?.() !== 0) throw new HostError("needs root, because it makes containers, mounts and cgroups; run it as root, for example by sudo");
  const runtimes = await Promise.all(request.runtimes.map(async (argument) => identify(chooseRuntime(argument, request.root))));
  const runIds = runtimes.map((runtime) => runIdOf(runtime.profile.name, runtime.version));
  const twice = runIds.find((runId, index) => runIds.indexOf(runId) !== index);
  if (twice !== undefined) throw new UsageError(`two runtimes are both ${twice}; give one of them another name by NAME=PATH`);
  // Once for all runtimes: the checkout may change while they run.
  const suite = await suiteIdentity(request.root);
  // Once for all runtimes as well, which are compared: what a host has is a fact, and asked again in the end.
  const host = await probeHost();
  const parts: Results[] = [];
  const live = process.stdout.isTTY && !request.verbose && process.env["CI"] === undefined;
  const tasks = runtimes.map((runtime) => {
    const title = `${runtime.profile.name} ${runtime.version}${runtime.accelerator === null ? "" : ` (${runtime.accelerator})`}`;
    return {
      title: `${title}: ${request.chosen.length} scenarios`,
      task: async (_: unknown, task: { title: string; output: string }): Promise<void> => {
        if (interrupt.aborted) return;
        const started = Date.now();
        let printedAt = started;
        const features = featuresFor(runtime.profile, host);
        const results = await runSuite({ ...request, suite, runtime, features, directory: runDirectory(request.out, runtime) }, (progress) => {
          if (!live && Date.now() - printedAt < lineEveryMs) return;
          printedAt = Date.now();
          task.output = progressText(progress, request.chosen.length, Date.now() - started);
        }, interrupt);
        parts.push(results);
        task.title = `${title}: ${results.scenarios.length} scenarios in ${duration(Date.now() - started)}`;
      },
    };
  });
  const runner = new Listr(tasks, { exitOnError: true, renderer: live ? "default" : request.verbose ? "silent" : "simple", registerSignalListeners: false });
  await runner.run();
  const changed = interrupt.aborted ? [] : changedFeatures(host, await probeHost());
  for (const line of changed) console.error(`lacuna: the host changed while the scenarios ran: ${line}; the run is not whole, run it again`);
  const results: Results = parts.length === 0 ? { schemaVersion: 2, suite, runs: [], scenarios: [] } : mergeResults(parts);
  return changed.length === 0 ? results : { ...results, runs: results.runs.map((run) => ({ ...run, complete: false })) };
}
