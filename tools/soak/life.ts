/** The operations of one step: each is run, timed, judged, and written down when it fails. */

import { setTimeout as delay } from "node:timers/promises";
import { Injection } from "./faults.ts";
import { execs } from "./execs.ts";
import type { Journal } from "./journal.ts";
import { answer, networkAddress } from "./network.ts";
import type { ExecKind, Moment, Step } from "./plan.ts";
import { tracesOf } from "./traces.ts";
import type { Ran, RunOptions, Vrun } from "./vrun.ts";
import type { Workspace } from "./workspace.ts";

/** After a delete the kernel and a monitor that ends still tidy up. */
const leftTimeoutMs = 30_000;
const stopTimeoutMs = 60_000;
const pollMs = 200;

export interface Lab {
  readonly vrun: Vrun;
  readonly workspace: Workspace;
  readonly journal: Journal;
  /** The container that lives as long as the soak. */
  readonly lasting: string;
}

/** The step cannot go on: something was killed, or an operation failed. It has been written down. */
export class CutError extends Error {}

export interface OperationOptions extends RunOptions {
  readonly moment?: Moment;
  /** The container that the VM was made for; the container itself where it is left out. */
  readonly sandbox?: string;
  /** What is wrong with it; null for nothing. A status other than 0 where it is left out. */
  readonly judge?: (ran: Ran) => string | null;
}

export class Life {
  readonly step: Step;
  readonly slot: number;
  readonly lab: Lab;
  readonly injection: Injection;
  /** Kinds of exec that are still to be run. */
  private readonly due: ExecKind[];

  constructor(lab: Lab, step: Step, slot: number) {
    this.lab = lab;
    this.step = step;
    this.slot = slot;
    this.injection = new Injection(step.fault, lab.journal);
    this.due = [...step.execs];
  }

  /**
   * Runs one operation on a container.
   *
   * @throws {CutError} when it failed, or when something of the container was killed meanwhile.
   */
  async operate(operation: string, container: string, args: readonly string[], options: OperationOptions = {}): Promise<Ran> {
    const { journal, vrun } = this.lab;
    const before = this.injection.killed;
    let injected: Promise<void> = Promise.resolve();
    const ran = await vrun.run(args, {
      ...options,
      onStarted: (pid, ended) => {
        if (options.moment !== undefined) injected = this.injection.during(options.moment, container, options.sandbox ?? container, pid, ended);
      },
    });
    await injected;
    const cut = !before && this.injection.killed;
    const wrong = ran.timedOut ? "no end within four minutes" : (options.judge ?? succeeded)(ran);
    if (wrong === null) journal.took(operation, ran.ms);
    else this.fail(operation, container, `${wrong}${ran.stderr === "" ? "" : `: ${ran.stderr}`}`, cut && !ran.timedOut);
    // The end of the command that brought an exec is not the container's.
    const goesOn = this.step.fault?.victim === "command" && options.moment === "exec";
    if ((cut && !goesOn) || (wrong !== null && !cut)) throw new CutError(operation);
    return ran;
  }

  fail(operation: string, container: string, observed: string, expected: boolean): void {
    this.lab.journal.fail({ step: this.step.number, operation, container, expected, fault: this.injection.name, observed });
  }

  async create(id: string, bundle: string, sandbox = id): Promise<void> {
    this.lab.journal.containers += 1;
    await this.operate("create", id, ["create", "--bundle", bundle, id], { moment: "create", sandbox });
  }

  async start(id: string, sandbox = id): Promise<void> {
    await this.operate("start", id, ["start", id], { moment: "start", sandbox });
  }

  async exec(id: string, kind: ExecKind, options: OperationOptions = {}): Promise<void> {
    const { flags, program, judge, input, terminal } = execs[kind];
    const { journal, lasting } = this.lab;
    journal.execs += 1;
    if (id === lasting) journal.lastingExecs += 1;
    const given = { ...(input === undefined ? {} : { input }), ...(terminal === undefined ? {} : { terminal }) };
    await this.operate(`exec, ${kind}`, id, ["exec", ...flags, id, ...program], { judge, ...given, ...options });
  }

  /** Runs the execs that are this step's, in turn on these containers. */
  async execAll(ids: readonly string[], sandbox: string): Promise<void> {
    for (let index = 0, kind = this.due.shift(); kind !== undefined; index++, kind = this.due.shift()) {
      await this.exec(ids[index % ids.length] ?? sandbox, kind, { moment: "exec", sandbox });
    }
  }

