import { entriesOf, expectationsFile, type Expectation, type ExpectationSet, type KnownCause } from "./expectations.ts";
import { caseIds } from "./features.ts";
import type { LintInput, LintProblem } from "./lint-input.ts";
import { readTags } from "./scenario-tags.ts";
import { sortedJson } from "./sorted-json.ts";

/** The step that a leak counts as, whether a scenario has it or not. */
const leakStep = "nothing is left of the container";

/** Whether what is known of the runtimes fits the scenarios, the registry, and what is known of the others. */
export function expectationProblems(input: LintInput): readonly LintProblem[] {
  return [
    ...input.expectations.flatMap((set) => [...set.causes.flatMap((cause) => causeProblems(cause, input).map((message) => problem(set, cause.id, message))), ...entriesProblems(set, input)]),
    ...sameIdProblems(input.expectations),
    ...sharedFailureProblems(input.expectations),
    ...recordedProblems(input),
  ];
}

function problem(set: ExpectationSet, what: string, message: string): LintProblem {
  return { where: expectationsFile(set.profile), message: `${what}: ${message}` };
}

function causeProblems(cause: KnownCause, input: LintInput): readonly string[] {
  const { limitation } = cause;
  return [
    ...(cause.class === "unreviewed" ? ["nobody has judged it; give it a class of docs/verdicts.md and a link"] : []),
    ...(limitation !== undefined && !input.catalogue.limitations.has(limitation) ? [`limitation ${limitation} is not in fixtures/catalogue/limitations.yaml; correct the id or add the entry`] : []),
  ];
}

function entriesProblems(set: ExpectationSet, input: LintInput): readonly LintProblem[] {
  const seen = new Set<string>();
  return entriesOf(set).flatMap((entry) => {
    const key = sortedJson([entry.scenario, entry.versions, entry.at, entry.observed]);
    const repeated = seen.has(key) ? ["is listed twice with the same versions, step and observation; delete one of the entries"] : [];
    seen.add(key);
    return [...entryProblems(entry, input), ...repeated].map((message) => problem(set, `${entry.cause.id}: ${entry.scenario}`, message));
  });
}

function entryProblems(entry: Expectation, input: LintInput): readonly string[] {
  const scenario = input.features.scenarios.find((candidate) => caseIds(candidate).includes(entry.scenario));
  if (scenario === undefined) {
    const outline = input.features.scenarios.find((candidate) => candidate.outline && candidate.ids.includes(entry.scenario));
    return [outline === undefined ? "no scenario has this id; correct it or delete the entry"
      : `this is an outline; name a row, such as ${caseIds(outline)[0] ?? ""}`];
  }
  const found: string[] = [];
  const declared = scenario.cases[caseIds(scenario).indexOf(entry.scenario)];
  const steps = declared?.steps ?? [];
  if (!steps.includes(entry.at) && entry.at !== leakStep) found.push(`"at" is none of its steps ("${entry.at}"); write a step's text without its keyword`);
  const { limitation } = entry.cause;
  if (limitation !== undefined && input.catalogue.limitations.has(limitation) && !readTags(declared?.tags ?? []).limitations.includes(limitation)) {
    found.push(`the scenario does not carry @lim:${limitation}; tag it, or choose another class`);
  }
  return found;
}

function recordedProblems({ expectations, recordedCauses }: LintInput): readonly LintProblem[] {
  return recordedCauses.flatMap(({ profile, cause }) => {
    const set = expectations.find((one) => one.profile === profile) ?? { profile, covers: [], causes: [] };
    return set.causes.some(({ id }) => id === cause) ? [] : [problem(set, cause, "recorded results name it, and it is not listed; record them again, or restore it")];
  });
}

/** One id is one cause: it has one class in all files. */
function sameIdProblems(sets: readonly ExpectationSet[]): readonly LintProblem[] {
  const first = new Map<string, { readonly set: ExpectationSet; readonly cause: KnownCause }>();
  return sets.flatMap((set) => set.causes.flatMap((cause) => {
    const other = first.get(cause.id);
    if (other === undefined) first.set(cause.id, { set, cause });
    if (other === undefined || other.cause.class === cause.class || cause.why !== undefined || other.cause.why !== undefined) return [];
    return [problem(set, cause.id, `is ${cause.class} here and ${other.cause.class} in ${expectationsFile(other.set.profile)}; give both one class, or say "why" not`)];
  }));
}

/**
 * Runtimes that fail a scenario at the same step with the same observation have one class for it, or one of them says why
 * not. A limitation is told by its entry in the registry, which says why.
 */
function sharedFailureProblems(sets: readonly ExpectationSet[]): readonly LintProblem[] {
  const first = new Map<string, { readonly set: ExpectationSet; readonly entry: Expectation }[]>();
  const said = new Set<string>();
  return sets.flatMap((set) => entriesOf(set).flatMap((entry) => {
    const key = sortedJson([entry.scenario, entry.at, entry.observed]);
    const others = first.get(key) ?? [];
    first.set(key, [...others, { set, entry }]);
    return others.flatMap((other) => {
      const [a, b] = [other.entry.cause, entry.cause];
      const pair = `${set.profile} ${b.id} ${other.set.profile} ${a.id}`;
      if (other.set === set || a.class === b.class || a.class === "limitation" || b.class === "limitation" || a.why !== undefined || b.why !== undefined || said.has(pair)) return [];
      said.add(pair);
      return [problem(set, b.id, `is ${b.class}, and ${a.id} in ${expectationsFile(other.set.profile)}, which fails ${entry.scenario} alike, is ${a.class}; give both one class, or say "why" not`)];
    });
  }));
}
