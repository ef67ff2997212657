/** What a soak found, as JSON and as Markdown; neither names a path of the host. */

import { memoryFigures, type MemoryFigures, type ProcessMemory } from "./memory.ts";
import type { Failure, FaultFigures, OperationFigures } from "./journal.ts";
import type { Options } from "./options.ts";
import type { Ending, Result } from "./soak.ts";

/** What the memory of a process may grow by for 1,000 execs, once warm: less is a collector's rhythm. */
const growthKiBMax = 4096;

export interface Summary {
  readonly version: string;
  readonly asked: Pick<Options, "containers" | "execs" | "parallel" | "minutes" | "seed" | "killRate" | "freezeRate">;
  readonly ending: Ending;
  readonly minutes: number;
  readonly steps: { readonly planned: number; readonly taken: number };
  readonly containers: number;
  readonly again: number;
  readonly execs: number;
  readonly lastingExecs: number;
  readonly faults: Readonly<Record<string, FaultFigures>>;
  readonly operations: Readonly<Record<string, OperationFigures>>;
  readonly memory: readonly MemoryFigures[];
  /** Processes whose memory grows, and whose descriptors do. */
  readonly growing: readonly string[];
  readonly failures: readonly Failure[];
  /** What is on the host that was not, or the other way round. */
  readonly left: readonly string[];
  /** Nothing failed that no kill explains, nothing is left, and nothing grows. */
  readonly clean: boolean;
}

/** @param names What a line may name of the host, and what to call it. */
export function summarize(options: Options, result: Result, names: Readonly<Record<string, string>>): Summary {
  const { journal, version, ending, steps, seconds } = result;
  const hide = (text: string): string => Object.entries(names).reduce((line, [name, instead]) => line.replaceAll(name, instead), text);
  const { containers, execs, parallel, minutes, seed, killRate, freezeRate } = options;
  const memory = memoryFigures(result.samples);
  const left = result.left.map(hide);
  const growing = memory.flatMap(grows);
  return {
    version,
    asked: { containers, execs, parallel, minutes, seed, killRate, freezeRate },
    ending,
    minutes: Math.round(seconds / 6) / 10,
    steps,
    containers: journal.containers,
    again: journal.again,
    execs: journal.execs,
    lastingExecs: journal.lastingExecs,
    faults: journal.faultFigures(),
    operations: journal.operations(),
    memory,
    growing,
    failures: journal.failures.map((failure) => ({ ...failure, container: hide(failure.container), observed: hide(failure.observed) })),
    left,
    clean: journal.unexpected.length === 0 && left.length === 0 && growing.length === 0,
  };
}

function grows({ process, half, end, anonymousKiBPer1000 }: MemoryFigures): readonly string[] {
  // Code that QEMU translates, and what a guest writes for the first time, come as long as a guest does new things.
  const memory = process !== "qemu" && anonymousKiBPer1000 !== null && anonymousKiBPer1000 > growthKiBMax ? [`${process}: ${anonymousKiBPer1000} KiB for 1,000 execs`] : [];
  const descriptors = end.descriptors > half.descriptors + descriptorsMax ? [`${process}: ${half.descriptors} descriptors, then ${end.descriptors}`] : [];
  return [...memory, ...descriptors];
}

/** Descriptors of execs that are under way when a sample is taken. */
const descriptorsMax = 16;

export function asMarkdown(summary: Summary): string {
  const { asked, faults, failures, operations } = summary;
  const unexpected = failures.filter(({ expected }) => !expected);
  const injected = Object.values(faults).reduce((sum, figures) => sum + figures.injected, 0);
  return [
    `${summary.version}, seed ${asked.seed}, ${asked.parallel} at a time: ${summary.ending} after ${summary.minutes} minutes (${asked.minutes} were given).`,
    "",
    table(["", "asked for", "done"], [
      ["containers made", String(asked.containers), String(summary.containers)],
      ["of the same id once more, after a kill or failure", "", String(summary.again)],
      ["execs", String(asked.execs), `${summary.execs}, ${summary.lastingExecs} of them in the long-lived container`],
      ["processes killed or frozen", `${percent(asked.killRate)} and ${percent(asked.freezeRate)} of containers and pods`, String(injected)],
      ["failures that a kill explains", "", String(failures.length - unexpected.length)],
      ["failures that none explains", "0", String(unexpected.length)],
      ["processes, mounts, cgroups, interfaces, files, sockets and shared memory more or fewer than before", "0", String(summary.left.length)],
      ["processes of the long-lived sandbox that grow", "0", String(summary.growing.length)],
    ]),
    "",
    "What was injected; one that came too late for its moment is planned only:",
    "",
    table(["fault", "planned", "injected"], Object.entries(faults).map(([name, figures]) => [name, String(figures.planned), String(figures.injected)])),
    "",
    "The long-lived sandbox, proportional share of memory (anonymous memory; descriptors):",
    "",
    table(["process", "start", "after a tenth", "half", "end", "anonymous, for 1,000 execs of the second half"], summary.memory.map(memoryRow)),
    "",
    "The operations:",
    "",
    table(["operation", "succeeded", "failed", "median", "95 of 100 within"], Object.entries(operations).map(operationRow)),
    ...list("Unexpected:", unexpected.map(failureLine)),
    ...list("Not as before:", summary.left),
    ...list("Growing:", summary.growing),
    "",
  ].join("\n");
}

function operationRow([name, { count, failed, medianMs, p95Ms }]: readonly [string, OperationFigures]): readonly string[] {
  return [name, String(count), String(failed), `${medianMs} ms`, `${p95Ms} ms`];
}

function failureLine({ step, operation, container, fault, observed }: Failure): string {
  return `step ${step}, ${operation} of ${container}${fault === "" ? "" : ` after ${fault}`}: ${observed}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function memoryRow({ process, start, tenth, half, end, anonymousKiBPer1000 }: MemoryFigures): readonly string[] {
  const cell = ({ pssKiB, anonymousKiB, descriptors }: ProcessMemory): string => `${mebibytes(pssKiB)} MB (${mebibytes(anonymousKiB)}; ${descriptors})`;
  return [process, cell(start), cell(tenth), cell(half), cell(end), anonymousKiBPer1000 === null ? "too few execs" : `${anonymousKiBPer1000} KiB`];
}

function mebibytes(kiB: number): string {
  return (kiB / 1024).toFixed(1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, "", ...lines.map((line) => `- ${line}`)];
}
