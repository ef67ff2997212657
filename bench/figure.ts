import type { Floor } from "./floor/floor.ts";
import type { Workspace } from "./workspace.ts";

/** One line of the benchmark's result. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** Such as "<= 1.15"; null for what has none. */
  readonly aim: string | null;
  /** Whether the value meets the aim; true where there is none. */
  readonly met: boolean;
}

export interface Lab {
  readonly workspace: Workspace;
  readonly floor: Floor;
  /** How often each thing is timed. */
  readonly runs: number;
  /** Tells what is being done. */
  readonly say: (text: string) => void;
}

/** Measures what belongs together. */
export type Measurement = (lab: Lab) => Promise<readonly Figure[]>;

/** A figure that should be at most, or at least, its aim. */
export function figureOf(figure: string, value: number, unit: string, aim?: { readonly atMost: number } | { readonly atLeast: number }): Figure {
  if (aim === undefined) return { figure, value, unit, aim: null, met: true };
  if ("atMost" in aim) return { figure, value, unit, aim: `<= ${aim.atMost}`, met: value <= aim.atMost };
  return { figure, value, unit, aim: `>= ${aim.atLeast}`, met: value >= aim.atLeast };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/**
 * Times several things in turn, so that what else the machine does falls on all of them alike.
 *
 * @param timers Each returns milliseconds.
 * @returns The median of each.
 */
export async function inTurn<K extends string>(runs: number, timers: Readonly<Record<K, () => Promise<number>>>): Promise<Readonly<Record<K, number>>> {
  const names = Object.keys(timers) as K[];
  const seen = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < runs; round += 1) {
    for (const name of names) seen.get(name)?.push(await timers[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(seen.get(name) ?? [])])) as Readonly<Record<K, number>>;
}
