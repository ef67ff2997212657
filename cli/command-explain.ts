import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { loadCatalogue } from "../reports/model/catalogue.ts";
import { explain, type ExplainedScenario, type Explanation } from "../reports/model/explain.ts";
import { readFeatures } from "../reports/model/features.ts";
import { projectRoot } from "../reports/model/project-root.ts";
import { readResults } from "../reports/model/results-file.ts";
import { examples } from "./options.ts";

export function addExplain(program: Command): void {
  const command = program.command("explain").description("what is known about a requirement, behaviour, limitation or scenario: text, tags, verdicts, issues")
    .argument("<id>", "its id")
    .option("--results <file>", "verdicts from here; by default from reports/out/results.json where there is one")
    .action((id: string, options: { readonly results?: string }) => {
      const latest = path.join(projectRoot(), "reports", "out", "results.json");
      const file = options.results ?? (existsSync(latest) ? latest : null);
      const explanation = explain(id, loadCatalogue(), readFeatures(), file === null ? null : readResults(file));
      console.log([...headLines(id, explanation), ...explanation.scenarios.flatMap(scenarioLines)].join("\n"));
      if (explanation.scenarios.length === 0) console.log("no scenario asserts it");
    });
  examples(command, "lacuna explain signals/delivered", "lacuna explain RT-KILL-005");
}

function headLines(id: string, explanation: Explanation): readonly string[] {
  switch (explanation.kind) {
    case "requirement": {
      const { requirement } = explanation;
      return [
        `${id}: requirement of the runtime-spec, ${requirement.level}${requirement.basis === undefined ? "" : ` (${requirement.basis}, no keyword of the text)`}`,
        `  ${requirement.statement}`, ...(requirement.unclear === undefined ? [] : [`  unclear: ${requirement.unclear}`]),
        `  ${requirement.doc}, since ${requirement.since}; testable: ${requirement.testable}`, `  probe: ${requirement.probe}`,
      ];
    }
    case "behaviour": {
      const { behaviour } = explanation;
      return [
        `${id}: behaviour of runc, area ${behaviour.area}; in the spec: ${behaviour.inSpec}`, `  ${behaviour.behaviour}`,
        ...(behaviour.reliedOnBy === undefined ? [] : [`  relied on by ${behaviour.reliedOnBy.join(", ")}`]),
        `  source: ${behaviour.source}`, ...(behaviour.testable === undefined ? [] : [`  testable: ${behaviour.testable}`]), `  probe: ${behaviour.probe}`,
      ];
    }
    case "limitation": {
      const { limitation } = explanation;
      return [
        `${id}: ${limitation.kind} limitation, section ${limitation.section}`, `  ${limitation.title}`, `  ${limitation.summary}`,
        `  affects ${limitation.affects.join(", ")}; levels: ${limitation.levels.join(", ") || "none"}`,
        ...(limitation.byDesign === undefined ? [] : [`  by design: ${limitation.byDesign.why}`]),
        ...limitation.issues.map((issue) => `  issue: ${issue}`), ...(limitation.source === undefined ? [] : [`  source: ${limitation.source}`]),
      ];
    }
    case "scenario": return [];
  }
}

function scenarioLines(scenario: ExplainedScenario): readonly string[] {
  return [
    `${scenario.id}: ${scenario.name}`, `  ${scenario.uri}:${scenario.line}`, `  ${scenario.tags.join(" ")}`,
    ...scenario.issues.map((issue) => `  issue: ${issue}`),
    ...Object.entries(scenario.verdicts).map(([runId, verdict]) => `  ${runId}: ${verdict}`),
  ];
}
