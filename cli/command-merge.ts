import type { Command } from "commander";
import { fillFromElsewhere } from "../reports/model/elsewhere.ts";
import { mergeResults, withoutEvidence } from "../reports/model/merge.ts";
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
    .option("--no-evidence", "leave out what the scenarios ran and saw, for a baseline that is committed")
    .action((files: readonly string[], options: { readonly out: string; readonly elsewhere: readonly string[]; readonly evidence: boolean }) => {
      const out = outputFile("--out", options.out);
      const joined = fillFromElsewhere(mergeResults(files.map(readResults)), options.elsewhere.map(readResults));
      const merged = options.evidence ? joined : withoutEvidence(joined);
      writeResults(out, merged);
      console.log(verdictTable(merged));
    });
  examples(command, "lacuna merge shard-*/results.json --out results.json", "lacuna merge results.json --elsewhere cgroup-v2/results.json --out results.json", "lacuna merge results.json --no-evidence --out fixtures/results/baseline.json");
}
