import type { Command } from "commander";
import { readResults } from "../reports/model/results-file.ts";
import { parseFormats, reportFormats } from "../reports/writers/formats.ts";
import { examples } from "./options.ts";
import { outputFolder } from "./output.ts";
import { writeReports } from "./write-reports.ts";

export function addReport(program: Command): void {
  const command = program.command("report").description("write recorded results in other formats")
    .argument("<results>", "results.json of a run, or of several merged")
    .requiredOption("--format <list>", `one or more of ${reportFormats.join(",")}`)
    .requiredOption("--out <dir>", "where they go")
    .action(async (file: string, options: { readonly format: string; readonly out: string }) => {
      const formats = parseFormats(options.format);
      for (const line of await writeReports(readResults(file), outputFolder("--out", options.out), formats)) console.log(line);
    });
  examples(command, "lacuna report results.json --format html,junit --out report");
}
