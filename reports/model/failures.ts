import type { Cause, Results, Run, ScenarioRecord, ScenarioResult } from "./results.ts";
import { byCodeUnit } from "./sorted-json.ts";

/** A cause, and the scenarios of a run that fail for it. */
export interface CauseFailures {
  readonly because: Cause;
  readonly scenarios: readonly ScenarioRecord[];
}

/** What failed in a run: by cause where it is known, the cause with the most scenarios first, and what is not listed. */
export interface RunFailures {
  readonly causes: readonly CauseFailures[];
  /** Failures, errors, and passes of what is listed as failing. */
  readonly unlisted: readonly { readonly scenario: ScenarioRecord; readonly result: ScenarioResult }[];
}

/** Groups what failed in a run by cause. Results that are older tell a cause by its words alone. */
export function failuresOf(results: Results, run: Run): RunFailures {
  const groups = new Map<string, { because: Cause; scenarios: ScenarioRecord[] }>();
  const unlisted: { scenario: ScenarioRecord; result: ScenarioResult }[] = [];
  for (const scenario of results.scenarios) {
    const result = scenario.results[run.runId];
    if (result === undefined) continue;
    if (result.verdict === "known-failure" && result.because !== null) {
      const { because } = result;
      const key = because.cause ?? `${because.class} ${because.instead}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { because, scenarios: [scenario] });
      else group.scenarios.push(scenario);
    } else if (result.verdict === "fail" || result.verdict === "error" || result.verdict === "unexpected-pass") unlisted.push({ scenario, result });
  }
  const causes = [...groups.values()].sort((a, b) => b.scenarios.length - a.scenarios.length || byCodeUnit(a.because.instead, b.because.instead));
  return { causes, unlisted };
}
