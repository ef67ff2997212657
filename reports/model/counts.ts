import { causeClasses, verdicts, type CauseClass, type Results, type ScenarioRecord, type Skip, type Verdict } from "./results.ts";

/** How many scenarios of a run had each verdict, with known failures by class and skipped scenarios by reason. */
export interface VerdictCounts {
  readonly of: Readonly<Record<Verdict, number>>;
  readonly known: Readonly<Record<CauseClass, number>>;
  readonly skipped: Readonly<Record<Skip["kind"], number>>;
}

const skipKinds: readonly Skip["kind"][] = ["not-applicable", "host-lacks"];

/** Counts a run's verdicts, over all scenarios or over those to keep. */
export function countVerdicts(results: Results, runId: string, keep: (scenario: ScenarioRecord) => boolean = () => true): VerdictCounts {
  const of: Record<Verdict, number> = { pass: 0, fail: 0, "known-failure": 0, "unexpected-pass": 0, recorded: 0, skipped: 0, error: 0 };
  const known: Record<CauseClass, number> = { "runtime-bug": 0, "by-design": 0, "spec-unclear": 0, limitation: 0, build: 0, host: 0, unreviewed: 0 };
  const skipped: Record<Skip["kind"], number> = { "not-applicable": 0, "host-lacks": 0 };
  for (const scenario of results.scenarios) {
    const result = scenario.results[runId];
    if (result === undefined || !keep(scenario)) continue;
    of[result.verdict] += 1;
    if (result.verdict === "known-failure" && result.because !== null) known[result.because.class] += 1;
    if (result.skip !== undefined) skipped[result.skip.kind] += 1;
  }
  return { of, known, skipped };
}

/** A count as tables show it: that of known failures with their classes, "317 (134 runtime-bug, 183 by-design)", so that nobody takes "fail 0" for no faults. */
export function countText(counts: VerdictCounts, verdict: Verdict): string {
  const total = String(counts.of[verdict]);
  const parts = partsOf(counts, verdict).filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return parts.length === 0 ? total : `${total} (${parts.join(", ")})`;
}

function partsOf(counts: VerdictCounts, verdict: Verdict): readonly (readonly [number, string])[] {
  if (verdict === "known-failure") return causeClasses.map((name) => [counts.known[name], name]);
  if (verdict === "skipped") return skipKinds.map((name) => [counts.skipped[name], name]);
  return [];
}

/** How many scenarios had a verdict at all. */
export function totalOf(counts: VerdictCounts): number {
  return verdicts.reduce((sum, verdict) => sum + counts.of[verdict], 0);
}

/** How many did as their scenarios state, and how many were judged. */
export function shareOf({ of }: VerdictCounts): { readonly passed: number; readonly judged: number } {
  const passed = of.pass + of["unexpected-pass"];
  return { passed, judged: passed + of.fail + of["known-failure"] + of.error };
}
