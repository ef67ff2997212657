import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { areaOf, standardOf } from "../reports/model/results.ts";
import { checkSchema } from "../reports/model/schema.ts";
import { UsageError } from "./failure.ts";
import { suggestion } from "./nearest.ts";
import type { ListedScenario } from "./scenarios.ts";

/** A runtime that breaks one behaviour, and who notices. What its other fields mean is its program's business. */
export interface Mutant {
  readonly name: string;
  /** What it does wrong, one sentence. */
  readonly breaks: string;
  readonly kind: string;
  readonly commands?: readonly string[];
  /** The runtime around which it is made, as `--runtime` names it, where only that one shows the behaviour; else any. */
  readonly runtime?: string;
  /** Id of the scenario that catches it. */
  readonly caughtBy: string;
  /** Text of the step at which it is caught. */
  readonly at: string;
}

/** Runtimes that must pass nothing: programs below fixtures/mutants/stubs. */
export const stubs: readonly { readonly name: string; readonly breaks: string }[] = [
  { name: "does-nothing", breaks: "Every command succeeds and does nothing." },
  { name: "always-refuses", breaks: "Every command fails and does nothing." },
];

export const mutantsFolder = path.join("fixtures", "mutants");

/**
 * The mutants that there are.
 *
 * @throws {InputError} The file does not match its schema. @throws {UsageError} Two share a name, or one names a
 * scenario that is not there, or a step that the scenario has not.
 */
export function loadMutants(root: string, scenarios: readonly ListedScenario[]): readonly Mutant[] {
  const file = path.join(mutantsFolder, "mutants.yaml");
  const mutants = checkSchema<readonly Mutant[]>(path.join(mutantsFolder, "mutants.schema.json"), parse(readFileSync(path.join(root, file), "utf8")), file);
  const ids = scenarios.map((scenario) => scenario.id);
  for (const [index, { name, caughtBy, at }] of mutants.entries()) {
    if (mutants.findIndex((other) => other.name === name) !== index || stubs.some((stub) => stub.name === name)) throw new UsageError(`${file}: two mutants are called ${name}; rename one`);
    const scenario = scenarios.find(({ id }) => id === caughtBy);
    if (scenario === undefined) throw new UsageError(`${file}: ${name} is caught by ${caughtBy}, and no scenario has that id${suggestion(caughtBy, ids)}`);
    if (!scenario.steps.includes(at)) throw new UsageError(`${file}: ${name} is caught at "${at}", which is no step of ${caughtBy}${suggestion(at, scenario.steps)}`);
  }
  return mutants;
}

/** A share of something: `count` of `outOf`. */
export interface Share {
  readonly count: number;
  readonly outOf: number;
}

/** Reads `I/N`. @throws {UsageError} It is no such thing. */
export function parseShare(text: string): Share {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const share = { count: Number(match?.[1]), outOf: Number(match?.[2]) };
  if (match === null || share.count < 1 || share.count > share.outOf) throw new UsageError(`--sample "${text}" is no share; right would be I/N with I from 1 to N, for example 1/10`);
  return share;
}

/** A share of items, chosen by a hash of their names and the seed; never none. */
export function sample<T>(items: readonly T[], nameOf: (item: T) => string, share: Share, seed: string): readonly T[] {
  const ordered = byHash(items, (item) => `${seed}\n${nameOf(item)}`);
  const chosen = new Set(ordered.slice(0, Math.max(1, Math.ceil((items.length * share.count) / share.outOf))));
  return items.filter((item) => chosen.has(item));
}

/** Scenarios that can be held against a mutant: those that the runtime alone decides, not a container manager above it. */
export function suiteScenarios(scenarios: readonly ListedScenario[]): readonly ListedScenario[] {
  return scenarios.filter((scenario) => ["spec", "runc", "limitations"].includes(standardOf(scenario) ?? "") && !scenario.tags.some((tag) => /^@needs:(docker|podman|containerd)$/.test(tag)));
}

/** So many scenarios, always the same ones for a mutant, spread over the areas. */
export function witnesses(scenarios: readonly ListedScenario[], count: number, mutant: string): readonly ListedScenario[] {
  const ranks = new Map<string, number>();
  const ranked = byHash(scenarios, ({ id }) => `${mutant}\n${id}`).map((scenario) => {
    const rank = ranks.get(areaOf(scenario)) ?? 0;
    ranks.set(areaOf(scenario), rank + 1);
    return { scenario, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, count).map(({ scenario }) => scenario);
}

function byHash<T>(items: readonly T[], text: (item: T) => string): readonly T[] {
  const digest = (item: T): string => createHash("sha256").update(text(item)).digest("hex");
  return items.map((item) => ({ item, digest: digest(item) })).sort((a, b) => (a.digest < b.digest ? -1 : 1)).map(({ item }) => item);
}
