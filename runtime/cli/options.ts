/** Reads command lines as runc does: long options with `=` or a value after them, one dash or two, short aliases. */

import { UsageError } from "../errors/errors.ts";
import { parseDuration, parseFlag, parseInteger } from "./values.ts";

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  readonly kind: "flag" | "text" | "list" | "number" | "numbers" | "duration";
  readonly help: string;
  /** Not shown in help. */
  readonly hidden?: boolean;
}

/** What was given, of which the parser has checked that it fits. Each reader falls back to "not given": false, empty or 0. */
export class Options {
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.values = values;
  }

  isGiven(name: string): boolean {
    return this.values.has(name);
  }

  flag(name: string): boolean {
    return parseFlag(this.text(name)) ?? false;
  }

  text(name: string): string {
    return this.values.get(name)?.at(-1) ?? "";
  }

  list(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  number(name: string): number {
    return parseInteger(this.text(name)) ?? 0;
  }

  numbers(name: string): readonly number[] {
    return this.list(name).map((text) => parseInteger(text) ?? 0);
  }

  /** In milliseconds. */
  duration(name: string): number {
    return parseDuration(this.text(name)) ?? 0;
  }
}

function fits(kind: OptionSpec["kind"], text: string): boolean {
  switch (kind) {
    case "flag": return parseFlag(text) !== undefined;
    case "number": case "numbers": return parseInteger(text) !== undefined;
    case "duration": return parseDuration(text) !== undefined;
    case "text": case "list": return true;
  }
}

function isRepeatable(kind: OptionSpec["kind"]): boolean {
  return kind === "list" || kind === "numbers";
}

interface GivenOption {
  readonly spec: OptionSpec;
  /** As it was given: by its name or its short form. */
  readonly name: string;
  readonly attached: string | undefined;
}

/** @returns undefined for an option that is not in `specs`. @throws {UsageError} for what is no option at all. */
function readOption(argument: string, specs: readonly OptionSpec[]): GivenOption | undefined {
  const [, name, attached] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
  if (name === undefined) throw new UsageError(`bad flag syntax: ${argument}`);
  const spec = specs.find((candidate) => candidate.name === name || candidate.short === name);
  return spec === undefined ? undefined : { spec, name, attached };
}

export interface ParsedLine {
  readonly options: Options;
  readonly rest: readonly string[];
}

/**
 * Parses `argv` up to its first positional argument, or all of it.
 *
 * An option that is not known is an error before the first positional argument and one more of these after it, as runc has it:
 * `kill web -9` sends a signal.
 *
 * @param stopAtPositional Leave what follows the first positional argument alone: it belongs to somebody else.
 * @throws {UsageError} for an unknown option or a value that does not fit, in the words of Go's flags.
 */
export function parseOptions(argv: readonly string[], specs: readonly OptionSpec[], stopAtPositional: boolean): ParsedLine {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? "";
    if (argument === "--") {
      rest.push(...argv.slice(index + 1));
      break;
    }
    const isPositional = !/^-./s.test(argument);
    if (isPositional && stopAtPositional) {
      rest.push(...argv.slice(index));
      break;
    }
    const given = isPositional ? undefined : readOption(argument, specs);
    if (given === undefined) {
      if (!isPositional && rest.length === 0) throw new UsageError(`flag provided but not defined: -${argument.replace(/^--?/, "").split("=")[0]}`);
      rest.push(argument);
      continue;
    }
    const { spec, name, attached } = given;
    const value = attached ?? (spec.kind === "flag" ? "true" : argv[++index]);
    if (value === undefined) throw new UsageError(`flag needs an argument: -${name}`);
    if (!fits(spec.kind, value)) throw new UsageError(`invalid ${spec.kind === "flag" ? "boolean value" : "value"} ${JSON.stringify(value)} for ${spec.kind === "flag" ? "" : "flag "}-${name}: parse error`);
    values.set(spec.name, isRepeatable(spec.kind) ? [...(values.get(spec.name) ?? []), value] : [value]);
  }
  return { options: new Options(values), rest };
}
