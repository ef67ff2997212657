/** What the long-lived sandbox's processes hold, over time. */

import { readdirSync } from "node:fs";
import { inContainer, readOr } from "./processes.ts";

export const sampled = ["monitor", "qemu", "virtiofsd", "shim"] as const;
export type Sampled = (typeof sampled)[number];
const words: Readonly<Record<Sampled, string>> = { monitor: "vrun-monitor", qemu: "qemu-system", virtiofsd: "virtiofsd", shim: "vrun-shim" };

export interface ProcessMemory {
  readonly rssKiB: number;
  readonly pssKiB: number;
  /** What no file backs: the heap, of Node and of libc. */
  readonly anonymousKiB: number;
  readonly descriptors: number;
}

export interface Sample {
  readonly seconds: number;
  /** Execs of the long-lived container by then. */
  readonly execs: number;
  readonly processes: Readonly<Partial<Record<Sampled, ProcessMemory>>>;
}

function memoryOf(pid: number): ProcessMemory | undefined {
  const rollup = readOr(`/proc/${pid}/smaps_rollup`);
  const kiB = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup)?.[1] ?? Number.NaN);
  if (rollup === "") return undefined;
  try {
    return { rssKiB: kiB("Rss"), pssKiB: kiB("Pss"), anonymousKiB: kiB("Anonymous"), descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}

/** @param container The long-lived one: of its shims the oldest is its own. */
export function takeSample(container: string, seconds: number, execs: number): Sample {
  const entries = sampled.flatMap((name) => {
    const pid = [...inContainer(container, words[name])].sort((a, b) => a - b)[0];
    const memory = pid === undefined ? undefined : memoryOf(pid);
    return memory === undefined ? [] : [[name, memory] as const];
  });
  return { seconds, execs, processes: Object.fromEntries(entries) };
}

/** The slope of the least-squares line through points; NaN where they have no spread. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / (spread === 0 ? Number.NaN : spread);
}

export interface MemoryFigures {
  readonly process: Sampled;
  readonly start: ProcessMemory;
  readonly tenth: ProcessMemory;
  readonly half: ProcessMemory;
  readonly end: ProcessMemory;
  /** Of the second half of the execs, when all code is warm; null below `judgedExecs` execs. */
  readonly anonymousKiBPer1000: number | null;
}

/** A slope over fewer execs says more of the collector's rhythm, and of what one stream more at a time takes for good, than of a leak. */
const judgedExecs = 2000;

/** The figures of each process that was there at the beginning and at the end. */
export function memoryFigures(samples: readonly Sample[]): readonly MemoryFigures[] {
  const last = samples.at(-1)?.execs ?? 0;
  const at = (share: number): Sample | undefined => samples.find(({ execs }) => execs >= last * share);
  return sampled.flatMap((name) => {
    const [start, tenth, half, end] = [samples[0], at(0.1), at(0.5), samples.at(-1)].map((sample) => sample?.processes[name]);
    if (start === undefined || tenth === undefined || half === undefined || end === undefined) return [];
    const later = samples.flatMap(({ execs, processes }) => (execs >= last / 2 && processes[name] !== undefined ? [[execs, processes[name].anonymousKiB] as const] : []));
    const fitted = last < judgedExecs ? Number.NaN : slope(later) * 1000;
    return [{ process: name, start, tenth, half, end, anonymousKiBPer1000: Number.isFinite(fitted) ? Math.round(fitted) : null }];
  });
}

export function samplesAsCsv(samples: readonly Sample[]): string {
  const lines = samples.flatMap(({ seconds, execs, processes }) =>
    sampled.flatMap((name) => {
      const memory = processes[name];
      return memory === undefined ? [] : [[seconds.toFixed(0), execs, name, memory.rssKiB, memory.pssKiB, memory.anonymousKiB, memory.descriptors].join(",")];
    }));
  return `${["seconds,execs,process,rssKiB,pssKiB,anonymousKiB,descriptors", ...lines].join("\n")}\n`;
}
