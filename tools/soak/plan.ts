/** What a soak does, step by step: the same for the same seed, whatever the host and its speed. */

import { between, seeded, weighted, type Random } from "./random.ts";

/** What is killed, or stopped for a while. `command` is vrun itself, `helper` what it or the monitor runs for a moment. */
export const victims = ["command", "helper", "monitor", "shim", "qemu", "virtiofsd"] as const;
export type Victim = (typeof victims)[number];
/** What is being done to the container then. */
export const moments = ["create", "start", "exec", "rest", "delete"] as const;
export type Moment = (typeof moments)[number];

export interface Fault {
  /** A killed process stays away; a frozen one goes on by SIGCONT, and nothing may fail for it. */
  readonly kind: "kill" | "freeze";
  readonly victim: Victim;
  readonly moment: Moment;
  /** How far into it, as a share of the time that it usually takes. */
  readonly at: number;
  /** How long it is frozen. */
  readonly frozenMs: number;
}

export type ExecKind = "short" | "status" | "input" | "output" | "terminal" | "missing" | "detached";
export type Shape = "create" | "run" | "foreground" | "pod";
export type End = "term" | "kill" | "force";

/** The life of one container, or of one pod, and the execs that the long-lived container gets meanwhile. */
export interface Step {
  readonly number: number;
  readonly shape: Shape;
  /** Containers that it makes: for a pod its sandbox, its members, and the first of them once more. */
  readonly containers: number;
  /** Whether it lives in a network namespace with an interface, and talks over it. */
  readonly network: boolean;
  /** Limit of memory, which decides which template it starts from; 0 is none. */
  readonly memoryMiB: number;
  readonly execs: readonly ExecKind[];
  readonly lastingExecs: readonly ExecKind[];
  readonly pauses: boolean;
  readonly updates: boolean;
  readonly asks: boolean;
  readonly end: End;
  readonly fault: Fault | null;
}

export interface PlanRequest {
  readonly seed: number;
  readonly containers: number;
  readonly execs: number;
  /** Share of the steps that have a process killed. */
  readonly killRate: number;
  /** Share of the steps that have one frozen. */
  readonly freezeRate: number;
}

/** Of an emulated container's life an exec is a tenth, and one that moves megabytes three. */
const execWeights: Readonly<Record<ExecKind, number>> = { short: 52, status: 12, input: 10, output: 8, terminal: 8, missing: 5, detached: 5 };
const shapeWeights: Readonly<Record<Shape, number>> = { create: 60, run: 18, foreground: 8, pod: 14 };
const victimWeights: Readonly<Record<Victim, number>> = { command: 30, helper: 10, monitor: 15, shim: 15, qemu: 15, virtiofsd: 15 };
const momentWeights: Readonly<Record<Moment, number>> = { create: 35, start: 15, exec: 20, rest: 15, delete: 15 };
/** The long-lived container's part of all execs. */
const lastingShare = 0.4;
const podMembersMax = 3;
export const memorySizesMiB = [0, 128] as const;

function fault(random: Random, shape: Shape, { killRate, freezeRate }: PlanRequest): Fault | null {
  const drawn = random();
  const kind = drawn < killRate ? "kill" : drawn < killRate + freezeRate ? "freeze" : null;
  const victim = weighted(random, victimWeights);
  const wished = weighted(random, momentWeights);
  const at = random();
  const frozenMs = between(random, 200, 1500);
  if (kind === null || shape === "foreground") return null;
  // Helpers run while a container is made; of a command at rest there is none.
  const moment = victim === "helper" ? "create" : victim === "command" && wished === "rest" ? "exec" : wished;
  return { kind, victim, moment, at, frozenMs };
}

function execs(random: Random, count: number): ExecKind[] {
  return Array.from({ length: count }, () => weighted(random, execWeights));
}

/**
 * Plans a soak.
 *
 * @returns Steps that together make as many containers and as many execs as were asked for; both are spread evenly.
 */
export function planSoak(request: PlanRequest): readonly Step[] {
  const random = seeded(request.seed);
  const steps: Step[] = [];
  let containers = 0;
  let given = 0;
  while (containers < request.containers) {
    const left = request.containers - containers;
    const wished = weighted(random, shapeWeights);
    const members = between(random, 1, podMembersMax);
    const shape = wished === "pod" && left < members + 2 ? "create" : wished;
    const made = shape === "pod" ? members + 2 : 1;
    containers += made;
    const due = Math.round((request.execs * containers) / request.containers) - given;
    given += due;
    // A container in the foreground ends by itself.
    const lasting = shape === "foreground" ? due : Math.round(due * lastingShare + random() - 0.5);
    const forLasting = Math.max(0, Math.min(due, lasting));
    steps.push({
      number: steps.length + 1,
      shape,
      containers: made,
      network: random() < 0.25 && shape !== "foreground",
      memoryMiB: memorySizesMiB[random() < 0.2 ? 1 : 0],
      execs: execs(random, due - forLasting),
      lastingExecs: execs(random, forLasting),
      pauses: random() < 0.15,
      updates: random() < 0.15,
      asks: random() < 0.15,
      end: weighted(random, { term: 35, kill: 25, force: 40 }),
      fault: fault(random, shape, request),
    });
  }
  return steps;
}
