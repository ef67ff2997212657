import { caseIds, readFeatures } from "../reports/model/features.ts";
import { UsageError } from "./failure.ts";

/** A scenario, or an outline's row, as the feature files have it. */
export interface ListedScenario {
  readonly id: string;
  readonly name: string;
  /** Path below the checkout. */
  readonly uri: string;
  readonly line: number;
  readonly tags: readonly string[];
  /** Texts of its steps without their keywords. */
  readonly steps: readonly string[];
}

/**
 * Every scenario of the suite, by file and line.
 *
 * @throws {UsageError} A feature file does not parse, a scenario has not exactly one id, or two share one.
 */
export function listScenarios(root: string): readonly ListedScenario[] {
  const features = readFeatures(root);
  const [problem] = features.problems;
  if (problem !== undefined) throw new UsageError(`${problem.uri}: ${problem.message.split("\n").slice(0, 2).join(" ")}`);
  const listed = features.scenarios.flatMap((scenario) => {
    const ids = caseIds(scenario);
    if (ids.length === 0) throw new UsageError(`${scenario.uri}:${scenario.line}: needs exactly one @id tag, and has ${scenario.ids.length}`);
    return ids.map((id, index) => ({ id, name: scenario.name, uri: scenario.uri, line: scenario.cases[index]?.line ?? scenario.line, tags: scenario.tags, steps: scenario.cases[index]?.steps ?? [] }));
  });
  const byId = new Map<string, ListedScenario>();
  for (const scenario of listed) {
    const other = byId.get(scenario.id);
    if (other !== undefined) throw new UsageError(`${scenario.uri}:${scenario.line} and ${other.uri}:${other.line} both carry the id ${scenario.id}`);
    byId.set(scenario.id, scenario);
  }
  return listed;
}