  /** Runs the long-lived container's execs, and those that the step has not come to. */
  async execOnLasting(): Promise<void> {
    for (const kind of [...this.step.lastingExecs, ...this.due.splice(0)]) await this.exec(this.lab.lasting, kind).catch(cutOnly);
  }

  /** Nothing is done to the container for a moment, in which something may be killed. @throws {CutError} */
  async rest(id: string, sandbox = id): Promise<void> {
    if (this.step.fault?.moment !== "rest") return;
    await this.injection.during("rest", id, sandbox, undefined, delay(2000));
    if (this.injection.killed) throw new CutError("rest");
  }

  async talk(id: string): Promise<void> {
    if (!this.step.network) return;
    await this.operate("talk over the network", id, ["exec", id, "nc", ...networkAddress(this.slot)], {
      judge: (ran) => (ran.stdout === answer ? null : `status ${ran.status}, the answer is ${JSON.stringify(ran.stdout)}`),
    });
  }

  async pauseAndResume(id: string): Promise<void> {
    if (!this.step.pauses) return;
    await this.operate("pause", id, ["pause", id]);
    await this.operate("exec while paused", id, ["exec", id, "true"], { judge: (ran) => (ran.status === 0 ? "it ran" : null) });
    await this.operate("resume", id, ["resume", id]);
  }

  async update(id: string): Promise<void> {
    if (!this.step.updates) return;
    const memory = this.step.memoryMiB === 0 ? [] : ["--memory", String(2 * this.step.memoryMiB * 1024 * 1024)];
    await this.operate("update", id, ["update", "--pids-limit", "200", ...memory, id]);
  }

  async ask(id: string): Promise<void> {
    if (!this.step.asks) return;
    await this.expectStatus(id, "running");
    await this.operate("ps", id, ["ps", id]);
    await this.operate("events", id, ["events", "--stats", id]);
    await this.operate("list", id, ["list"], { judge: (ran) => succeeded(ran) ?? (ran.stdout.includes(`${id} `) || ran.stdout.length >= 4096 ? null : "it is not in the list") });
  }

  async expectStatus(id: string, wanted: string): Promise<void> {
    await this.operate("state", id, ["state", id], { judge: (ran) => succeeded(ran) ?? (statusIn(ran) === wanted ? null : `it is ${statusIn(ran)}, not ${wanted}`) });
  }

  /** Ends a container as the step says, and deletes it. @throws {CutError} */
  async end(id: string, sandbox = id): Promise<void> {
    if (this.step.end !== "force") {
      await this.operate("kill", id, ["kill", id, this.step.end === "term" ? "TERM" : "KILL"]);
      for (const deadline = Date.now() + stopTimeoutMs; ; await delay(pollMs)) {
        const ran = await this.lab.vrun.run(["state", id]);
        if (statusIn(ran) === "stopped") break;
        if (Date.now() < deadline) continue;
        this.fail("kill", id, `it is ${statusIn(ran)} a minute later`, false);
        throw new CutError("kill");
      }
    }
    await this.operate("delete", id, this.step.end === "force" ? ["delete", "--force", id] : ["delete", id], { moment: "delete", sandbox });
  }

  /** Deletes a container whatever became of it, and looks for what is left. */
  async remove(id: string): Promise<void> {
    await this.operate("delete --force", id, ["delete", "--force", id]).catch(cutOnly);
    await this.expectNothingLeft(id);
  }

  async expectNothingLeft(id: string): Promise<void> {
    for (const deadline = Date.now() + leftTimeoutMs; tracesOf(id).length > 0 && Date.now() < deadline; ) await delay(pollMs);
    for (const trace of tracesOf(id)) this.fail("nothing is left", id, trace, false);
  }

  /** Makes a container of this id once more: what was killed must not be in its way. */
  async again(id: string, bundle: string): Promise<void> {
    const { journal } = this.lab;
    journal.again += 1;
    try {
      await this.operate("create again", id, ["create", "--bundle", bundle, id]);
      await this.operate("start again", id, ["start", id]);
      await this.operate("exec again", id, ["exec", id, "true"]);
    } catch (error) {
      cutOnly(error);
    }
    await this.remove(id);
  }
}

export function succeeded(ran: Ran): string | null {
  return ran.status === 0 ? null : `status ${ran.status}`;
}

/** What has been written down already; anything else is a fault of the soak's own. */
export function cutOnly(error: unknown): void {
  if (!(error instanceof CutError)) throw error;
}

function statusIn(ran: Ran): string {
  return /"status":\s*"(\w+)"/.exec(ran.stdout)?.[1] ?? "unknown";
}
