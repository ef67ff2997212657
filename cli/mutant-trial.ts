import type { Results, ScenarioResult, Verdict } from "../reports/model/results.ts";
import type { Mutant } from "./mutant-list.ts";

/** How a mutant fared. */
export type Fate =
  /** The scenario named for it failed at the step named for it. */
  | { readonly kind: "caught" }
  /** It did not notice, or noticed something else. */
  | { readonly kind: "survived"; readonly why: string }
  /** On the sound runtime the scenario does not pass here, so that nothing can be said. */
  | { readonly kind: "untestable"; readonly why: string };

export interface Trial {
  readonly mutant: Mutant;
  /** The sound runtime, as NAME@VERSION. */
  readonly runtime: string;
  readonly fate: Fate;
  /** Other scenarios whose verdict is not that on the sound runtime. */
  readonly changed: readonly string[];
  /** How many others were run. */
  readonly others: number;
}

/** How much of the other scenarios a mutant may change. */
export const changedLimit = 0.05;

export type Verdicts = ReadonlyMap<string, ScenarioResult>;

/** The results of the one run that these are of, by scenario. */
export function verdictsOf(results: Results): Verdicts {
  return new Map(results.scenarios.flatMap((scenario) => Object.values(scenario.results).map((result) => [scenario.id, result] as const)));
}

/** Whether a scenario's verdict says something of the runtime, so that another runtime's can differ. */
export function judges(result: ScenarioResult | undefined): boolean {
  return result !== undefined && (["pass", "fail", "known-failure", "unexpected-pass", "recorded"] as const satisfies readonly Verdict[]).some((verdict) => verdict === result.verdict);
}

/** Whether a runtime got through a scenario. */
export function getsThrough(result: ScenarioResult): boolean {
  // What is only recorded has a reason where a step failed.
  return result.verdict === "pass" || result.verdict === "unexpected-pass" || (result.verdict === "recorded" && result.reason === null);
}

/** Holds what a mutant got against what the sound runtime got. */
export function judge(mutant: Mutant, sound: Verdicts, seen: Verdicts): Pick<Trial, "fate" | "changed" | "others"> {
  const others = [...seen.keys()].filter((id) => id !== mutant.caughtBy && judges(sound.get(id)));
  const changed = others.filter((id) => seen.get(id)?.verdict !== sound.get(id)?.verdict).sort();
  return { fate: fateOf(mutant, sound.get(mutant.caughtBy), seen.get(mutant.caughtBy)), changed, others: others.length };
}

function fateOf({ caughtBy, at }: Mutant, sound: ScenarioResult | undefined, seen: ScenarioResult | undefined): Fate {
  if (sound?.verdict !== "pass") return { kind: "untestable", why: `${caughtBy} is ${sound?.verdict ?? "not run"} on the sound runtime${reasonOf(sound)}` };
  if (seen === undefined) return { kind: "survived", why: `${caughtBy} did not run` };
  if (seen.verdict !== "fail") return { kind: "survived", why: `${caughtBy} is ${seen.verdict}${reasonOf(seen)}` };
  if (seen.failedStep !== at) return { kind: "survived", why: `${caughtBy} failed at another step, "${seen.failedStep ?? ""}"${reasonOf(seen)}` };
  return { kind: "caught" };
}

function reasonOf(result: ScenarioResult | undefined): string {
  const line = result?.reason?.split("\n")[0] ?? "";
  return line === "" ? "" : ` (${line})`;
}

/** What is wrong with a trial, or null when the suite did what it must. */
export function problemOf({ fate, changed, others }: Trial): string | null {
  if (fate.kind === "survived") return fate.why;
  if (fate.kind === "caught" && changed.length > Math.max(1, Math.floor(others * changedLimit))) {
    return `changed ${changed.length} of ${others} other scenarios, more than ${changedLimit * 100} %: ${changed.slice(0, 5).join(", ")}`;
  }
  return null;
}
