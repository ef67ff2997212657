import type { Catalogue, Requirement, RequirementLevel } from "./catalogue.ts";
import type { DeclaredFeatures } from "./features.ts";
import { byCodeUnit } from "./sorted-json.ts";

/** How many entries there are to cover, and how many a scenario asserts. */
export interface Share {
  readonly testable: number;
  readonly asserted: number;
}

export interface Coverage {
  /** Keyword-based requirements by level. */
  readonly requirements: Readonly<Record<RequirementLevel, Share>>;
  /** Requirements that follow from the text without a keyword of their own. */
  readonly derived: Share;
  /** Requirements of each document of the spec, whatever they rest on. */
  readonly documents: { readonly [document: string]: Share };
  readonly behaviours: {
    /** Behaviours that a container manager relies on. */
    readonly reliedOn: Share;
    readonly all: Share;
  };
  /** Limitations that every document lists. */
  readonly limitations: Share;
  /** Ids of testable entries without a scenario. */
  readonly missing: readonly string[];
  /** For each covered entry, the ids of its scenarios. */
  readonly scenarios: { readonly [entry: string]: readonly string[] };
}

const levels: readonly RequirementLevel[] = ["MUST", "MUST NOT", "REQUIRED", "SHOULD", "SHOULD NOT", "MAY"];

/** Tells which requirements, behaviours and documented limitations have a scenario. An entry that no run can show from outside is not testable. */
export function coverage(catalogue: Catalogue, features: DeclaredFeatures): Coverage {
  const scenarios = new Map<string, string[]>();
  for (const scenario of features.scenarios) {
    const [id] = scenario.ids;
    if (id === undefined) continue;
    for (const entry of [...scenario.requirements, ...scenario.behaviours, ...scenario.limitations]) {
      scenarios.set(entry, [...(scenarios.get(entry) ?? []), id]);
    }
  }
  const share = (ids: readonly string[]): Share => ({ testable: ids.length, asserted: ids.filter((id) => scenarios.has(id)).length });
  const requirements = [...catalogue.requirements.values()].filter((requirement) => requirement.testable !== "no");
  const behaviours = [...catalogue.behaviours.values()].filter((behaviour) => behaviour.testable !== "no");
  const documented = [...catalogue.limitations.values()].filter((limitation) => limitation.documented).map((limitation) => limitation.id);
  const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map((item) => item.id);
  const all = [...idsOf(requirements), ...idsOf(behaviours), ...documented];
  const keyword = requirements.filter((requirement) => requirement.basis === undefined);
  return {
    requirements: Object.fromEntries(levels.map((level) => [level, share(idsOf(keyword.filter((r) => r.level === level)))])) as Record<RequirementLevel, Share>,
    derived: share(idsOf(requirements.filter((requirement) => requirement.basis !== undefined))),
    documents: Object.fromEntries([...new Set(requirements.map(documentOf))].sort(byCodeUnit)
      .map((document) => [document, share(idsOf(requirements.filter((requirement) => documentOf(requirement) === document)))])),
    behaviours: { reliedOn: share(idsOf(behaviours.filter((behaviour) => behaviour.reliedOnBy !== undefined))), all: share(idsOf(behaviours)) },
    limitations: share(documented),
    missing: all.filter((id) => !scenarios.has(id)),
    scenarios: Object.fromEntries([...scenarios].sort(([a], [b]) => byCodeUnit(a, b)).map(([entry, ids]) => [entry, [...new Set(ids)].sort(byCodeUnit)])),
  };
}

/** The document of the spec that states a requirement, without the section. */
function documentOf(requirement: Requirement): string {
  return requirement.doc.split("#")[0] ?? requirement.doc;
}
