import parseTags from "@cucumber/tag-expressions";
import { baseIdOf, type Shard } from "../reports/model/results.ts";
import { inShard } from "../reports/model/shard.ts";
import { UsageError } from "./failure.ts";
import { suggestion } from "./nearest.ts";
import type { ListedScenario } from "./scenarios.ts";

export interface Selection {
  /** A tag expression, or null for all. */
  readonly tags: string | null;
  /** Scenario ids; an outline's id stands for all its rows. Empty for all. */
  readonly only: readonly string[];
  readonly shard: Shard | null;
}

/**
 * The scenarios that a run is to execute.
 *
 * @throws {UsageError} The expression does not parse, names a tag or id that no scenario has, or nothing is left.
 */
export function select(all: readonly ListedScenario[], selection: Selection): readonly ListedScenario[] {
  const { tags, only, shard } = selection;
  let chosen = all;
  if (tags !== null) {
    const matches = tagFilter(tags, all);
    chosen = chosen.filter(matches);
  }
  if (only.length > 0) {
    const ids = [...new Set(all.flatMap((scenario) => [scenario.id, baseIdOf(scenario.id)]))];
    for (const id of only) {
      if (!ids.includes(id)) throw new UsageError(`--only: no scenario has the id "${id}"${suggestion(id, ids)}`);
    }
    chosen = chosen.filter((scenario) => only.includes(scenario.id) || only.includes(baseIdOf(scenario.id)));
  }
  if (chosen.length === 0) throw new UsageError(`no scenario is both in --tags ${tags ?? "(all)"} and --only ${only.join(" ") || "(all)"}`);
  if (shard !== null) chosen = chosen.filter((scenario) => inShard(scenario.id, shard));
  return chosen;
}

function tagFilter(expression: string, all: readonly ListedScenario[]): (scenario: ListedScenario) => boolean {
  let parsed: { evaluate(tags: string[]): boolean };
  try {
    parsed = parseTags(expression);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split("\n").at(-1) ?? "" : "";
    throw new UsageError(`--tags "${expression}" is no tag expression (${reason}); right would be "@smoke and not @needs:docker"`);
  }
  const known = [...new Set(all.flatMap((scenario) => scenario.tags))];
  for (const word of expression.split(/[\s()]+/)) {
    if (word === "" || word === "and" || word === "or" || word === "not" || known.includes(word)) continue;
    throw new UsageError(`--tags: no scenario carries the tag ${word}${suggestion(word, known)}`);
  }
  return (scenario) => parsed.evaluate([...scenario.tags]);
}

/** Reads `I/N`. @throws {UsageError} It is no such thing. */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const shard = { index: Number(match?.[1]), total: Number(match?.[2]) };
  if (match === null || shard.index < 1 || shard.index > shard.total) {
    throw new UsageError(`--shard "${text}" is no shard; right would be I/N with I from 1 to N, for example 2/4`);
  }
  return shard;
}

/** What a selection chose, as a tag expression for the results; null for all scenarios. Shards are told apart from it. */
export function describeSelection(selection: Selection): string | null {
  const ids = selection.only.map((id) => `@id:${baseIdOf(id)}`).join(" or ");
  if (selection.tags === null) return ids === "" ? null : ids;
  return ids === "" ? selection.tags : `(${selection.tags}) and (${ids})`;
}

/** The arguments that make cucumber run exactly these: whole files where all of a file is chosen. */
export function cucumberPaths(all: readonly ListedScenario[], chosen: readonly ListedScenario[]): readonly string[] {
  const files = [...new Set(chosen.map((scenario) => scenario.uri))];
  return files.map((uri) => {
    const lines = chosen.filter((scenario) => scenario.uri === uri).map((scenario) => scenario.line);
    const whole = all.filter((scenario) => scenario.uri === uri).length === lines.length;
    return whole ? uri : [uri, ...lines].join(":");
  });
}
