import path from "node:path";
import type { Command } from "commander";
import { gateResults } from "../reports/gate/gate.ts";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { causeLines } from "../reports/model/common-cause.ts";
import { judgeResults } from "../reports/model/judge.ts";
import { projectRoot } from "../reports/model/project-root.ts";
import { writeResults } from "../reports/model/results-file.ts";
import type { Results } from "../reports/model/results.ts";
import { UsageError } from "./failure.ts";
import { knownBy } from "./expectations-option.ts";
import { interruptible } from "./interrupt.ts";
import { settle, workingFolder } from "./kept-results.ts";
import { addRunOptions, examples, selectionOf, type RunOptions } from "./options.ts";
import { outputFolder } from "./output.ts";
import { runRuntimes } from "./run-runtimes.ts";
import { chooseRuntime } from "./runtime-argument.ts";
import { listScenarios } from "./scenarios.ts";
import { describeSelection, select } from "./selection.ts";
import { summaryText } from "./summary.ts";
import { writeReports } from "./write-reports.ts";

export interface Finished {
  readonly results: Results;
  /** Absolute path of the folder with the results. */
  readonly out: string;
  /** Absolute path of the output folder, where that kept the whole results of an earlier run; else null. */
  readonly kept: string | null;
  readonly interrupted: boolean;
}

/**
 * Runs scenarios on runtimes, and writes results.json as soon as there are results. A run that is cut short leaves whole
 * results of an earlier one as they are, and keeps its own beside them.
 */
export async function runAndRecord(runtimes: readonly string[], options: RunOptions): Promise<Finished> {
  const root = projectRoot();
  const selection = selectionOf(options);
  const all = listScenarios(root);
  const chosen = select(all, selection);
  const out = outputFolder("--out", options.out);
  const known = knownBy(options.expectations, [...new Set(runtimes.map((runtime) => chooseRuntime(runtime, root).profile.name))]);
  return interruptible((text) => console.error(`lacuna: ${text}`), async (interrupt) => {
    const folder = workingFolder(out);
    const ran = await runRuntimes({
      root, runtimes, all, chosen, parallel: options.parallel, shard: selection.shard, selection: describeSelection(selection), out: folder,
      verbose: options.verbose ?? false,
    }, interrupt);
    const results = options.expectations.length === 0 ? ran : judgeResults(ran, known);
    const settled = settle(folder, out, results);
    writeResults(path.join(settled, "results.json"), results);
    return { results, out: settled, kept: settled === out ? null : out, interrupted: interrupt.aborted };
  });
}

export function addRun(program: Command): void {
  const command = addRunOptions(program.command("run").description("run the suite on one or more runtimes and write the results")
    .option("--runtime <name>", "NAME, NAME=PATH or NAME@VERSION; repeat it for more runtimes", (value: string, list: readonly string[]) => [...list, value], []))
    .action(async (options: RunOptions & { readonly runtime: readonly string[] }) => {
      if (options.runtime.length === 0) throw new UsageError("--runtime is missing; right would be: lacuna run --runtime runc");
      const finished = await runAndRecord(options.runtime, options);
      await writeReports(finished.results, finished.out, ["html", "md", "junit"]);
      console.log(`${summaryText(finished.results)}\n\nReport: ${path.join(finished.out, "index.html")}`);
      process.exitCode = conclude(finished);
    });
  examples(command, "lacuna run --runtime runc", "lacuna run --runtime mine=/usr/local/bin/mine --tags @smoke", "lacuna run --runtime crun --only signals/delivered --verbose");
}

/** Says what was not expected, and returns the exit code: 0 as expected, 1 not. */
function conclude(finished: Finished): number {
  const { results, interrupted, out } = finished;
  for (const line of cutShortLines(finished)) console.error(`lacuna: ${line}`);
  if (interrupted) return 1;
  const { surprises, notes, tolerated } = gateResults({ results, baseline: null, catalogue: loadCatalogue() });
  for (const note of notes) console.log(`note: ${note}`);
  const oneReason = causeLines(results).length > 0;
  if (!oneReason) for (const line of [...tolerated.map((text) => `note: ${text}`), ...surprises.map((surprise) => surprise.line)]) console.log(line);
  const told = oneReason ? `; they are not listed here, since one reason stands behind them: ${path.join(out, "index.html")} has each` : "";
  if (surprises.length > 0) console.log(`${surprises.length} not as expected${told}`);
  return surprises.length > 0 ? 1 : 0;
}

/** What to say of a run that did not come to its end, if it did not. */
export function cutShortLines({ interrupted, kept, out }: Finished): readonly string[] {
  return [
    ...(interrupted ? ["interrupted; the results are those so far, and a scenario that was cut short is an error"] : []),
    ...(kept === null ? [] : [`the run is not whole, so that the earlier results in ${kept} stay; those of this run are in ${out}`]),
  ];
}
