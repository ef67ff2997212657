/** What a check found. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What a reader needs to mend what failed, and notes. */
  readonly details: readonly string[];
}

/** One thing that `npm test` checks. */
export interface Check {
  readonly name: string;
  readonly title: string;
  /** @param say shows a line of progress @throws when the check itself cannot be made; that counts as one failure */
  readonly run: (say: (line: string) => void) => Promise<Outcome>;
}

/** The outcome of something that holds or does not. */
export function one(holds: boolean, details: readonly string[]): Outcome {
  return { passed: holds ? 1 : 0, failed: holds ? 0 : 1, skipped: 0, details: holds ? [] : details };
}

/** The sum of outcomes. */
export function sum(outcomes: readonly Outcome[]): Outcome {
  const total = (count: (outcome: Outcome) => number): number => outcomes.reduce((all, outcome) => all + count(outcome), 0);
  return {
    passed: total(({ passed }) => passed), failed: total(({ failed }) => failed), skipped: total(({ skipped }) => skipped),
    details: outcomes.flatMap(({ details }) => details),
  };
}
