import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { InputError } from "./input-error.ts";
import { readRecorded } from "./recorded.ts";
import type { Results } from "./results.ts";
import { readSchema1 } from "./results-schema-1.ts";
import { checkSchema } from "./schema.ts";
import { sortedJson } from "./sorted-json.ts";

const schemaFile = "reports/model/results.schema.json";

/**
 * Reads results.json, of today's schema or of schema 1, or a folder of recorded results.
 *
 * @throws {InputError} There is no such file, it is no JSON, or it does not match the schema.
 */
export function readResults(file: string): Results {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) return readRecorded(file);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`${file}: no results can be read here (${error instanceof Error ? error.message : String(error)})`, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError(`${file}: not JSON; a results file is written by "lacuna run"`, error);
  }
  return isSchema1(value) ? readSchema1(value, file) : checkSchema<Results>(schemaFile, value, file);
}

function isSchema1(value: unknown): boolean {
  return typeof value === "object" && value !== null && "schemaVersion" in value && value.schemaVersion === 1;
}

/**
 * Writes results.json with sorted keys, whole or not at all.
 *
 * @throws {InputError} The results do not match the schema; nothing was written.
 */
export function writeResults(file: string, results: Results): void {
  checkSchema<Results>(schemaFile, results, file);
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${sortedJson(results)}\n`);
  renameSync(temporary, file);
}
