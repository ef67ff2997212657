import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded, type Random } from "../soak/random.ts";
import { ControlDoor } from "./control.ts";
import { playGuest } from "./guest.ts";
import { playShim } from "./shim.ts";

export const readers = ["guest", "shim", "control"] as const;
/** Who reads: the agent's client what a guest says, the relay what a shim says, the control socket what a command says. */
export type Reader = (typeof readers)[number];

export interface Outcome {
  readonly cases: number;
  /** What went wrong, with the case. */
  readonly faults: readonly string[];
  readonly tookMs: number;
  /** Memory in use after the last case, more than after the first tenth, in bytes; collected where Node was told to (--expose-gc). */
  readonly grownBytes: number;
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The seed of one case, so that it can be played alone. */
const caseSeed = (seed: number, index: number): number => Math.imul(seed, 0x9e3779b1) + index;

/** Plays `count` cases from `first` on. Stops at the tenth fault. Changes the working directory while it plays those of the control socket. */
export async function playCases(reader: Reader, seed: number, first: number, count: number): Promise<Outcome> {
  const faults: string[] = [];
  let current = first;
  const escaped = (error: unknown): void => void faults.push(`${current}: escaped: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.on("uncaughtException", escaped).on("unhandledRejection", escaped);
  const began = Date.now();
  const field = await openField(reader);
  let early = 0;
  try {
    for (; current < first + count && faults.length < 10; current++) {
      for (const fault of await field.play(seeded(caseSeed(seed, current)))) faults.push(`${current}: ${fault}`);
      if (current === first + Math.floor(count / 10)) early = usedBytes();
    }
  } finally {
    field.close();
    process.off("uncaughtException", escaped).off("unhandledRejection", escaped);
  }
  return { cases: current - first, faults, tookMs: Date.now() - began, grownBytes: usedBytes() - early };
}

interface Field {
  play(random: Random): Promise<readonly string[]>;
  close(): void;
}

async function openField(reader: Reader): Promise<Field> {
  if (reader === "guest") return { play: playGuest, close: () => undefined };
  if (reader === "shim") return { play: playShim, close: () => undefined };
  const home = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), "fuzz-frames-"));
  process.chdir(directory);
  const door = new ControlDoor();
  await door.listen();
  return {
    play: (random) => door.play(random),
    close: () => {
      door.close();
      process.chdir(home);
      rmSync(directory, { recursive: true });
    },
  };
}
