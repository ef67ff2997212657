import { readFileSync } from "node:fs";
import { loadExpectations, readExpectations, type ExpectationSet } from "../reports/model/expectations.ts";
import type { Results } from "../reports/model/results.ts";
import { UsageError } from "./failure.ts";

/** A file of expectations that an option names: `FILE`, or `NAME=FILE` where there are several runtimes. */
export interface OwnExpectations {
  /** Null: of the only runtime there is. */
  readonly profile: string | null;
  readonly file: string;
  readonly text: string;
}

/** What the help says of the option. */
export const expectationsHelp = "a file of expectations instead of the project's own; NAME=FILE where there are several runtimes; repeat it for more";

/**
 * Reads a value of `--expectations`, into the list of those before it, before any work that would be lost.
 *
 * @throws {UsageError} The file cannot be read.
 * @throws {InputError} It holds no expectations.
 */
export function collectExpectations(value: string, list: readonly OwnExpectations[]): readonly OwnExpectations[] {
  const [, named, rest] = /^([A-Za-z0-9._-]+)=(.+)$/.exec(value) ?? [];
  const [profile, file] = named === undefined || rest === undefined ? [null, value] : [named, rest];
  const text = textOf(file);
  readExpectations(text, profile ?? "", file);
  return [...list, { profile, file, text }];
}

/**
 * What is known of each profile: the files that were named, and the project's own for the others.
 *
 * @param profiles those that there are
 * @throws {UsageError} It is not told which of several runtimes a file is of, or there is no such runtime.
 */
export function knownBy(own: readonly OwnExpectations[], profiles: readonly string[]): (profile: string) => ExpectationSet | null {
  const sets = new Map(own.map(({ profile, file, text }) => {
    const whose = profile ?? onlyOne(profiles, file);
    if (!profiles.includes(whose)) throw new UsageError(`--expectations ${whose}=${file}: there is no runtime ${whose}; there is ${profiles.join(", ")}`);
    return [whose, readExpectations(text, whose, file)];
  }));
  return (profile) => sets.get(profile) ?? loadExpectations(profile);
}

/** The profiles that results have a run of. */
export function profilesIn(results: Results): readonly string[] {
  return [...new Set(results.runs.map((run) => run.runtime.profile))];
}

function onlyOne(profiles: readonly string[], file: string): string {
  const [profile, ...more] = profiles;
  if (profile === undefined || more.length > 0) throw new UsageError(`--expectations ${file}: which of ${profiles.join(", ")}? right would be: --expectations ${profiles[0] ?? "runc"}=${file}`);
  return profile;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--expectations ${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}
