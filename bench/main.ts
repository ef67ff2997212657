/**
 * Measures vrun against what bounds it, as ratios within one call.
 *
 *   npm run bench -- --help
 */
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { commands } from "./figures/commands.ts";
import { files } from "./figures/files.ts";
import { many } from "./figures/many.ts";
import { memory } from "./figures/memory.ts";
import { starts } from "./figures/starts.ts";
import type { Figure, Lab, Measurement } from "./figure.ts";
import { makeFloor } from "./floor/floor.ts";
import { makeWorkspace } from "./workspace.ts";

const measurements: Readonly<Record<string, Measurement>> = { starts, commands, memory, files, many };

interface Options {
  readonly json?: string;
  readonly runs: number;
  readonly only: readonly string[];
}

async function measure({ only, runs }: Options): Promise<readonly Figure[]> {
  // vrun does without these certificates, which more than double Node's start: nor may what it is compared with have them.
  delete process.env["NODE_EXTRA_CA_CERTS"];
  const workspace = await makeWorkspace();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void workspace.remove().finally(() => process.exit(1)));
  try {
    const floor = await makeFloor(`${workspace.folder}/floor`, workspace.bundle);
    const lab: Lab = { workspace, floor, runs, say: (text) => console.error(`bench: ${text}`) };
    const figures: Figure[] = [];
    for (const name of only) figures.push(...((await measurements[name]?.(lab)) ?? []));
    return figures;
  } finally {
    await workspace.remove();
  }
}

function lineOf({ figure, value, unit, aim, met }: Figure): string {
  const digits = unit === "ratio" ? 2 : value >= 100 ? 0 : 1;
  return `${value.toFixed(digits).padStart(8)} ${unit.padEnd(9)} ${figure}${aim === null ? "" : ` (aim ${aim}: ${met ? "met" : "missed"})`}`;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError("right would be a whole number from 1 to 999.");
  return Number(text);
}

function known(text: string, before: readonly string[] | undefined): readonly string[] {
  if (!(text in measurements)) throw new InvalidArgumentError(`known are ${Object.keys(measurements).join(", ")}.`);
  return [...(before ?? []), text];
}

async function main(): Promise<void> {
  const program = new Command("npm run bench --").description("measure vrun's speed and memory; figures are medians, ratios are taken within one call")
    .option("--json <file>", "write [{figure, value, unit, aim, met}] there")
    .option("--runs <n>", "how often each thing is timed", count, 5)
    .option("--only <name>", `only this part, can be given several times: ${Object.keys(measurements).join(", ")}`, known)
    .addHelpText("after", "\nExamples:\n  npm run bench\n  npm run bench -- --only starts --runs 9 --json bench.json")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse();
  const options = program.opts<Partial<Options> & { readonly runs: number }>();
  const figures = await measure({ ...options, only: options.only ?? Object.keys(measurements) });
  for (const figure of figures) console.log(lineOf(figure));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
