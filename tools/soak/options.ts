import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";

export interface Options {
  readonly containers: number;
  readonly execs: number;
  readonly parallel: number;
  readonly minutes: number;
  readonly seed: number;
  readonly killRate: number;
  readonly freezeRate: number;
  /** Folder of the results, made here. */
  readonly out: string;
  /** The program that is soaked. */
  readonly vrun: string;
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,9}$/.test(text) || number < least || number > most) throw new InvalidArgumentError(`right would be a whole number from ${least} to ${most}.`);
    return number;
  };
}

function share(text: string): number {
  if (!/^(0|1|0?\.\d{1,4})$/.test(text)) throw new InvalidArgumentError("right would be a share from 0 to 1.");
  return Number(text);
}

/** Ends the process where the arguments are wrong. */
export function parseOptions(root: string): Options {
  return new Command("npm run soak --").description("make, use and delete many containers while vrun's processes are killed, and look for what is left")
    .option("--containers <n>", "containers to make", whole(1, 1_000_000), 1000)
    .option("--execs <n>", "processes to run in containers", whole(0, 1_000_000), 5000)
    .option("--parallel <n>", "containers or pods at a time", whole(1, 64), 4)
    .option("--minutes <n>", "longest time; begins no more after it", whole(1, 100_000), 60)
    .option("--seed <n>", "what happens is the same for the same seed", whole(0, 999_999_999), 1)
    .option("--kill-rate <share>", "share of containers or pods that have a process killed", share, 0.12)
    .option("--freeze-rate <share>", "share that have one stopped for a while", share, 0.03)
    .option("--out <folder>", "where summary.json, summary.md and memory.csv go", (text) => resolve(text), resolve(root, "reports/out/soak"))
    .option("--vrun <file>", "another vrun to soak", (text) => resolve(text), resolve(root, "bin/vrun"))
    .addHelpText("after", "\nExamples:\n  npm run soak\n  npm run soak -- --containers 40 --execs 200 --minutes 8 --parallel 2 --seed 3\n\nCtrl-C ends it after the steps under way; twice, at once.")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse()
    .opts<Options>();
}
