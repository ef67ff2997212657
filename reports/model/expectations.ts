import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseYaml } from "./catalogue.ts";
import { InputError } from "./input-error.ts";
import { projectRoot } from "./project-root.ts";
import type { CauseClass, Observed } from "./results.ts";
import { checkSchema } from "./schema.ts";
import { sortedJson } from "./sorted-json.ts";
import { isRange, rangeCovers } from "./version.ts";

/** A failure that is known of a runtime in a range of versions. */
export interface Expectation {
  readonly scenario: string;
  readonly versions: string;
  readonly because: { readonly class: CauseClass; readonly id?: string };
  /** Text of the step at which it fails, without its keyword. */
  readonly at: string;
  /** What is observed there. */
  readonly observed: { readonly [name: string]: Observed };
  /** What was asked for is refused with an error, and nothing is left; absent where something else happens. */
  readonly outcome?: "refused";
  /** The runtime's own race decides whether it fails or passes; then a pass does not mean that it was fixed. */
  readonly sometimes?: true;
  /** What happens instead, a plain sentence. */
  readonly instead: string;
  readonly link?: string;
}

/** The file fixtures/expectations/<profile>.yaml. */
export interface ExpectationSet {
  readonly profile: string;
  /** Version ranges that the suite was run on; a version outside all of them has no expectations. */
  readonly covers: readonly string[];
  readonly expectations: readonly Expectation[];
}

/** What is expected of one version of one runtime. */
export interface ExpectationsOfVersion {
  readonly state: "covered" | "version-not-covered" | "none";
  readonly byScenario: ReadonlyMap<string, readonly Expectation[]>;
}

const schemaFile = "fixtures/expectations/expectations.schema.json";

/**
 * Loads what is known of a runtime, or null where there is no such file.
 *
 * @param directory where the files are; by default fixtures/expectations
 * @throws {InputError} The file does not match its schema or has a range that is none.
 */
export function loadExpectations(profile: string, directory = path.join(projectRoot(), "fixtures", "expectations")): ExpectationSet | null {
  const file = path.join(directory, `${profile}.yaml`);
  if (!/^[A-Za-z0-9._-]+$/.test(profile) || !existsSync(file)) return null;
  const shown = `fixtures/expectations/${profile}.yaml`;
  const parsed = checkSchema<Omit<ExpectationSet, "profile">>(schemaFile, parseYaml(readFileSync(file, "utf8"), shown), shown);
  for (const range of [...parsed.covers, ...parsed.expectations.map((entry) => entry.versions)]) {
    if (!isRange(range)) throw new InputError(`${shown}: "${range}" is no version range; write one such as ">=1.1.0 <1.2.0"`);
  }
  return { profile, ...parsed };
}

/** SHA-256 of what is known of a runtime, whatever the order of keys and the comments of its file; null where nothing is. */
export function digestOf(set: ExpectationSet | null): string | null {
  return set === null ? null : createHash("sha256").update(sortedJson(set)).digest("hex");
}

/** Picks the entries that hold for a version. */
export function expectationsOf(set: ExpectationSet | null, version: string): ExpectationsOfVersion {
  if (set === null) return { state: "none", byScenario: new Map() };
  if (!set.covers.some((range) => rangeCovers(range, version))) return { state: "version-not-covered", byScenario: new Map() };
  const byScenario = new Map<string, Expectation[]>();
  for (const entry of set.expectations) {
    if (!rangeCovers(entry.versions, version)) continue;
    const listed = byScenario.get(entry.scenario);
    if (listed === undefined) byScenario.set(entry.scenario, [entry]);
    else listed.push(entry);
  }
  return { state: "covered", byScenario };
}
