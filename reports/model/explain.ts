import type { Behaviour, Catalogue, Limitation, Requirement } from "./catalogue.ts";
import { caseIds, type DeclaredFeatures, type DeclaredScenario } from "./features.ts";
import { InputError } from "./input-error.ts";
import { baseIdOf, type Results } from "./results.ts";
import { labelOf } from "./verdict-label.ts";

/** What is known about an id. */
export type Explanation =
  | { readonly kind: "requirement"; readonly requirement: Requirement; readonly scenarios: readonly ExplainedScenario[] }
  | { readonly kind: "behaviour"; readonly behaviour: Behaviour; readonly scenarios: readonly ExplainedScenario[] }
  | { readonly kind: "limitation"; readonly limitation: Limitation; readonly scenarios: readonly ExplainedScenario[] }
  | { readonly kind: "scenario"; readonly scenarios: readonly ExplainedScenario[] };

export interface ExplainedScenario {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly line: number;
  readonly tags: readonly string[];
  readonly issues: readonly string[];
  /** Verdicts as reports name them, by runId, where there are results. */
  readonly verdicts: { readonly [runId: string]: string };
}

/**
 * Explains a requirement, behaviour, limitation or scenario.
 *
 * @param results recorded results, or null where there are none
 * @throws {InputError} Nothing has that id; the message names the nearest ids.
 */
export function explain(id: string, catalogue: Catalogue, features: DeclaredFeatures, results: Results | null): Explanation {
  const requirement = catalogue.requirements.get(id);
  if (requirement !== undefined) {
    return { kind: "requirement", requirement, scenarios: casesWhere(features, results, (s) => s.requirements.includes(id)) };
  }
  const behaviour = catalogue.behaviours.get(id);
  if (behaviour !== undefined) {
    return { kind: "behaviour", behaviour, scenarios: casesWhere(features, results, (s) => s.behaviours.includes(id)) };
  }
  const limitation = catalogue.limitations.get(id);
  if (limitation !== undefined) {
    return { kind: "limitation", limitation, scenarios: casesWhere(features, results, (s) => s.limitations.includes(id)) };
  }
  const ofScenario = casesWhere(features, results, (s) => s.ids.includes(baseIdOf(id)));
  const scenarios = id.includes("[") ? ofScenario.filter((one) => one.id === id) : ofScenario;
  if (scenarios.length > 0) return { kind: "scenario", scenarios };
  const known = [...catalogue.requirements.keys(), ...catalogue.behaviours.keys(), ...catalogue.limitations.keys(), ...features.scenarios.flatMap((s) => s.ids)];
  throw new InputError(`nothing has the id ${id}; did you mean ${nearest(id, known).join(", ")}?`);
}

function casesWhere(features: DeclaredFeatures, results: Results | null, keep: (scenario: DeclaredScenario) => boolean): readonly ExplainedScenario[] {
  return features.scenarios.filter(keep).flatMap((scenario) => caseIds(scenario).map((id, index) => {
    const record = results?.scenarios.find((candidate) => candidate.id === id);
    const verdicts = Object.entries(record?.results ?? {}).map(([runId, result]): [string, string] => [runId, labelOf(result)]);
    return {
      id, name: record?.name ?? scenario.name, uri: scenario.uri, line: scenario.cases[index]?.line ?? scenario.line,
      tags: scenario.tags, issues: scenario.issues, verdicts: Object.fromEntries(verdicts),
    };
  }));
}

/** The three ids that share the longest beginning, or else a part, with a mistyped one. */
function nearest(id: string, known: readonly string[]): readonly string[] {
  const wanted = id.toLowerCase();
  const score = (candidate: string): number => {
    const other = candidate.toLowerCase();
    let same = 0;
    while (same < wanted.length && wanted[same] === other[same]) same += 1;
    return same + (other.includes(wanted) ? wanted.length : 0);
  };
  return [...known].sort((a, b) => score(b) - score(a) || a.length - b.length).slice(0, 3);
}
