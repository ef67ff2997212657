import { unknownFeature, type Results, type ScenarioResult, type Skip } from "./results.ts";
import { checkSchema } from "./schema.ts";

type Verdict1 = "pass" | "fail" | "limitation" | "fixed" | "recorded" | "not-applicable" | "not-runnable" | "error";

type Result1 = Omit<ScenarioResult, "verdict" | "skip"> & { readonly verdict: Verdict1 };

interface Results1 extends Omit<Results, "schemaVersion" | "scenarios"> {
  readonly scenarios: readonly (Omit<Results["scenarios"][number], "results"> & { readonly results: { readonly [runId: string]: Result1 } })[];
}

/**
 * Reads results of schema 1, which had other words for verdicts, as those of today.
 *
 * @param origin the file they came from, for the message
 * @throws {InputError} They do not match schema 1.
 */
export function readSchema1(value: unknown, origin: string): Results {
  const old = checkSchema<Results1>("reports/model/results-1.schema.json", value, origin);
  return {
    ...old, schemaVersion: 2,
    scenarios: old.scenarios.map((scenario) => ({
      ...scenario, results: Object.fromEntries(Object.entries(scenario.results).map(([runId, result]) => [runId, resultOf(result)])),
    })),
  };
}

function resultOf(old: Result1): ScenarioResult {
  const { verdict } = old;
  switch (verdict) {
    case "not-applicable": return { ...old, verdict: "skipped", skip: { kind: "not-applicable" } };
    case "not-runnable": return { ...old, verdict: "skipped", ...lackOf(old.reason ?? "") };
    case "limitation": return { ...old, verdict: "known-failure" };
    case "fixed": return { ...old, verdict: "unexpected-pass" };
    case "pass": case "fail": case "recorded": case "error": return { ...old, verdict };
  }
}

/** Schema 1 has the feature within the reason: "needs <feature>: <reason>". */
function lackOf(text: string): { readonly skip: Skip; readonly reason: string } {
  const [, feature, reason] = /^needs ([^:\s]+): ([\s\S]*)$/.exec(text) ?? [];
  return { skip: { kind: "host-lacks", feature: feature ?? unknownFeature }, reason: reason ?? text };
}
