import path from "node:path";
import type { Command } from "commander";
import { renderLimitations } from "../reports/limitations/document.ts";
import { checkLimitations, writeLimitations } from "../reports/limitations/files.ts";
import { projectRoot } from "../reports/model/project-root.ts";
import { readResults } from "../reports/model/results-file.ts";
import { examples } from "./options.ts";
import { outputFile } from "./output.ts";

interface Options {
  readonly runtime: string;
  readonly out?: string;
  readonly check?: boolean;
}

export function addLimitations(program: Command): void {
  const command = program.command("limitations").description("the limitation document of a runtime, from recorded results")
    .argument("<results>", "results.json that holds a run of the runtime, and one of runc to compare it with")
    .requiredOption("--runtime <name>", "whose document; a profile's name or a run's id")
    .option("--out <file>", "write it here instead of printing it")
    .option("--check", "write nothing; exit 1 unless the file (by default docs/limitations/<name>.md) is what the results give")
    .action((file: string, options: Options) => {
      const results = readResults(file);
      if (options.check === true) {
        const problem = checkLimitations(results, options.runtime, options.out ?? path.join(projectRoot(), "docs", "limitations", `${options.runtime}.md`));
        if (problem !== null) console.log(problem);
        process.exitCode = problem === null ? 0 : 1;
      } else if (options.out === undefined) process.stdout.write(renderLimitations(results, options.runtime));
      else writeLimitations(results, options.runtime, outputFile("--out", options.out));
    });
  examples(command, "lacuna limitations fixtures/results --runtime vrun --check");
}
