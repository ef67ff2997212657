import type { ScenarioResult } from "./results.ts";

/** A verdict as reports name it: a listed failure goes by its class. */
export function labelOf(result: ScenarioResult): string {
  if (result.verdict !== "limitation") return result.verdict;
  return result.because === null || result.because.class === "limitation" ? "limitation" : result.because.class;
}
