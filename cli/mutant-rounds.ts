import type { Mutant } from "./mutant-list.ts";
import type { ListedScenario } from "./scenarios.ts";

/** A scenario that is to be run on a mutant. */
export interface Assignment {
  readonly mutant: Mutant;
  readonly scenario: ListedScenario;
}

/** Parts assignments into as few runs of the suite as can be: a scenario is in each at most once. The first ones come first. */
export function roundsOf(assignments: readonly Assignment[]): readonly (readonly Assignment[])[] {
  const rounds: Assignment[][] = [];
  const count = new Map<ListedScenario, number>();
  for (const assignment of assignments) {
    const round = count.get(assignment.scenario) ?? 0;
    count.set(assignment.scenario, round + 1);
    (rounds[round] ??= []).push(assignment);
  }
  return rounds;
}
