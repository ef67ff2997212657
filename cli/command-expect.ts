import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { updateExpectations, type ExpectationsUpdate } from "../reports/model/expect.ts";
import { expectationsFile } from "../reports/model/expectations.ts";
import { projectRoot } from "../reports/model/project-root.ts";
import { readResults } from "../reports/model/results-file.ts";
import type { Results, Run } from "../reports/model/results.ts";
import { UsageError } from "./failure.ts";
import { examples } from "./options.ts";
import { outputFile } from "./output.ts";
import { listScenarios } from "./scenarios.ts";

interface Options {
  readonly runtime?: string;
  readonly expectations?: string;
}

export function addExpect(program: Command): void {
  const command = program.command("expect").description("write into a file of expectations what results lack, and mark there what they contradict")
    .argument("<results>", "results.json of a run")
    .option("--runtime <name>", "whose, where there are several: a profile's name or a run's id")
    .option("--expectations <file>", "the file, made when it is missing; by default the project's own")
    .action((file: string, options: Options) => {
      const results = readResults(file);
      const run = runOf(results, options.runtime);
      const own = options.expectations ?? path.join(projectRoot(), expectationsFile(run.runtime.profile));
      const out = outputFile("--expectations", own);
      const text = existsSync(out) ? readFileSync(out, "utf8") : null;
      const ids = new Set(listScenarios(projectRoot()).map((scenario) => scenario.id));
      const update = updateExpectations(text, own, results, run, ids);
      writeFileSync(out, update.text);
      console.log(linesOf(update).join("\n"));
      console.log(`${own}: ${update.added.length} added, ${update.stale.length} marked as stale, ${update.unlistable.length} cannot be listed`);
    });
  examples(command, "lacuna expect reports/out/results.json --expectations mine.yaml", "lacuna expect reports/out/results.json --runtime runc@1.4.3+ds1");
}

function runOf(results: Results, name: string | undefined): Run {
  const runs = results.runs.filter((run) => name === undefined || run.runId === name || run.runtime.profile === name);
  const [run, ...more] = runs;
  const ids = results.runs.map((one) => one.runId).join(", ");
  if (run === undefined) throw new UsageError(`--runtime ${name ?? ""}: these results have no such run; there is ${ids || "none"}`);
  if (more.length > 0) throw new UsageError(`--runtime: which of ${ids}? right would be: --runtime ${run.runId}`);
  return run;
}

function linesOf({ added, stale, unlistable }: ExpectationsUpdate): readonly string[] {
  return [
    ...added.map(({ cause, scenario }) => `added: ${scenario} (${cause})`),
    ...stale.map(({ cause, scenario, why }) => `stale: ${scenario} (${cause}) ${why}`),
    ...unlistable.map((scenario) => `cannot be listed: ${scenario} ran out of time, failed in a Given, or left no observation`),
  ];
}
