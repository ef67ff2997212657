/** Reads command lines as runc does: long options with `=` or a value after them, one dash or two, short aliases. */

import { UsageError } from "../errors/errors.ts";

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  readonly kind: "flag" | "text" | "list" | "number";
  readonly help: string;
  /** Not shown in help. */
  readonly hidden?: boolean;
}

/** What was given. Each reader falls back to "not given": false, empty or 0. */
export class Options {
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.values = values;
  }

  isGiven(name: string): boolean {
    return this.values.has(name);
  }

  flag(name: string): boolean {
    return this.values.get(name)?.at(-1) === "true";
  }

  text(name: string): string {
    return this.values.get(name)?.at(-1) ?? "";
  }

  list(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  number(name: string): number {
    return Number(this.values.get(name)?.at(-1) ?? 0);
  }
}

function flagValue(name: string, text: string | undefined): string {
  if (text === undefined) return "true";
  if (/^(1|t|true)$/i.test(text)) return "true";
  if (/^(0|f|false)$/i.test(text)) return "false";
  throw new UsageError(`invalid value ${JSON.stringify(text)} for flag -${name}: must be true or false`);
}

function checkNumber(name: string, text: string): string {
  if (!/^-?\d{1,15}$/.test(text)) throw new UsageError(`invalid value ${JSON.stringify(text)} for flag -${name}: must be a number`);
  return text;
}

export interface ParsedLine {
  readonly options: Options;
  readonly rest: readonly string[];
}

/**
 * Parses `argv` up to its first positional argument, or all of it.
 *
 * @param stopAtPositional Leave what follows the first positional argument alone: it belongs to somebody else.
 * @throws {UsageError} for an unknown option or a value that does not fit.
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
    if (!/^--?[A-Za-z]/.test(argument)) {
      if (stopAtPositional) {
        rest.push(...argv.slice(index));
        break;
      }
      rest.push(argument);
      continue;
    }
    const equals = argument.indexOf("=");
    const name = argument.slice(0, equals < 0 ? undefined : equals).replace(/^--?/, "");
    const attached = equals < 0 ? undefined : argument.slice(equals + 1);
    const spec = specs.find((candidate) => candidate.name === name || candidate.short === name);
    if (spec === undefined) throw new UsageError(`flag provided but not defined: -${name}`);
    let value: string;
    if (spec.kind === "flag") value = flagValue(name, attached);
    else {
      const text = attached ?? argv[++index];
      if (text === undefined) throw new UsageError(`flag needs an argument: -${name}`);
      value = spec.kind === "number" ? checkNumber(name, text) : text;
    }
    values.set(spec.name, spec.kind === "list" ? [...(values.get(spec.name) ?? []), value] : [value]);
  }
  return { options: new Options(values), rest };
}
