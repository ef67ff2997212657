import { causeLines } from "../reports/model/common-cause.ts";
import { compareRuns, type Difference, type DifferenceSide } from "../reports/model/compare.ts";
import { countText, countVerdicts } from "../reports/model/counts.ts";
import { summaryLine } from "../reports/model/printable.ts";
import { verdicts, type Results, type ScenarioResult } from "../reports/model/results.ts";

/** A table of how many scenarios of each run had each verdict, known failures by class. Verdicts that nowhere occur are left out. */
export function verdictTable(results: Results): string {
  const counts = results.runs.map((run) => ({ runId: run.runId, counts: countVerdicts(results, run.runId) }));
  const shown = verdicts.filter((verdict) => counts.some((one) => one.counts.of[verdict] > 0));
  const rows = [["", ...shown], ...counts.map((one) => [one.runId, ...shown.map((verdict) => countText(one.counts, verdict))])];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ").trimEnd()).join("\n");
}

/** The table, below what has to be said first. */
export function summaryText(results: Results): string {
  return [...causeLines(results), verdictTable(results)].join("\n\n");
}

/** What differs between the runs, with each run's verdict and its reason; scenarios that differ alike stand together. */
export function differenceLines(results: Results): readonly string[] {
  const { differences, alike, runIds } = compareRuns(results);
  const everywhere = results.scenarios.filter((scenario) => runIds.every((runId) => failed(scenario.results[runId]))).length;
  const failing = everywhere === 0 ? "" : `; of these, ${everywhere} fail${everywhere === 1 ? "s" : ""} on each runtime and ${everywhere === 1 ? "is" : "are"} not listed here: the report has them`;
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const sides = runIds.map((runId) => `    ${runId}: ${sideText(difference.results[runId])}`).join("\n");
    groups.set(sides, [...(groups.get(sides) ?? []), difference]);
  }
  const lines = [...groups].flatMap(([sides, alikes]) => [headOf(alikes), ...sides.split("\n")]);
  return [...lines, `${differences.length} scenario${differences.length === 1 ? "" : "s"} differ${differences.length === 1 ? "s" : ""}, ${alike} end alike${failing}`];
}

/** The ids of scenarios that differ alike; of one, its name too. */
function headOf(alikes: readonly Difference[]): string {
  const [first, ...more] = alikes;
  if (first !== undefined && more.length === 0) return `${first.id}  ${summaryLine(first.name, 100)}`;
  return `${alikes.length} scenarios: ${alikes.map((one) => one.id).join(", ")}`;
}

function failed(result: ScenarioResult | undefined): boolean {
  return result?.verdict === "fail" || result?.verdict === "known-failure";
}

function sideText(side: DifferenceSide | undefined): string {
  if (side === undefined || side.verdict === null) return "did not run";
  const { because } = side;
  const cause = because === null ? "" : `${because.id === null ? "" : ` ${because.id}`}: ${because.instead}`;
  const reason = side.reason === null || side.because !== null ? "" : `: ${summaryLine(side.reason, 140)}`;
  return `${side.label}${cause}${reason}`;
}
