import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadCatalogue } from "../model/catalogue.ts";
import { categories, categoriesOf } from "../model/category.ts";
import { causeLines } from "../model/common-cause.ts";
import { compareRuns } from "../model/compare.ts";
import { countText, countVerdicts, shareOf } from "../model/counts.ts";
import { failuresOf } from "../model/failures.ts";
import { code, md, minuteOf, table } from "../model/markdown-text.ts";
import { areaOf, verdicts, type Results, type Run, type ScenarioRecord } from "../model/results.ts";
import { byCodeUnit } from "../model/sorted-json.ts";
import { differencesPage, generatedNotice, pagesFolder, renderDifferences, renderRuntime, runtimePage, summaryPage } from "./markdown-pages.ts";

/** The pages of the Markdown report, by their paths: a summary with a table of areas, one page a runtime, and one of differences. */
export function markdownPages(results: Results): ReadonlyMap<string, string> {
  return new Map([
    [summaryPage, renderMarkdown(results)],
    ...results.runs.map((run): [string, string] => [runtimePage(run), renderRuntime(results, run)]),
    ...(results.runs.length < 2 ? [] : [[differencesPage, renderDifferences(results)] as const]),
  ]);
}

/** Renders compatibility.md: what ran, counts for each area, and where the rest is. */
export function renderMarkdown(results: Results): string {
  const { runs } = results;
  const parts = [
    generatedNotice,
    "# Compatibility",
    `${results.scenarios.length} scenarios of ${md(results.suite.name)} ${md(results.suite.version)}, commit ${code(results.suite.commit.slice(0, 12))}.`,
    ...causeLines(results).map((line) => `**${md(line)}**`),
    "## Verdicts", "Known failures are failures too: listed for the runtime, by class and with a reason.", table(["Runtime", ...verdicts.map((v) => md(v))], runs.map((run) => {
      const counts = countVerdicts(results, run.runId);
      return [md(run.runId), ...verdicts.map((verdict) => countText(counts, verdict))];
    })),
    "## Runs", runsTable(runs), ...elsewhereParts(results),
    "## By what stands behind it",
    "Only a failure in the first column is a violation of the spec. A scenario counts in each column that it asserts something of; cells are passes / judged.",
    categoryTable(results),
    "## By area", "Cells are passes / judged; what a host or runtime excludes and what is only recorded is not judged.", areaTable(results),
    "## Differences", differencesText(results),
    "## Failures by cause", "One page a runtime tells each cause once, with its class, what happens instead, a link and the scenarios.", pagesTable(results),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Writes the pages, and removes what an earlier report left of runtimes that these results do not have. @returns the summary's path */
export function writeMarkdown(results: Results, outDir: string): string {
  rmSync(path.join(outDir, pagesFolder), { recursive: true, force: true });
  for (const [name, text] of markdownPages(results)) {
    mkdirSync(path.dirname(path.join(outDir, name)), { recursive: true });
    writeFileSync(path.join(outDir, name), text);
  }
  return path.join(outDir, summaryPage);
}

function runsTable(runs: readonly Run[]): string {
  return table(["Runtime", "Version", "Spec", "Host", "Accelerator", "Run at"], runs.map((run) => [
    md(run.runtime.profile), md(run.runtime.version), md(run.runtime.specVersion ?? "not told"),
    md(`${run.host.distribution}, kernel ${run.host.kernel}, ${run.host.arch}, cgroup ${run.host.cgroup}`), run.accelerator ?? "none",
    minuteOf(run.startedAt) + (run.complete ? "" : ", cut short"),
  ]));
}

/** Which of a run's scenarios ran on other hosts, since its own could not run them. */
function elsewhereParts(results: Results): readonly string[] {
  const lines = results.runs.flatMap((run) => {
    const counts = new Map<string, number>();
    for (const { results: byRun } of results.scenarios) {
      const host = byRun[run.runId]?.host;
      if (host === undefined) continue;
      const name = `${host.distribution}, kernel ${host.kernel}, cgroup ${host.cgroup}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].map(([host, count]) => `- ${md(run.runId)}: ${count} on ${md(host)}`);
  });
  return lines.length === 0 ? [] : [`Scenarios that a run's own host cannot run ran on another one:\n\n${lines.join("\n")}`];
}

/** `passes / judged` of the scenarios that are kept, or a dash where none is. */
function share(results: Results, runId: string, keep: (scenario: ScenarioRecord) => boolean): string {
  const { passed, judged } = shareOf(countVerdicts(results, runId, keep));
  return judged === 0 ? "–" : `${passed} / ${judged}`;
}

function categoryTable(results: Results): string {
  const catalogue = loadCatalogue();
  return table(["Runtime", ...categories.map((category) => category.title)], results.runs.map((run) => [
    md(run.runId), ...categories.map(({ id }) => share(results, run.runId, (scenario) => categoriesOf(scenario, catalogue).includes(id))),
  ]));
}

function areaTable(results: Results): string {
  const areas = [...new Set(results.scenarios.map(areaOf))].sort(byCodeUnit);
  return table(["Area", "Scenarios", ...results.runs.map((run) => md(run.runId))], areas.map((area) => [
    md(area), String(results.scenarios.filter((scenario) => areaOf(scenario) === area).length),
    ...results.runs.map((run) => share(results, run.runId, (scenario) => areaOf(scenario) === area)),
  ]));
}

function differencesText(results: Results): string {
  if (results.runs.length < 2) return "There is one run only.";
  const { differences, alike } = compareRuns(results);
  const said = `${differences.length} of ${results.scenarios.length} scenarios end differently, ${alike} alike`;
  return differences.length === 0 ? `${said}.` : `${said}: [which, and how on each](${differencesPage}).`;
}

/** A link to each runtime's own page, with how many causes its failures have. */
function pagesTable(results: Results): string {
  return table(["Runtime", "Known failures", "Causes", "Not listed"], results.runs.map((run) => {
    const { causes, unlisted } = failuresOf(results, run);
    const known = causes.reduce((sum, cause) => sum + cause.scenarios.length, 0);
    return [`[${md(run.runId)}](${encodeURI(runtimePage(run))})`, String(known), String(causes.length), String(unlisted.length)];
  }));
}
