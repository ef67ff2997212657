import { Option, type Command } from "commander";
import { diffResults, diffWithin, isSame } from "../reports/model/diff.ts";
import { readResults } from "../reports/model/results-file.ts";
import { diffFormats, renderDiff, type DiffFormat } from "../reports/writers/diff.ts";
import { UsageError } from "./failure.ts";
import { examples } from "./options.ts";

interface Options {
  readonly of?: readonly string[];
  readonly format: DiffFormat;
}

export function addDiff(program: Command): void {
  const command = program.command("diff").description("what changed between results: newly failing and passing, new and gone scenarios, other reasons; exit 0 same, 1 differs")
    .argument("<before>", "results.json, or the one file with both runtimes of --of")
    .argument("[after]", "later results; each of its runs is compared with that of the same version, or else of the nearest")
    .addOption(new Option("--of <runtimes...>", "with two files, one runtime or run to compare; with one file, the two to compare, the earlier first"))
    .addOption(new Option("--format <format>", "how it is told").choices(diffFormats).default("text"))
    .action((before: string, after: string | undefined, options: Options) => {
      const diff = after === undefined ? ofOneFile(before, options.of ?? []) : diffResults(readResults(before), readResults(after), oneOf(options.of ?? []));
      process.stdout.write(renderDiff(diff, options.format));
      process.exitCode = isSame(diff) ? 0 : 1;
    });
  examples(command, "lacuna diff earlier.json reports/out/results.json", "lacuna diff fixtures/results reports/out/results.json --of vrun --format md",
    "lacuna diff fixtures/results --of runc@1.3.6+ds1 runc@1.4.3+ds1");
}

function ofOneFile(file: string, [before, after, ...more]: readonly string[]) {
  if (before === undefined || after === undefined || more.length > 0) throw new UsageError("with one file, diff needs two runtimes; right would be: lacuna diff results.json --of runc vrun");
  return diffWithin(readResults(file), before, after);
}

function oneOf(names: readonly string[]): string | null {
  if (names.length > 1) throw new UsageError("with two files, --of names one runtime; leave it out to compare all");
  return names[0] ?? null;
}
