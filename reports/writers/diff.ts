import { changeKinds, type Change, type ChangeKind, type End, type ResultsDiff } from "../model/diff.ts";
import { code, md, table } from "../model/markdown-text.ts";
import { printable, summaryLine } from "../model/printable.ts";
import { sortedJson } from "../model/sorted-json.ts";

export type DiffFormat = "text" | "md" | "json";

export const diffFormats: readonly DiffFormat[] = ["text", "md", "json"];

const titles: Readonly<Record<ChangeKind, string>> = {
  "newly-failing": "newly failing", "newly-passing": "newly passing", "changed-reason": "with another reason", otherwise: "otherwise changed",
  new: "new", gone: "gone",
};

/** Renders what changed between results, as text for a terminal, Markdown or JSON. */
export function renderDiff(diff: ResultsDiff, format: DiffFormat): string {
  switch (format) {
    case "text": return renderText(diff);
    case "md": return renderMarkdown(diff);
    case "json": return `${sortedJson(diff)}\n`;
  }
}

function renderText(diff: ResultsDiff): string {
  const lines = diff.runs.flatMap((run) => [
    `${printable(run.before)} -> ${printable(run.after)}: ${countsOf(run)}`,
    ...changeKinds.flatMap((kind) => (run.changes[kind].length === 0 ? [] : ["", `${titles[kind]}:`, ...run.changes[kind].flatMap(textOf)])),
    "",
  ]);
  return `${[...lines, ...aloneLines(diff)].join("\n").trimEnd()}\n`;
}

function countsOf({ changes, same }: ResultsDiff["runs"][number]): string {
  return [...changeKinds.map((kind) => [changes[kind].length, titles[kind]] as const).filter(([count]) => count > 0).map(([count, title]) => `${count} ${title}`), `${same} alike`].join(", ");
}

function textOf({ id, name, before, after }: Change): readonly string[] {
  const lines = [`  ${printable(id)}  ${summaryLine(name, 100)}`];
  if (before !== null) lines.push(`    before: ${summaryLine(endText(before), 200)}`);
  if (after !== null) lines.push(`    after:  ${summaryLine(endText(after), 200)}`);
  return lines;
}

function endText({ label, failedStep, observed, why }: End): string {
  const step = failedStep === null ? "" : ` at "${failedStep}"`;
  const seen = Object.keys(observed).length === 0 ? "" : ` ${JSON.stringify(observed)}`;
  return `${label}${step}${seen}${why === null ? "" : `: ${why}`}`;
}

function renderMarkdown(diff: ResultsDiff): string {
  const cell = (end: End | null): string => (end === null ? "" : md(summaryLine(endText(end), 200)));
  const parts = diff.runs.flatMap((run) => [
    `## ${md(run.before)} → ${md(run.after)}`, `${countsOf(run)}.`,
    ...changeKinds.flatMap((kind) => (run.changes[kind].length === 0 ? [] : [
      `### ${titles[kind].charAt(0).toUpperCase()}${titles[kind].slice(1)}`,
      table(["Scenario", "Before", "After"], run.changes[kind].map((change) => [`${md(change.name)} (${code(change.id)})`, cell(change.before), cell(change.after)])),
    ])),
  ]);
  return `${["# What changed", ...parts, ...aloneLines(diff).map(md)].join("\n\n")}\n`;
}

function aloneLines({ alone }: ResultsDiff): readonly string[] {
  const line = (runs: readonly string[], where: string): readonly string[] => (runs.length === 0 ? [] : [`not compared, only ${where}: ${printable(runs.join(", "))}`]);
  return [...line(alone.before, "before"), ...line(alone.after, "after")];
}
