import type { Command } from "commander";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { coverage, type Share } from "../reports/model/coverage.ts";
import { readFeatures } from "../reports/model/features.ts";
import { sortedJson } from "../reports/model/sorted-json.ts";
import { examples } from "./options.ts";

export function addCoverage(program: Command): void {
  const command = program.command("coverage").description("which requirements and behaviours have a scenario")
    .option("--json", "all of it as JSON, with the ids that have none")
    .action((options: { readonly json?: boolean }) => {
      const covered = coverage(loadCatalogue(), readFeatures());
      if (options.json === true) {
        console.log(sortedJson(covered));
        return;
      }
      const rows: readonly (readonly [string, Share])[] = [
        ...Object.entries(covered.requirements).map(([level, share]) => [`spec, ${level}`, share] as const),
        ["spec, derived", covered.derived], ["runc, relied on by managers", covered.behaviours.reliedOn], ["runc, all", covered.behaviours.all],
        ["documented limitations", covered.limitations],
      ];
      for (const [name, { asserted, testable }] of rows) {
        console.log(`${name.padEnd(28)} ${String(asserted).padStart(4)} of ${String(testable).padStart(4)}  ${percent(asserted, testable)}`);
      }
      console.log(`${covered.missing.length} entries have no scenario; lacuna coverage --json lists them`);
    });
  examples(command, "lacuna coverage --json");
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "" : `${String(Math.floor((100 * part) / whole)).padStart(3)} %`;
}
