import { isBinding, isNeverJudged, type Catalogue, type Requirement } from "./catalogue.ts";
import type { ScenarioRecord } from "./results.ts";

/**
 * What stands behind an assertion. Only `must` (a keyword of the spec's text) may be called a violation of the spec;
 * `should` and `derived` are told apart from it everywhere.
 */
export type Category = "must" | "should" | "derived" | "may" | "runc";

/** The categories in the order of reports, with the words for them. */
export const categories: readonly { readonly id: Category; readonly title: string; readonly help: string }[] = [
  { id: "must", title: "Spec, by keyword", help: "MUST, MUST NOT and REQUIRED in the text of the runtime-spec" },
  { id: "should", title: "Spec, SHOULD", help: "SHOULD and SHOULD NOT in the text: a recommendation, never a violation" },
  { id: "derived", title: "Spec, derived", help: "follows from the text without a keyword of its own: our reading, never called a violation" },
  { id: "may", title: "Spec, choices", help: "MAY, or where the text is unclear: recorded, never judged" },
  { id: "runc", title: "runc's behaviour", help: "what runc does, and container managers expect" },
];

/** The category of a requirement. */
export function categoryOf(requirement: Requirement): Category {
  if (isNeverJudged(requirement)) return "may";
  if (requirement.basis !== undefined) return "derived";
  return isBinding(requirement) ? "must" : "should";
}

/** The categories of all that a scenario asserts, in the order of reports. */
export function categoriesOf(scenario: ScenarioRecord, catalogue: Catalogue): readonly Category[] {
  const found = new Set<Category>();
  for (const id of scenario.requirements) {
    const requirement = catalogue.requirements.get(id);
    if (requirement !== undefined) found.add(categoryOf(requirement));
  }
  if (scenario.behaviours.length > 0) found.add("runc");
  return categories.map((category) => category.id).filter((id) => found.has(id));
}
