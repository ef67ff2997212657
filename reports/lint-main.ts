import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { loadCatalogue, parseYaml } from "./model/catalogue.ts";
import { loadExpectations, type ExpectationSet } from "./model/expectations.ts";
import { readFeatures } from "./model/features.ts";
import { InputError } from "./model/input-error.ts";
import { lint } from "./model/lint.ts";
import type { LintInput } from "./model/lint-input.ts";
import { projectRoot } from "./model/project-root.ts";
import { baseIdOf, type Results } from "./model/results.ts";
import { readResults } from "./model/results-file.ts";
import { checkSchema } from "./model/schema.ts";

/** Names of the files in a folder of the checkout that end in a suffix; none where there is no such folder. */
function filesIn(folder: string, suffix: string): readonly string[] {
  const directory = path.join(projectRoot(), folder);
  return existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(suffix)).sort() : [];
}

function readRetired(): readonly { readonly id: string; readonly reason: string }[] {
  const file = "fixtures/catalogue/retired-ids.yaml";
  const value = parseYaml(readFileSync(path.join(projectRoot(), file), "utf8"), file);
  return checkSchema<{ retired: { id: string; reason: string }[] }>("fixtures/catalogue/retired-ids.schema.json", value, file).retired;
}

function readHostFeatures(): readonly string[] {
  const file = "fixtures/catalogue/host-features.yaml";
  const value = parseYaml(readFileSync(path.join(projectRoot(), file), "utf8"), file);
  return checkSchema<{ features: string[] }>("fixtures/catalogue/host-features.schema.json", value, file).features;
}

/** The causes that recorded results name, by profile. */
function causesIn({ runs, scenarios }: Results): LintInput["recordedCauses"] {
  return runs.flatMap(({ runId, runtime: { profile } }) => [...new Set(scenarios.flatMap((scenario) => scenario.results[runId]?.because?.cause ?? []))].map((cause) => ({ profile, cause })));
}

function main(): number {
  const features = readFeatures();
  const expectations = filesIn("fixtures/expectations", ".yaml").flatMap((name): readonly ExpectationSet[] => {
    const set = loadExpectations(path.basename(name, ".yaml"));
    return set === null ? [] : [set];
  });
  const recorded = readResults(path.join(projectRoot(), "fixtures", "results"));
  const problems = lint({
    features, catalogue: loadCatalogue(), expectations, retired: readRetired(), hostFeatures: readHostFeatures(),
    recordedIds: recorded.scenarios.map((scenario) => baseIdOf(scenario.id)), recordedCauses: causesIn(recorded),
  });
  for (const { where, message } of problems) console.error(`${where}: ${message}`);
  const cases = features.scenarios.reduce((sum, scenario) => sum + scenario.cases.length, 0);
  console.log(`${features.scenarios.length} scenarios with ${cases} cases, ${expectations.length} files of expectations: ${problems.length === 0 ? "no problem" : `${problems.length} problems`}`);
  return problems.length === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
