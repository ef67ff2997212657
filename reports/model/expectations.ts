import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseYaml } from "./catalogue.ts";
import { InputError } from "./input-error.ts";
import { projectRoot } from "./project-root.ts";
import type { Cause, CauseClass, Observed } from "./results.ts";
import { checkSchema } from "./schema.ts";
import { sortedJson } from "./sorted-json.ts";
import { isRange, rangeCovers } from "./version.ts";

/** Scenarios that fail alike for one cause. */
export interface KnownFailure {
  /** Text of the step at which they fail, without its keyword. */
  readonly at: string;
  /** What is observed there. */
  readonly observed: { readonly [name: string]: Observed };
  /** Where it is known for other versions than the cause. */
  readonly versions?: string;
  readonly scenarios: readonly string[];
}

/** Why a runtime fails scenarios, told once. */
export interface KnownCause {
  /** Kebab-case, one of its kind within a file; the same id in two files is the same cause. */
  readonly id: string;
  readonly class: CauseClass;
  /** The entry of the registry; there for class `limitation` alone. */
  readonly limitation?: string;
  /** A range of versions; by default all that the file covers. */
  readonly versions?: string;
  /** What happens instead, a plain sentence. */
  readonly instead: string;
  /** What was asked for is refused with an error, and nothing is left; absent where something else happens. */
  readonly outcome?: "refused";
  /** The runtime's own race decides whether it fails or passes; then a pass does not mean that it was fixed. */
  readonly sometimes?: true;
  readonly link?: string;
  /** Why the class is another than that of a runtime which fails the same scenario alike. */
  readonly why?: string;
  readonly failures: readonly KnownFailure[];
}

/** What is known of a runtime: the file fixtures/expectations/<profile>.yaml, or one of a user's own. */
export interface ExpectationSet {
  readonly profile: string;
  /** Version ranges that the suite was run on; a version outside all of them has no expectations. */
  readonly covers: readonly string[];
  readonly causes: readonly KnownCause[];
}

/** That a scenario is known to fail, with the cause that says so. */
export interface Expectation {
  readonly scenario: string;
  /** Null: all versions that the file covers. */
  readonly versions: string | null;
  readonly cause: KnownCause;
  readonly at: string;
  readonly observed: { readonly [name: string]: Observed };
}

/** What is expected of one version of one runtime. */
export interface ExpectationsOfVersion {
  readonly state: "covered" | "version-not-covered" | "none";
  readonly byScenario: ReadonlyMap<string, readonly Expectation[]>;
}

const schemaFile = "fixtures/expectations/expectations.schema.json";

/** Where the project's own expectations of a runtime are, below the checkout. */
export function expectationsFile(profile: string): string {
  return `fixtures/expectations/${profile}.yaml`;
}

/**
 * Loads what the project knows of a runtime, or null where there is no such file.
 *
 * @param directory where the files are; by default fixtures/expectations
 * @throws {InputError} The file does not match its schema or has a range that is none.
 */
export function loadExpectations(profile: string, directory = path.join(projectRoot(), "fixtures", "expectations")): ExpectationSet | null {
  const file = path.join(directory, `${profile}.yaml`);
  if (!/^[A-Za-z0-9._-]+$/.test(profile) || !existsSync(file)) return null;
  return readExpectations(readFileSync(file, "utf8"), profile, expectationsFile(profile));
}

/**
 * Reads the text of a file of expectations.
 *
 * @param origin the file, for messages
 * @throws {InputError} It does not match the schema, has a range that is none, or two causes of one id.
 */
export function readExpectations(text: string, profile: string, origin: string): ExpectationSet {
  const parsed = checkSchema<Omit<ExpectationSet, "profile">>(schemaFile, parseYaml(text, origin), origin);
  const ranges = [...parsed.covers, ...parsed.causes.flatMap((cause) => [cause.versions, ...cause.failures.map((failure) => failure.versions)])];
  for (const range of ranges) {
    if (range !== undefined && !isRange(range)) throw new InputError(`${origin}: "${range}" is no version range; write one such as ">=1.1.0 <1.2.0"`);
  }
  const ids = parsed.causes.map((cause) => cause.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InputError(`${origin}: two causes have the id ${twice}; join them, or rename one`);
  return { profile, ...parsed };
}

/** SHA-256 of what is known of a runtime, whatever the order of keys and the comments of its file; null where nothing is. */
export function digestOf(set: ExpectationSet | null): string | null {
  return set === null ? null : createHash("sha256").update(sortedJson(set)).digest("hex");
}

/** Each scenario that is known to fail, once for each way in which it does. */
export function entriesOf(set: ExpectationSet): readonly Expectation[] {
  return set.causes.flatMap((cause) => cause.failures.flatMap(({ at, observed, versions, scenarios }) =>
    scenarios.map((scenario) => ({ scenario, versions: versions ?? cause.versions ?? null, cause, at, observed }))));
}

/** Picks the entries that hold for a version. */
export function expectationsOf(set: ExpectationSet | null, version: string): ExpectationsOfVersion {
  if (set === null) return { state: "none", byScenario: new Map() };
  if (!set.covers.some((range) => rangeCovers(range, version))) return { state: "version-not-covered", byScenario: new Map() };
  const byScenario = new Map<string, Expectation[]>();
  for (const entry of entriesOf(set)) {
    if (entry.versions !== null && !rangeCovers(entry.versions, version)) continue;
    const listed = byScenario.get(entry.scenario);
    if (listed === undefined) byScenario.set(entry.scenario, [entry]);
    else listed.push(entry);
  }
  return { state: "covered", byScenario };
}

/** A cause as results keep it. */
export function causeOf({ id, class: causeClass, limitation, instead, link }: KnownCause): Cause {
  return { cause: id, class: causeClass, id: limitation ?? null, instead, link: link ?? null };
}
