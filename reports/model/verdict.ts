import type { ParsedDocument, ScenarioDocument } from "./attachment.ts";
import { causeOf, type Expectation } from "./expectations.ts";
import type { Cause, Exclusion, Observed, Outcome, Skip, Verdict } from "./results.ts";
import { holdsAllOf } from "./sorted-json.ts";

/** How cucumber saw a scenario end. */
export type Execution =
  | { readonly kind: "passed" }
  | { readonly kind: "skipped" }
  /** A step without a definition, with several, or with one that is pending. */
  | { readonly kind: "undefined"; readonly step: string; readonly how: "undefined" | "ambiguous" | "pending" }
  /** A step failed, or a hook, whose step is null. */
  | { readonly kind: "failed"; readonly step: string | null; readonly inGiven: boolean; readonly message: string }
  /** It started and never ended. */
  | { readonly kind: "unfinished" };

export interface VerdictInput {
  readonly execution: Execution;
  /** The scenario's own document; null when it attached none. */
  readonly document: ParsedDocument | null;
  /** Every requirement of the scenario is MAY or unclear, and it asserts no behaviour of runc. */
  readonly neverJudged: boolean;
  /** The entries listed for this scenario on this runtime and version. */
  readonly expectations: readonly Expectation[];
}

export interface Decision {
  readonly verdict: Verdict;
  /** There for `skipped` alone. */
  readonly skip?: Skip;
  /** What the expectation of a known failure says happens. */
  readonly outcome?: Outcome;
  readonly because: Cause | null;
  readonly reason: string | null;
  readonly failedStep: string | null;
  /** There for a failure that no expectation can list. */
  readonly excluded?: Exclusion;
  readonly observed: { readonly [name: string]: Observed };
}

const nothingFailed = { because: null, failedStep: null, observed: {} } as const;

/** Decides a scenario's verdict: the table of docs/architecture.md, and the only place that does. */
export function decideVerdict(input: VerdictInput): Decision {
  const { execution, document: parsed } = input;
  if (execution.kind === "undefined") return harnessError(`the step "${execution.step}" is ${execution.how}`);
  if (execution.kind === "unfinished") return harnessError("the scenario started and did not end");
  if (parsed === null) {
    const cause = execution.kind === "failed" ? `: ${execution.message}` : "";
    return harnessError(`the scenario left no record of what it did${cause}`);
  }
  if (parsed.kind === "invalid") return harnessError(parsed.problem);
  const { document } = parsed;
  const { outcome } = document;
  switch (outcome.kind) {
    case "error": return harnessError(outcome.reason);
    case "host-lacks": return { ...nothingFailed, verdict: "skipped", skip: { kind: "host-lacks", feature: outcome.feature }, reason: outcome.reason };
    case "not-applicable": return { ...nothingFailed, verdict: "skipped", skip: { kind: "not-applicable" }, reason: outcome.reason };
    case "ran": return execution.kind === "failed" ? failed(input, execution, document) : passed(input, execution, document);
  }
}

function harnessError(reason: string): Decision {
  return { ...nothingFailed, verdict: "error", reason };
}

function passed(input: VerdictInput, execution: { readonly kind: "passed" | "skipped" }, document: ScenarioDocument): Decision {
  if (document.failure !== null) return harnessError(`a failure was recorded, yet no step failed: ${document.failure.message}`);
  if (execution.kind === "skipped") return harnessError("a step was skipped without a reason");
  if (document.assertions === 0) return harnessError("the scenario passed without an assertion");
  if (document.recorded || input.neverJudged) return { ...nothingFailed, verdict: "recorded", reason: null };
  return judgePass(input.expectations);
}

/** The verdict of a scenario that passed, by what is known of the runtime. */
export function judgePass(expectations: readonly Expectation[]): Decision {
  const listed = expectations.find((entry) => entry.cause.sometimes !== true);
  if (listed === undefined) return { ...nothingFailed, verdict: "pass", reason: null };
  return { ...nothingFailed, verdict: "unexpected-pass", because: causeOf(listed.cause), reason: `listed as failing at "${listed.at}", and passes` };
}

function failed(input: VerdictInput, execution: Extract<Execution, { kind: "failed" }>, document: ScenarioDocument): Decision {
  const { failure } = document;
  if (failure === null && execution.step === null) return harnessError(execution.message);
  const excluded = failure === null ? "unrecorded" : failure.timedOut ? "timeout" : execution.inGiven ? "given" : null;
  const message = failure === null || failure.message === "" ? execution.message : failure.message;
  const step = execution.step ?? failure?.step ?? null;
  const observed = observedOf(document);
  // A choice of the runtime is not judged when it is the other one either; that it could not be asked is.
  if (input.neverJudged && excluded === null && observed["leftBehind"] === undefined) return { ...nothingFailed, verdict: "recorded", reason: `the other choice: ${message}`, observed };
  return judgeFailure({ step, observed, message, excluded }, input.expectations);
}

/** How a scenario failed. */
export interface ObservedFailure {
  readonly step: string | null;
  readonly observed: { readonly [name: string]: Observed };
  readonly message: string;
  readonly excluded: Exclusion | null;
}

/** The verdict of a scenario that failed, by what is known of the runtime. */
export function judgeFailure({ step, observed, message, excluded }: ObservedFailure, expectations: readonly Expectation[]): Decision {
  const listed = excluded !== null ? undefined : expectations.find((entry) => entry.at === step && matches(entry.observed, observed));
  if (listed !== undefined) {
    const outcome = listed.cause.outcome === undefined ? {} : { outcome: listed.cause.outcome };
    return { verdict: "known-failure", ...outcome, because: causeOf(listed.cause), reason: message, failedStep: step, observed };
  }
  const prefix = observed["refusal"] === "unproven" ? "unproven: " : excluded === "timeout" ? "timed out: " : "";
  const other = expectations[0];
  const hint = other === undefined ? "" : `\n(listed: at "${other.at}" with ${JSON.stringify(other.observed)})`;
  return { verdict: "fail", because: null, reason: `${prefix}${message}${hint}`, failedStep: step, ...(excluded === null ? {} : { excluded }), observed };
}

/** The message of a failure, without what judging it has added. */
export function messageOf(reason: string): string {
  return reason.replace(/\n\(listed: at "[\s\S]*\)$/, "").replace(/^(?:unproven|timed out): /, "");
}

/**
 * What the failed step saw; as `refusal` that a refusal is unproven; and as `leftBehind` what was left after every delete,
 * unless that is what the step saw.
 */
function observedOf({ failure, observations }: ScenarioDocument): { readonly [name: string]: Observed } {
  const { leftBehind } = observations;
  const seen = { ...failure?.observed, ...(failure?.unproven === true ? { refusal: "unproven" } : {}) };
  return leftBehind === undefined || Object.hasOwn(seen, "left") ? seen : { ...seen, leftBehind };
}

/** What an entry must list to hold for it: a leak is a failure of its own, and an unproven refusal no refusal at all. */
const NEVER_IMPLIED = ["leftBehind", "refusal"];

/** Whether each value that is listed was observed, and nothing that is never implied was without being listed. */
function matches(listed: { readonly [name: string]: Observed }, observed: { readonly [name: string]: Observed }): boolean {
  return holdsAllOf(listed, observed) && NEVER_IMPLIED.every((name) => !Object.hasOwn(observed, name) || Object.hasOwn(listed, name));
}
