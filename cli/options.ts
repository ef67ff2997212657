import os from "node:os";
import { InvalidArgumentError, Option, type Command } from "commander";
import { collectExpectations, expectationsHelp, type OwnExpectations } from "./expectations-option.ts";
import { parseShard, type Selection } from "./selection.ts";

/** Options that choose scenarios and say how to run them, shared by `run` and `compare`. */
export interface RunOptions {
  readonly tags?: string;
  readonly parallel: number;
  readonly shard?: string;
  readonly out: string;
  readonly only?: readonly string[];
  readonly verbose?: boolean;
  readonly expectations: readonly OwnExpectations[];
}

/** As many scenarios at once as there are processors, but no more than four: each may be a virtual machine. */
export const defaultParallel = Math.min(4, os.availableParallelism());

export function addRunOptions(command: Command): Command {
  return command
    .option("--tags <expression>", 'only scenarios whose tags match, for example "@smoke and not @needs:docker"')
    .option("--parallel <n>", "scenarios at once", wholeNumber, defaultParallel)
    .option("--shard <i/n>", "only the i-th of n parts; scenarios are spread by a hash of their ids")
    .addOption(new Option("--only <id...>", "only these scenarios; an outline's id stands for all its rows"))
    .option("--out <dir>", "where results and reports go", "reports/out")
    .option("--expectations <file>", expectationsHelp, collectExpectations, [])
    .option("--verbose", "print each step as it runs");
}

export function selectionOf(options: RunOptions): Selection {
  return { tags: options.tags ?? null, only: options.only ?? [], shard: options.shard === undefined ? null : parseShard(options.shard) };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 64) throw new InvalidArgumentError('right would be a whole number from 1 to 64.');
  return value;
}

/** Appends worked examples to a command's help. */
export function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText("after", `\nExample${lines.length > 1 ? "s" : ""}:\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
}
