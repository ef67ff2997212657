import type { DeclaredCase } from "./features.ts";

/** Givens of which a runtime that does nothing, or refuses everything, gets through none. */
const standing = /^a (?:created|running|paused|stopped|deleted) container$/;
/** Outcomes that are proven on a twin, whose operation must work. */
const twin = /^the command (?:fails|reports an error|fails, or the process prints .*)$/;

const nothingThere = [
  /^the log is empty$/, /^the hook "[^"]*" ran 0 times$/, /^the (?:executed )?process does not print "/, /^the process has not printed "/, /^the state has no /,
];
const gone = [/^there is no such container$/, /^nothing is left of the container$/];
const success = [/^the command succeeds$/, /^the command exits with 0$/];
/** The statuses of refusals; any other is the program's own. */
const refusal = [/^the command exits with (?:1|255)$/, /^the error output is not empty$/];
const unjudged = [/^the command's outcome is recorded as "/];

/**
 * What makes a scenario pass on a runtime that is broken, as far as its sentences tell: outcomes that hold of a runtime
 * that does nothing or refuses everything, or of an output that is empty. One line each, how to mend it included.
 */
export function vacuousProblems({ steps, outcomes }: DeclaredCase): readonly string[] {
  const only = (...sentences: readonly RegExp[]): boolean => outcomes.every((outcome) => sentences.some((sentence) => sentence.test(outcome)));
  if (outcomes.length === 0) return ["asserts nothing; add a Then"];
  if (only(...unjudged)) return ["keeps how a command went and judges nothing; add what is kept of its effect"];
  const proven = steps.some((step) => standing.test(step) || twin.test(step));
  if (!proven && only(...success, ...gone, ...nothingThere, ...unjudged)) return ["holds of a runtime that does nothing; add a Then that only a runtime which did its work fulfils"];
  if (!proven && only(...refusal, ...gone, ...nothingThere, ...unjudged)) return ["holds of a runtime that refuses everything; say \"the command fails\", which is proven on a twin, or add a Given that it must reach"];
  if (only(...success)) return ["asks for success alone, which a command that does nothing has too; add a Then for its effect"];
  if (only(...success, ...nothingThere)) return ["says only what is not there, which holds of an empty output too; add a Then for what is there instead"];
  return [];
}
