import type { Command } from "commander";
import { gateResults } from "../reports/gate/gate.ts";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { judgeResults } from "../reports/model/judge.ts";
import { readResults } from "../reports/model/results-file.ts";
import { collectExpectations, expectationsHelp, knownBy, profilesIn, type OwnExpectations } from "./expectations-option.ts";
import { examples } from "./options.ts";
import { verdictTable } from "./summary.ts";

interface Options {
  readonly baseline?: string;
  readonly expectations: readonly OwnExpectations[];
}

export function addGate(program: Command): void {
  const command = program.command("gate").description("exit 0 when results are as expected, 1 when not, with a line for each surprise")
    .argument("<results>", "results.json of a run")
    .option("--baseline <file>", "earlier results: what failed there alike, or was skipped for the same reason, is no surprise here; what ran there must run")
    .option("--expectations <file>", expectationsHelp, collectExpectations, [])
    .action((file: string, options: Options) => {
      const baseline = options.baseline === undefined ? null : readResults(options.baseline);
      const recorded = readResults(file);
      const results = options.expectations.length === 0 ? recorded : judgeResults(recorded, knownBy(options.expectations, profilesIn(recorded)));
      const { surprises, notes, tolerated, expected } = gateResults({ results, baseline, catalogue: loadCatalogue() });
      console.log(`${verdictTable(results)}\n`);
      for (const line of [...notes, ...tolerated]) console.log(`note: ${line}`);
      for (const surprise of surprises) console.log(surprise.line);
      console.log(`${expected} as expected, ${surprises.length} not`);
      process.exitCode = surprises.length > 0 ? 1 : 0;
    });
  examples(command, "lacuna gate reports/out/results.json --baseline fixtures/results", "lacuna gate reports/out/results.json --expectations mine.yaml");
}
