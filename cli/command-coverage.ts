import type { Command } from "commander";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { coverage } from "../reports/model/coverage.ts";
import { readFeatures } from "../reports/model/features.ts";
import { sortedJson } from "../reports/model/sorted-json.ts";
import { coverageRows, percentOf, renderCoverage } from "../reports/writers/coverage.ts";
import { examples } from "./options.ts";

export function addCoverage(program: Command): void {
  const command = program.command("coverage").description("which requirements and behaviours have a scenario")
    .option("--json", "all of it as JSON, with the ids that have none")
    .option("--markdown", "the page docs/coverage.md")
    .action((options: { readonly json?: boolean; readonly markdown?: boolean }) => {
      const covered = coverage(loadCatalogue(), readFeatures());
      if (options.json === true) console.log(sortedJson(covered));
      else if (options.markdown === true) process.stdout.write(renderCoverage(covered));
      else {
        for (const [name, share] of [...coverageRows(covered), ...Object.entries(covered.documents)]) {
          console.log(`${name.padEnd(28)} ${String(share.asserted).padStart(4)} of ${String(share.testable).padStart(4)}  ${percentOf(share).padStart(5)}`);
        }
        console.log(`\n${covered.missing.length} have no scenario:\n${covered.missing.join(" ")}`);
      }
    });
  examples(command, "lacuna coverage --json");
}
