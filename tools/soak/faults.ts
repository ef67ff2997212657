/** Kills or freezes one of vrun's processes at a moment of a container's life. */

import { setTimeout as delay } from "node:timers/promises";
import type { Journal } from "./journal.ts";
import type { Fault, Moment, Victim } from "./plan.ts";
import { helpersOf, inContainer } from "./processes.ts";

const pollMs = 3;
const words: Readonly<Record<Exclude<Victim, "command" | "helper">, string>> = { monitor: "vrun-monitor", shim: "vrun-shim", qemu: "qemu-system", virtiofsd: "virtiofsd" };
/** What an operation takes before any was timed. */
const unknownMs: Readonly<Record<Moment, number>> = { create: 1500, start: 400, exec: 400, rest: 200, delete: 400 };

export function faultName({ kind, victim, moment }: Fault): string {
  return `${kind} ${victim} in ${moment}`;
}

/** The fault of one step: it happens once, in the first operation of its moment. */
export class Injection {
  /** Something was killed, which explains that operations on its container fail. */
  killed = false;
  /** The container whose operation it was in. */
  target = "";
  private readonly fault: Fault | null;
  private readonly journal: Journal;
  private begun = false;

  constructor(fault: Fault | null, journal: Journal) {
    this.fault = fault;
    this.journal = journal;
    if (fault !== null) journal.plannedFault(faultName(fault));
  }

  /** What was done; empty for nothing yet. */
  get name(): string {
    return this.fault !== null && this.begun ? faultName(this.fault) : "";
  }

  /** Whether its victim takes the whole VM with it, and not one container of it. */
  get endsVm(): boolean {
    return this.killed && this.fault !== null && ["monitor", "qemu", "virtiofsd"].includes(this.fault.victim);
  }

  /**
   * Begins when an operation does, if the plan says so.
   *
   * @param container The one whose shim it may be.
   * @param sandbox The one whose VM it may be.
   * @param command Pid of vrun; undefined between operations.
   * @param ended Resolves when the operation has ended: who was not there by then is let be.
   * @returns What resolves when it is over.
   */
  async during(moment: Moment, container: string, sandbox: string, command: number | undefined, ended: Promise<unknown>): Promise<void> {
    const { fault } = this;
    if (fault === null || fault.moment !== moment || this.begun) return;
    this.begun = true;
    this.target = container;
    let over = false;
    void ended.then(() => (over = true));
    const wholeMs = this.journal.medianMs(moment, unknownMs[moment]);
    await Promise.race([ended, delay(fault.at * wholeMs)]);
    while (!over) {
      const found = find(fault.victim, container, sandbox, command).filter((pid) => send(pid, fault.kind === "kill" ? "SIGKILL" : "SIGSTOP"));
      if (found.length > 0) {
        this.journal.injectedFault(faultName(fault));
        if (fault.kind === "kill") this.killed = true;
        else {
          await delay(fault.frozenMs);
          for (const pid of found) send(pid, "SIGCONT");
        }
        return;
      }
      await delay(pollMs);
    }
  }
}

function find(victim: Victim, container: string, sandbox: string, command: number | undefined): readonly number[] {
  switch (victim) {
    case "command": return command === undefined ? [] : [command];
    case "helper": return helpersOf([...(command === undefined ? [] : [command]), ...inContainer(sandbox, words.monitor)]);
    case "shim": return inContainer(container, words.shim);
    case "monitor":
    case "qemu":
    case "virtiofsd": return inContainer(sandbox, words[victim]);
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
