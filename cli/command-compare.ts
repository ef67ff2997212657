import path from "node:path";
import type { Command } from "commander";
import { writeLimitations } from "../reports/limitations/files.ts";
import type { Results } from "../reports/model/results.ts";
import { UsageError } from "./failure.ts";
import { addRunOptions, examples, type RunOptions } from "./options.ts";
import { cutShortLines, runAndRecord, type Finished } from "./command-run.ts";
import { differenceLines, summaryText } from "./summary.ts";
import { writeReports } from "./write-reports.ts";

export function addCompare(program: Command): void {
  const command = addRunOptions(program.command("compare").description("run the suite on each runtime; report only what differs, and why")
    .argument("<runtimes...>", "two or more of NAME, NAME=PATH, NAME@VERSION"))
    .action(async (runtimes: readonly string[], options: RunOptions) => {
      if (runtimes.length < 2) throw new UsageError("compare needs two runtimes or more; right would be: lacuna compare vrun runc");
      const finished = await runAndRecord(runtimes, options);
      const { results, out } = finished;
      const written = [path.join(out, "results.json"), ...await writeReports(results, out, ["html", "md", "junit", "allure"]), ...writeLimitationDocuments(results, out)];
      const ended = finished.interrupted ? endedOnEach(results) : results;
      if (results.runs.length >= 2) console.log(`\n${differenceLines(ended).join("\n")}`);
      console.log(`\n${summaryText(results)}\n\n${written.map((line) => `  ${line}`).join("\n")}\nReport: ${path.join(out, "index.html")}`);
      process.exitCode = conclude(finished);
    });
  examples(command, "lacuna compare vrun runc", "lacuna compare runc@1.3.6 runc --tags @smoke");
}

/** The results without scenarios that an interrupt kept from some of the runtimes, which says nothing of these. */
function endedOnEach(results: Results): Results {
  return { ...results, scenarios: results.scenarios.filter((scenario) => results.runs.every((run) => scenario.results[run.runId] !== undefined)) };
}

/** A limitation document for each runtime that is not runc itself. */
function writeLimitationDocuments(results: Results, out: string): readonly string[] {
  return results.runs.filter((run) => run.runtime.profile !== "runc").map((run) => {
    const file = path.join(out, `limitations-${run.runtime.profile}.md`);
    writeLimitations(results, run.runId, file);
    return file;
  });
}

/** 0 when the comparison was made; 1 when it was interrupted, nothing ran, or the suite itself broke in a scenario. */
function conclude(finished: Finished): number {
  const { results } = finished;
  for (const line of cutShortLines(finished)) console.error(`lacuna: ${line}`);
  if (finished.interrupted) return 1;
  const broken = results.scenarios.flatMap((scenario) => Object.entries(scenario.results).filter(([, result]) => result.verdict === "error").map(([runId]) => `${runId} ${scenario.id}`));
  for (const line of broken) console.error(`lacuna: the suite broke in ${line}`);
  const idle = results.runs.filter((run) => !results.scenarios.some((scenario) => {
    const verdict = scenario.results[run.runId]?.verdict;
    return verdict !== undefined && verdict !== "skipped";
  }));
  for (const run of idle) console.error(`lacuna: no scenario ran on ${run.runId}`);
  return broken.length > 0 || idle.length > 0 || results.runs.some((run) => !run.complete) ? 1 : 0;
}
