import { type BundleDraft, describePatch } from "./bundle.ts";
import { CheckFailure, type Scalar } from "./checks.ts";
import { describeRun } from "./command.ts";
import { evidenceOf } from "./evidence.ts";
import type { Operation } from "./operation.ts";
import type { Scenario, ScenarioEnding } from "./scenario.ts";

/** Media type of the one attachment that each scenario makes; docs/architecture.md has the contract. */
export const SCENARIO_MEDIA_TYPE = "application/vnd.lacuna.scenario+json";

/** The step that a leak counts as, whether a scenario has it or not. */
export const LEAK_STEP = "nothing is left of the container";

export interface ReportInput {
  readonly draft: BundleDraft;
  /** Text of the last step that ran. */
  readonly step: string;
  /** Why a step failed; null when none did. */
  readonly stepFailure: unknown;
  /** A failed operation whose end no step looked at. */
  readonly unexamined: Operation | null;
  readonly ending: ScenarioEnding;
}

interface Failure {
  readonly step: string;
  readonly observed: Readonly<Record<string, Scalar>>;
  readonly message: string;
  readonly unproven: boolean;
  readonly timedOut: boolean;
}

export interface Report {
  /** What is attached. */
  readonly document: Readonly<Record<string, unknown>>;
  /** A failure found after the last step, with which the hook must fail the scenario. */
  readonly late: Error | null;
}

/** Puts together what one scenario did and saw. Call it before the scenario's folder is removed. */
export function reportOf(scenario: Scenario, input: ReportInput): Report {
  const { barred, checks, commands } = scenario;
  const inStep = input.stepFailure === null ? null : failureOf(input.step, input.stepFailure);
  const late = barred === null && inStep === null ? lateFailure(input) : null;
  const failure = inStep ?? late;
  return {
    document: {
      token: scenario.token,
      outcome: barred ?? outcomeOf(input, checks.count, failure),
      assertions: checks.count,
      recorded: checks.recorded,
      failure,
      observations: { ...checks.observations, ...(input.ending.left === null ? {} : { leftBehind: input.ending.left.kinds }) },
      evidence: { commands: commands.map(evidenceOf), configPatch: describePatch(input.draft) },
      runtimeMs: Math.round(commands.reduce((sum, run) => sum + run.durationMs, 0) * 10) / 10,
    },
    late: late === null ? errorOf(input, checks.count, barred !== null || failure !== null) : new Error(late.message),
  };
}

function failureOf(step: string, error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CheckFailure) return { step, observed: error.observed, message, unproven: error.unproven, timedOut: error.timedOut };
  return { step, observed: {}, message, unproven: false, timedOut: message.includes("function timed out") };
}

/** What goes wrong without a step's saying so: an unexamined failure, or something left behind. */
function lateFailure({ unexamined, ending, step }: ReportInput): Failure | null {
  if (unexamined !== null) {
    return { step, observed: { exit: unexamined.run.exit }, message: `the last command failed and no step looked at it\n${describeRun(unexamined.run)}`, unproven: false, timedOut: unexamined.run.timedOut };
  }
  if (ending.harm !== null) return failureOf(step, ending.harm);
  if (ending.left === null) return null;
  return { step: LEAK_STEP, observed: { left: ending.left.kinds }, message: `left behind after every delete: ${ending.left.text}`, unproven: false, timedOut: false };
}

/** A failed check is the runtime's; any other error in a step, a failing clean-up, or no assertion at all is ours. */
function outcomeOf(input: ReportInput, assertions: number, failure: Failure | null): { readonly kind: "ran" } | { readonly kind: "error"; readonly reason: string } {
  const [problem] = input.ending.problems;
  if (input.stepFailure !== null && !(input.stepFailure instanceof CheckFailure)) return { kind: "error", reason: failure?.message ?? "unknown" };
  if (problem !== undefined) return { kind: "error", reason: problem };
  return failure === null && assertions === 0 ? { kind: "error", reason: "no assertion ran" } : { kind: "ran" };
}

function errorOf({ ending }: ReportInput, assertions: number, settled: boolean): Error | null {
  const [problem] = ending.problems;
  if (problem !== undefined) return new Error(problem);
  return !settled && assertions === 0 ? new Error("no assertion ran") : null;
}
