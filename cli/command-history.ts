import path from "node:path";
import type { Command } from "commander";
import { countText } from "../reports/model/counts.ts";
import { recordedVersions, scenarioHistory, type RecordedVersion, type VersionEnd } from "../reports/model/history.ts";
import { projectRoot } from "../reports/model/project-root.ts";
import { readResults } from "../reports/model/results-file.ts";
import { verdicts } from "../reports/model/results.ts";
import { examples } from "./options.ts";

export function addHistory(program: Command): void {
  const command = program.command("history").description("one line for each recorded version of a runtime; with a scenario, how it ended there and since when")
    .argument("[scenario]", "its id; an outline's row with its first column")
    .option("--results <files...>", "recorded results, each a file or a folder; by default those of fixtures/results")
    .action((scenario: string | undefined, options: { readonly results?: readonly string[] }) => {
      const files = (options.results ?? [path.join(projectRoot(), "fixtures", "results")]).map(readResults);
      console.log((scenario === undefined ? recordedVersions(files).map(versionLine) : scenarioHistory(files, scenario).map(endLine)).join("\n"));
    });
  examples(command, "lacuna history", "lacuna history 'signals/delivered[TERM]'", "lacuna history --results old.json new.json");
}

function versionLine({ run, counts }: RecordedVersion): string {
  const said = verdicts.filter((verdict) => counts.of[verdict] > 0).map((verdict) => `${verdict} ${countText(counts, verdict)}`);
  return `${run.runId}  ${run.startedAt.slice(0, 10)}  ${said.join(", ")}`;
}

function endLine({ run, label, since }: VersionEnd): string {
  return `${run.runId}  ${label}${since === run.runtime.version ? "" : `, since ${since}`}`;
}
