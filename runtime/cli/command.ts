import type { Context } from "../commands/context.ts";
import { UsageError } from "../errors/errors.ts";
import type { Options, OptionSpec } from "./options.ts";

export interface Command {
  readonly name: string;
  readonly help: string;
  readonly usage: string;
  readonly example: string;
  readonly options: readonly OptionSpec[];
  /** Fewest and most positional arguments. */
  readonly args: readonly [number, number];
  /** Whether what follows the first positional argument is not ours. */
  readonly stopAtPositional?: boolean;
  /** Exit status for an error, 1 unless said. */
  readonly errorStatus?: number;
  /** Prefix of an error, where runc has one. */
  readonly errorPrefix?: string;
  /** @returns The exit status. */
  run(context: Context, options: Options, args: readonly string[], print: (text: string) => void): Promise<number>;
}

export const jsonOrTable: OptionSpec = { name: "format", short: "f", kind: "text", help: "select one of: table or json" };

/** What `jsonOrTable` says. @throws {UsageError} for any other format. */
export function tableOrJson(options: Options): "table" | "json" {
  const format = options.isGiven("format") ? options.text("format") : "table";
  if (format !== "table" && format !== "json") throw new UsageError("invalid format option");
  return format;
}
