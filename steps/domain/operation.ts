import { withoutFaults } from "./bundle.ts";
import { CheckFailure } from "./checks.ts";
import { type CommandRun, describeEnd, describeRun } from "./command.ts";
import { bringTo, type Container, perform, prepareContainer, queryState, type Standing } from "./container.ts";
import type { Action } from "./runtime-driver.ts";
import type { Scenario } from "./scenario.ts";
import { describeTraces, kindsOf } from "./traces.ts";

/** One operation that a When asked for, and how it went. */
export interface Operation {
  readonly container: Container;
  readonly action: Action;
  /** The same operation with nothing wrong in it, where the fault lies in the operation itself. */
  readonly sound: Action;
  /** Where the container stood before. */
  readonly before: Standing;
  readonly run: CommandRun;
}

export async function operate(scenario: Scenario, container: Container, action: Action, sound: Action = action): Promise<Operation> {
  const before = container.standing;
  const run = await perform(scenario, container, action);
  return { container, action, sound, before, run };
}

/** Where a container must stand for an operation to be right. */
function standingFor(action: Action): Standing {
  switch (action.kind) {
    case "create":
    case "run":
    case "run-detached":
      return "none";
    case "start":
      return "created";
    case "delete":
      return action.force === true ? "running" : "stopped";
    case "resume":
      return "paused";
    case "state":
    case "list":
    case "features":
      return "created";
    case "kill":
    case "exec":
    case "pause":
    case "ps":
    case "update":
    case "checkpoint":
    case "restore":
    case "statistics":
    case "events":
    case "words":
      return "running";
    default:
      return action satisfies never;
  }
}

export interface RefusalOptions {
  /** False where the spec itself says that the failure changes something, as a hook's failure during start does. */
  readonly unchanged: boolean;
}

/**
 * Asserts that an operation was refused: the same operation without the fault works on a twin, this one failed, and
 * nothing has changed by it.
 *
 * @throws {CheckFailure} one of these does not hold; `unproven` is set when it is the twin.
 */
export async function checkRefused(scenario: Scenario, operation: Operation, options: RefusalOptions): Promise<void> {
  await proveOnTwin(scenario, operation);
  const { run } = operation;
  scenario.checks.holds({ what: `refusal of ${operation.action.kind}`, as: "exit", condition: run.exit !== null && run.exit !== 0, expected: "an exit status other than 0", actual: run.exit ?? describeEnd(run), run, timedOut: run.timedOut });
  if (options.unchanged) await checkUnchanged(scenario, operation);
  scenario.checks.note("outcome", "refused");
}

/**
 * Asserts that an operation was either refused, as `checkRefused` has it, or took effect, which `effect` asserts: what
 * must not be is success without effect. Which of the two it was is noted as `outcome`.
 */
export async function checkRefusedOr(scenario: Scenario, operation: Operation, effect: () => Promise<void>): Promise<void> {
  if (operation.run.exit !== 0) return checkRefused(scenario, operation, { unchanged: true });
  await effect();
  scenario.checks.note("outcome", "applied");
}

async function proveOnTwin(scenario: Scenario, operation: Operation): Promise<void> {
  const twin = prepareContainer(scenario, withoutFaults(operation.container.draft));
  try {
    await bringTo(scenario, twin, standingFor(operation.sound));
  } catch (error) {
    if (error instanceof CheckFailure) throw new CheckFailure(`unproven, no twin: ${error.message}`, error.observed, { unproven: true, timedOut: error.timedOut });
    throw error;
  }
  const run = await perform(scenario, twin, operation.sound);
  if (run.exit !== 0) {
    throw new CheckFailure(`unproven: ${operation.sound.kind} without the fault fails too\n${describeRun(run)}`, { exit: run.exit }, { unproven: true, timedOut: run.timedOut });
  }
}

async function checkUnchanged(scenario: Scenario, { container, before, action }: Operation): Promise<void> {
  const { run, status } = await queryState(scenario, container);
  const made = before !== "none" && before !== "deleted";
  scenario.checks.equal({ what: `container status after the refused ${action.kind}`, as: "status", expected: made ? before : null, actual: status, run });
  if (made) return;
  const left = await scenario.tracesOf(container.id);
  const text = left === null ? "" : describeTraces(left);
  scenario.checks.holds({ what: `what the refused ${action.kind} left: ${text}`, as: "left", condition: left === null, expected: "nothing", actual: left === null ? null : kindsOf(left), run });
}
