import type { Command } from "commander";
import { judgeResults } from "../reports/model/judge.ts";
import { readResults, writeResults } from "../reports/model/results-file.ts";
import { collectExpectations, expectationsHelp, knownBy, profilesIn, type OwnExpectations } from "./expectations-option.ts";
import { examples } from "./options.ts";
import { outputFile } from "./output.ts";
import { verdictTable } from "./summary.ts";

interface Options {
  readonly expectations: readonly OwnExpectations[];
  readonly out?: string;
}

export function addJudge(program: Command): void {
  const command = program.command("judge").description("judge recorded results anew by today's expectations, without a new run")
    .argument("<results>", "results.json of a run, or of several merged")
    .option("--expectations <file>", expectationsHelp, collectExpectations, [])
    .option("--out <file>", "write the results here, with the new verdicts")
    .action((file: string, options: Options) => {
      const results = readResults(file);
      const out = options.out === undefined ? null : outputFile("--out", options.out);
      const judged = judgeResults(results, knownBy(options.expectations, profilesIn(results)));
      if (out !== null) writeResults(out, judged);
      console.log(verdictTable(judged));
    });
  examples(command, "lacuna judge results.json", "lacuna judge results.json --expectations mine.yaml --out judged.json");
}
