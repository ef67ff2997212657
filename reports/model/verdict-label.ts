import { unknownFeature, type ScenarioResult, type Skip } from "./results.ts";

/** A verdict as reports name it: a known failure with its class, and what was skipped with why. */
export function labelOf(result: ScenarioResult): string {
  if (result.verdict === "known-failure" && result.because !== null) return `known-failure (${result.because.class})`;
  if (result.verdict === "skipped" && result.skip !== undefined) return `skipped (${skipLabel(result.skip)})`;
  return result.verdict;
}

/** Why a scenario was skipped, in short: `not-applicable`, or `host-lacks: criu`. */
export function skipLabel(skip: Skip): string {
  return skip.kind === "host-lacks" ? `host-lacks: ${skip.feature}` : skip.kind;
}

/** Whether two scenarios were skipped for one reason: the same lacking feature, however it is put, or the same words, which recorded results lack. */
export function sameSkip(a: ScenarioResult, b: ScenarioResult): boolean {
  if (labelOf(a) !== labelOf(b)) return false;
  const named = a.skip?.kind === "host-lacks" && a.skip.feature !== unknownFeature;
  return named || a.reason === null || b.reason === null || a.reason === b.reason;
}
