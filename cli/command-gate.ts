import type { Command } from "commander";
import { gateResults } from "../reports/gate/gate.ts";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { readResults } from "../reports/model/results-file.ts";
import { examples } from "./options.ts";
import { verdictTable } from "./summary.ts";

export function addGate(program: Command): void {
  const command = program.command("gate").description("exit 0 when results are as expected, 1 when not, with a line for each surprise")
    .argument("<results>", "results.json of a run")
    .option("--baseline <file>", "earlier results: what failed there alike, or was skipped for the same reason, is no surprise here; what ran there must run")
    .action((file: string, options: { readonly baseline?: string }) => {
      const baseline = options.baseline === undefined ? null : readResults(options.baseline);
      const results = readResults(file);
      const { surprises, notes, tolerated, expected } = gateResults({ results, baseline, catalogue: loadCatalogue() });
      console.log(`${verdictTable(results)}\n`);
      for (const line of [...notes, ...tolerated]) console.log(`note: ${line}`);
      for (const surprise of surprises) console.log(surprise.line);
      console.log(`${expected} as expected, ${surprises.length} not`);
      process.exitCode = surprises.length > 0 ? 1 : 0;
    });
  examples(command, "lacuna gate reports/out/results.json --baseline fixtures/results/baseline.json");
}
