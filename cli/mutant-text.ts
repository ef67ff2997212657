import { areaOf } from "../reports/model/results.ts";
import type { StubTrial } from "./mutant-lab.ts";
import { problemOf, type Trial } from "./mutant-trial.ts";

/** One line for a mutant that was tried. */
export function trialLine(trial: Trial): string {
  const { mutant, fate, changed, others } = trial;
  const problem = problemOf(trial);
  const word = fate.kind === "caught" && problem !== null ? "too much" : fate.kind;
  return `${word.padEnd(10)} ${mutant.name.padEnd(34)} ${problem ?? (fate.kind === "untestable" ? fate.why : `${mutant.caughtBy}, ${changed.length} of ${others} others changed`)}`;
}

/** One line for a stub that was tried. */
export function stubLine({ name, ran, passed }: StubTrial): string {
  return passed.length === 0 ? `${"right".padEnd(10)} ${name.padEnd(34)} passes none of ${ran} scenarios` : `${"wrong".padEnd(10)} ${name.padEnd(34)} passes ${passed.length} of ${ran} scenarios: ${passed.join(", ")}`;
}

/** The share of mutants that were caught, by area; untestable ones don't count. */
export function rateLines(trials: readonly Trial[]): readonly string[] {
  const areas = [...new Set(trials.map(({ mutant }) => areaOf({ id: mutant.caughtBy })))].sort();
  return areas.map((area) => {
    const own = trials.filter(({ mutant, fate }) => areaOf({ id: mutant.caughtBy }) === area && fate.kind !== "untestable");
    const caught = own.filter(({ fate }) => fate.kind === "caught").length;
    return `${area.padEnd(16)} ${caught} of ${own.length}${own.length === 0 ? "" : `, ${Math.floor((100 * caught) / own.length)} %`}`;
  });
}

/** What was tried as a Markdown document. */
export function tableOf(trials: readonly Trial[], stubs: readonly StubTrial[]): string {
  const rows = trials.map((trial) => {
    const { mutant, runtime, fate, changed, others } = trial;
    return `| ${[mutant.name, runtime, mutant.breaks, mutant.caughtBy, mutant.at, problemOf(trial) ?? (fate.kind === "caught" ? "caught" : fate.why), `${changed.length} of ${others}`].map(cell).join(" | ")} |`;
  });
  return [
    "# Mutants", "",
    "| mutant | of | what it breaks | scenario | step | outcome | others changed |", "| --- | --- | --- | --- | --- | --- | --- |", ...rows, "",
    ...stubs.map(({ name, ran, passed }) => `- \`${name}\` passes ${passed.length === 0 ? "none" : passed.map((id) => `\`${id}\``).join(", ")} of ${ran} scenarios`), "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
