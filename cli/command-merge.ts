import type { Command } from "commander";
import { fillFromElsewhere } from "../reports/model/elsewhere.ts";
import { mergeWhole } from "../reports/model/merge.ts";
import { readResults, writeResults } from "../reports/model/results-file.ts";
import { examples } from "./options.ts";
import { outputFile } from "./output.ts";
import { verdictTable } from "./summary.ts";

export function addMerge(program: Command): void {
  const command = program.command("merge").description("join results of shards, and of runtimes from several machines")
    .argument("<results...>", "results files of one commit of the suite")
    .requiredOption("--out <file>", "the joined results file")
    .option("--elsewhere <file>", "results of another host, for what the others' host could not run; repeat it for more hosts",
      (file: string, list: readonly string[]) => [...list, file], [])
    .action((files: readonly string[], options: { readonly out: string; readonly elsewhere: readonly string[] }) => {
      const out = outputFile("--out", options.out);
      const { results, missing } = mergeWhole(files.map(readResults));
      const merged = fillFromElsewhere(results, options.elsewhere.map(readResults));
      writeResults(out, merged);
      console.log(verdictTable(merged));
      for (const one of missing) console.error(`lacuna: ${one.runId}: of ${one.total} shards, ${one.missing.join(", ")} ${one.missing.length === 1 ? "is" : "are"} missing; the joined run is not complete`);
      process.exitCode = missing.length > 0 ? 1 : 0;
    });
  examples(command, "lacuna merge shard-*/results.json --out results.json", "lacuna merge results.json --elsewhere cgroup-v2/results.json --out results.json");
}
