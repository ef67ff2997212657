import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { recordedName, recordedText } from "../reports/model/recorded.ts";
import { readResults } from "../reports/model/results-file.ts";
import { examples } from "./options.ts";
import { outputFolder } from "./output.ts";

export function addRecord(program: Command): void {
  const command = program.command("record").description("keep how each scenario ended, one small file a run, to be committed and compared with")
    .argument("<results>", "results.json of a run, or of several merged")
    .requiredOption("--out <dir>", "where the files go; those of other runs there stay")
    .action((file: string, options: { readonly out: string }) => {
      const results = readResults(file);
      const out = outputFolder("--out", options.out);
      for (const run of results.runs) {
        const place = path.join(out, recordedName(run));
        writeFileSync(place, recordedText(results, run));
        console.log(place);
      }
    });
  examples(command, "lacuna record reports/out/results.json --out baseline", "lacuna gate reports/out/results.json --baseline baseline");
}
