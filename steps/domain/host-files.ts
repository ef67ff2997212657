import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Json } from "./json.ts";
import { poll } from "./poll.ts";
import type { Scenario } from "./scenario.ts";
import { readText, readTextOrNull } from "./written-files.ts";

/** Makes a file of the host, below the scenario's folder; scenarios reach it as `${scratch}/PATH`. */
export function makeHostFile(scratch: string, path: string, text: string): void {
  const file = join(scratch, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Writes what a container's process will read, and returns the file. */
export function writeInput(scratch: string, text: string): string {
  const file = join(scratch, "input");
  writeFileSync(file, text);
  return file;
}

/** Waits until a file below the scenario's folder has this text, or the deadline has passed; null when there is no such file. */
export async function awaitHostText(scenario: Scenario, path: string, wanted: string): Promise<string | null> {
  const file = join(scenario.directory, path);
  const read = (): string | null => readTextOrNull(file)?.trimEnd() ?? null;
  await poll(() => (read() === wanted ? true : null), scenario.suite.description.profile.timeoutsMs.output);
  return read();
}

/** The permissions of a file or folder below the scenario's folder, in octal; null when it is not there. */
export function modeBelow(scenario: Scenario, path: string): string | null {
  const found = statSync(join(scenario.directory, path), { throwIfNoEntry: false });
  return found === undefined ? null : (found.mode & 0o7777).toString(8);
}

/** The names in a folder below the scenario's folder, in order. */
export function namesBelow(scenario: Scenario, path: string): readonly string[] {
  return readdirSync(join(scenario.directory, path)).sort();
}

/** A file below the scenario's folder, read as JSON; undefined when there is none, or it holds something else. */
export function hostJson(scratch: string, path: string): Json | undefined {
  try {
    return JSON.parse(readText(join(scratch, path))) as Json;
  } catch {
    return undefined;
  }
}
