import type { Catalogue } from "./catalogue.ts";
import { caseIds, type DeclaredScenario } from "./features.ts";
import { expectationProblems } from "./lint-expectations.ts";
import type { LintInput, LintProblem } from "./lint-input.ts";
import { vacuousProblems } from "./lint-vacuous.ts";
import { standardOf } from "./results.ts";
import { issueOfLink } from "./scenario-tags.ts";

const idGrammar = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;
const tagGrammar = /^@(?:smoke|limitation|(?:id|req|runc|lim|issue|needs|isolation):.+|relied-by:(?:docker|containerd|podman|cri-o))$/;
const issueGrammar = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+#[0-9]+$/;
const needGrammar = /^[a-z0-9]+([-_][a-z0-9]+)*$/;

/** Checks what no schema can: ids, tags, catalogue, expectations and recorded results against one another. */
export function lint(input: LintInput): readonly LintProblem[] {
  const { features } = input;
  return [
    ...features.problems.map(({ uri, message }) => ({ where: uri, message: message.replace(/\s*\n\s*/g, " ") })),
    ...features.scenarios.flatMap((scenario) => scenarioProblems(scenario, input).map((message) => ({ where: `${scenario.uri}:${scenario.line}`, message }))),
    ...idProblems(input),
    ...documentedProblems(input),
    ...byDesignProblems(input),
    ...expectationProblems(input),
  ];
}

function scenarioProblems(scenario: DeclaredScenario, input: LintInput): readonly string[] {
  const { catalogue } = input;
  const found: string[] = [];
  if (standardOf(scenario) === null) found.push("is in none of features/spec, features/runc, features/limitations, features/managers; move the file into one of them");
  if (scenario.ids.length !== 1) found.push(`has ${scenario.ids.length} @id tags (${scenario.ids.join(", ")}); give it exactly one, @id:<area>/<name>`);
  for (const id of scenario.ids.filter((one) => !idGrammar.test(one))) found.push(`@id:${id} is not <area>/<kebab-name>; rename it`);
  for (const tag of scenario.tags.filter((one) => !tagGrammar.test(one))) found.push(`${tag} is no tag that is known; docs/architecture.md and features/README.md name them`);
  if (scenario.requirements.length + scenario.behaviours.length + scenario.limitations.length === 0) {
    found.push("asserts nothing of the catalogue; tag it, or its rule, with @req:, @runc: or @lim:");
  }
  const lists = [["@req:", scenario.requirements, catalogue.requirements, "requirements"], ["@runc:", scenario.behaviours, catalogue.behaviours, "behaviours"],
    ["@lim:", scenario.limitations, catalogue.limitations, "limitations"]] as const;
  for (const [prefix, ids, known, file] of lists) {
    for (const id of ids.filter((one) => !known.has(one))) found.push(`${prefix}${id} is not in fixtures/catalogue/${file}.yaml; correct the id or add the entry`);
  }
  for (const need of scenario.needs) {
    if (!needGrammar.test(need)) found.push(`@needs:${need} is no name of a host feature; write it in lower case with hyphens`);
    else if (!input.hostFeatures.includes(need)) found.push(`@needs:${need} is not in fixtures/catalogue/host-features.yaml; correct the name, or add it there and to steps/domain/host-features.ts`);
  }
  return [...found, ...new Set(scenario.cases.flatMap(vacuousProblems)), ...issueProblems(scenario, catalogue), ...rowProblems(scenario)];
}

/** Whether @issue tags and the limitations' issues agree, both ways. */
function issueProblems(scenario: DeclaredScenario, catalogue: Catalogue): readonly string[] {
  const found = scenario.issues.filter((issue) => !issueGrammar.test(issue)).map((issue) => `@issue:${issue} is not <owner>/<repo>#<number>; correct it`);
  const known = new Set<string>();
  for (const id of scenario.limitations) {
    const issues = (catalogue.limitations.get(id)?.issues ?? []).map((url) => issueOfLink(url) ?? url);
    for (const issue of issues) known.add(issue);
    const [first] = issues;
    if (first !== undefined && !issues.some((issue) => scenario.issues.includes(issue))) {
      found.push(`@lim:${id} has issues, and the scenario carries none of them; add @issue:${first}`);
    }
  }
  if (scenario.limitations.length === 0) return found;
  return [...found, ...scenario.issues.filter((issue) => issueGrammar.test(issue) && !known.has(issue))
    .map((issue) => `@issue:${issue} is no issue of ${scenario.limitations.join(", ")}; remove the tag, or add the link in fixtures/catalogue/limitations.yaml`)];
}

/** Whether the rows of an outline can be told apart by their first column. */
function rowProblems(scenario: DeclaredScenario): readonly string[] {
  if (!scenario.outline) return [];
  if (scenario.cases.length === 0) return ["is an outline without a row; add one, or make it a scenario"];
  const columns = scenario.cases.map((one) => one.firstColumn ?? "");
  const twice = [...new Set(columns.filter((column, index) => columns.indexOf(column) !== index))];
  return [
    ...twice.map((column) => `two rows have "${column}" in their first column, which names them; make it unique`),
    ...(columns.includes("") ? ["a row has an empty first column, which names it; fill it in"] : []),
  ];
}

function idProblems(input: LintInput): readonly LintProblem[] {
  const found: LintProblem[] = [];
  const first = new Map<string, string>();
  for (const scenario of input.features.scenarios) {
    const where = `${scenario.uri}:${scenario.line}`;
    for (const id of scenario.ids) {
      const other = first.get(id);
      if (other === undefined) first.set(id, where);
      else found.push({ where, message: `@id:${id} is that of ${other} too; give one of them another` });
      if (input.retired.some((entry) => entry.id === id)) {
        found.push({ where, message: `@id:${id} is retired in fixtures/catalogue/retired-ids.yaml; choose an id that was never used` });
      }
    }
  }
  const listed = new Set(input.retired.map((entry) => entry.id));
  for (const id of new Set(input.recordedIds)) {
    if (first.has(id) || listed.has(id)) continue;
    found.push({ where: "fixtures/results", message: `recorded results have ${id}, and no scenario does; list it in fixtures/catalogue/retired-ids.yaml, or restore it` });
  }
  return found;
}

function documentedProblems(input: LintInput): readonly LintProblem[] {
  const probed = new Set(input.features.scenarios.flatMap((scenario) => scenario.limitations));
  return [...input.catalogue.limitations.values()].filter((limitation) => limitation.documented && !probed.has(limitation.id)).map((limitation) => ({
    where: "fixtures/catalogue/limitations.yaml", message: `${limitation.id} is documented and has no scenario; tag one with @lim:${limitation.id}`,
  }));
}

/** Whether the scenarios that show a limitation to be by design are there, and are tagged with it. */
function byDesignProblems(input: LintInput): readonly LintProblem[] {
  return [...input.catalogue.limitations.values()].flatMap(({ id, byDesign }) => (byDesign?.scenarios ?? []).flatMap((name) => {
    const scenario = input.features.scenarios.find((candidate) => caseIds(candidate).includes(name));
    if (scenario?.limitations.includes(id) === true) return [];
    const wrong = scenario === undefined ? "there is no such scenario; correct the id" : `it does not carry @lim:${id}; tag it, or leave it out`;
    return [{ where: "fixtures/catalogue/limitations.yaml", message: `${id} lists ${name} as by design, and ${wrong}` }];
  }));
}
