import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AstBuilder, GherkinClassicTokenMatcher, Parser, compile } from "@cucumber/gherkin";
import { IdGenerator, type Feature, type GherkinDocument, type PickleStep, type PickleStepType } from "@cucumber/messages";
import { InputError } from "./input-error.ts";
import { scenariosOf } from "./messages.ts";
import { projectRoot } from "./project-root.ts";
import { readTags, type TagFacts } from "./scenario-tags.ts";

/** A scenario or outline as its feature file declares it. */
export interface DeclaredScenario extends TagFacts {
  readonly name: string;
  readonly feature: string;
  /** Path below the checkout. */
  readonly uri: string;
  readonly line: number;
  readonly tags: readonly string[];
  readonly outline: boolean;
  /** One for a scenario, one for each row of an outline. */
  readonly cases: readonly DeclaredCase[];
}

/** A scenario, or a row of an outline, with the steps it runs. */
export interface DeclaredCase {
  /** First cell of the row; null for a plain scenario. */
  readonly firstColumn: string | null;
  readonly line: number;
  /** Those of the scenario, and of the row's own table. */
  readonly tags: readonly string[];
  /** Texts of its steps without their keywords, those of backgrounds first. */
  readonly steps: readonly string[];
  /** Those of its Thens. */
  readonly outcomes: readonly string[];
}

/** A feature file that can't be parsed. */
export interface ParseProblem {
  readonly uri: string;
  readonly message: string;
}

export interface DeclaredFeatures {
  readonly scenarios: readonly DeclaredScenario[];
  readonly problems: readonly ParseProblem[];
}

/**
 * Reads every feature file below a folder, in the order of their paths.
 *
 * @param root the folder that paths are told from, by default the checkout
 * @throws {InputError} The folder can't be read.
 */
export function readFeatures(root = projectRoot(), folder = "features"): DeclaredFeatures {
  let files: string[];
  try {
    files = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".feature")).sort();
  } catch (error) {
    throw new InputError(`${folder}: no features can be read here`, error);
  }
  const scenarios: DeclaredScenario[] = [];
  const problems: ParseProblem[] = [];
  for (const file of files) {
    const uri = path.posix.join(folder, file.replaceAll(path.sep, "/"));
    try {
      scenarios.push(...parseFeature(readFileSync(path.join(root, folder, file), "utf8"), uri));
    } catch (error) {
      problems.push({ uri, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { scenarios, problems };
}

/** Reads the scenarios of one feature. @throws {Error} The text is no Gherkin. */
export function parseFeature(text: string, uri: string): readonly DeclaredScenario[] {
  const newId = IdGenerator.incrementing();
  const document: GherkinDocument = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(text);
  const { feature } = document;
  if (feature === undefined) return [];
  const pickles = compile({ ...document, uri }, uri, newId);
  const inherited = inheritedTags(feature);
  return scenariosOf(feature).map((scenario) => {
    const tags = [...(inherited.get(scenario.id) ?? []), ...scenario.tags.map((tag) => tag.name),
      ...scenario.examples.flatMap((examples) => examples.tags.map((tag) => tag.name))];
    const rows = scenario.examples.flatMap((examples) => examples.tableBody);
    const outline = scenario.examples.length > 0;
    const cases = pickles.filter((pickle) => pickle.astNodeIds.includes(scenario.id)).map((pickle) => {
      const row = rows.find((candidate) => pickle.astNodeIds.includes(candidate.id));
      return {
        firstColumn: row === undefined ? null : (row.cells[0]?.value ?? ""),
        line: (row ?? scenario).location.line, tags: pickle.tags.map((tag) => tag.name), steps: pickle.steps.map((step) => step.text),
        outcomes: pickle.steps.filter(isOutcome).map((step) => step.text),
      };
    });
    return { name: scenario.name, feature: feature.name, uri, line: scenario.location.line, tags, outline, cases, ...readTags(tags) };
  });
}

function isOutcome({ type }: PickleStep): boolean {
  const kind: `${PickleStepType}` = type ?? "Unknown";
  return kind === "Outcome";
}

/** Tags of the feature and of the rule around each scenario, by the scenario's node. */
function inheritedTags(feature: Feature): ReadonlyMap<string, readonly string[]> {
  const own = feature.tags.map((tag) => tag.name);
  const map = new Map<string, readonly string[]>();
  for (const { scenario, rule } of feature.children) {
    if (scenario !== undefined) map.set(scenario.id, own);
    for (const child of rule?.children ?? []) {
      if (child.scenario !== undefined) map.set(child.scenario.id, [...own, ...(rule?.tags.map((tag) => tag.name) ?? [])]);
    }
  }
  return map;
}

/** Ids of the cases of a scenario as results name them; none where the scenario has not exactly one id. */
export function caseIds(scenario: DeclaredScenario): readonly string[] {
  const [id, ...more] = scenario.ids;
  if (id === undefined || more.length > 0) return [];
  return scenario.cases.map((one) => (one.firstColumn === null ? id : `${id}[${one.firstColumn}]`));
}
