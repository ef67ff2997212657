import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { CheckFailure, Checks } from "./checks.ts";
import type { CommandRun } from "./command.ts";
import type { Barred } from "./gate.ts";
import { runtimeEnvironment } from "./runtime-environment.ts";
import { Launcher } from "./launcher.ts";
import { ociCli } from "./oci-cli.ts";
import { poll } from "./poll.ts";
import { allPids } from "./processes.ts";
import { mountsToHide } from "./profile.ts";
import { ReaperLog } from "./reaper.ts";
import { openRootfs, type RootfsTemplate } from "./rootfs.ts";
import { checkout, hostCgroup, type RunDescription } from "./run-description.ts";
import type { RuntimeDriver } from "./runtime-driver.ts";
import { describeTraces, findTraces, kindsOf, namesOf, removeTraces, type TraceScope, type Traces } from "./traces.ts";

/** What all scenarios of one worker share: read once, never written. */
export interface Suite {
  readonly description: RunDescription;
  readonly rootfs: RootfsTemplate;
  readonly reaper: ReaperLog;
  /** The words before the runtime's path: what gives it the view of the host that it needs. */
  readonly hostView: readonly string[];
  readonly launcher: Launcher;
}

/** @throws when something that set-up makes is missing; the message says what. */
export function openSuite(description: RunDescription): Suite {
  const hidden = mountsToHide(description.profile, description.version, hostCgroup());
  const view = join(checkout, ".cache/bin/host-view");
  if (hidden.length > 0 && !existsSync(view)) throw new Error(`no ${view}: run make -C steps/native`);
  const rootfs = openRootfs(description.workDirectory, { busybox: "/bin/busybox", guestPrograms: join(checkout, ".cache/guest-programs") });
  return {
    description,
    rootfs,
    reaper: new ReaperLog(description.reaperLog),
    hostView: hidden.length > 0 ? [view, ...hidden.flatMap((mount) => ["--hide", mount]), "--"] : [],
    launcher: new Launcher(programs, { log: description.reaperLog, env: runtimeEnvironment() }),
  };
}

/** The suite's C programs. */
const programs = join(checkout, ".cache/bin");

/** Problems of our own, and what the runtime left. */
export interface ScenarioEnding {
  readonly problems: readonly string[];
  readonly left: { readonly kinds: string; readonly text: string } | null;
  /** What the runtime did to what runs its commands, also while all was undone; null when it did nothing. */
  readonly harm: CheckFailure | null;
}

/** There in what an undo calls: an abandoned scenario runs no command but these. When the runtime is to be asked nothing any more. */
const undoing = new AsyncLocalStorage<{ readonly untilMs: number }>();

interface Undo {
  readonly what: string;
  readonly action: () => Promise<void>;
}

/** How long a runtime's helpers may take to vanish after the command that ended them, on a busy host. */
const VANISH_MS = 5000;
/** How long the rest may take once no process is left; then nobody is left to remove it but a service such as systemd. */
const ORPHANED_MS = 1000;
/** How long a command that runs when the run is interrupted may take before it is cleaned up with the rest. */
const IN_FLIGHT_MS = 5000;
const DISCARD_MS = 60_000;
/** What a command may take at least, however long the scenario has taken. */
const LAST_MS = 2000;

/**
 * One scenario's own world below cucumber: a token, a folder, a state root, the commands it ran, and how all of it is
 * undone. The token is part of every id, path, cgroup and environment, so that parallel scenarios don't blame each other.
 */
export class Scenario {
  readonly suite: Suite;
  readonly token: string;
  readonly directory: string;
  readonly stateRoot: string;
  readonly checks = new Checks();
  readonly commands: CommandRun[] = [];
  /** What bundles may name as `${sandbox}` and `${sandboxPid}`: the first container, and its process once there is one. */
  readonly variables: Record<string, string> = {};
  readonly runtime: RuntimeDriver;
  /** Why the scenario is not run; null when it is. */
  barred: Barred | null = null;
  readonly #pidsBefore: ReadonlySet<number>;
  readonly #beganMs = performance.now();
  readonly #undo: Undo[] = [];
  #abandoned = false;
  #ending: Promise<ScenarioEnding> | null = null;
  /** Traces that have been waited for in vain, by name: nobody waits for them twice. */
  readonly #lasting = new Set<string>();
  #containers = 0;

  /** @param place where the scenario stands: "<feature file>:<line>" */
  constructor(suite: Suite, place: string) {
    this.suite = suite;
    this.token = `lacuna-${randomBytes(4).toString("hex")}`;
    this.directory = join(suite.description.workDirectory, this.token);
    this.stateRoot = join(this.directory, "state");
    const outputs = join(this.directory, "commands");
    mkdirSync(this.stateRoot, { recursive: true, mode: 0o711 });
    mkdirSync(outputs);
    this.#pidsBefore = new Set(allPids());
    const driver = ociCli({
      command: [...suite.hostView, suite.description.standIns?.[place] ?? suite.description.path],
      globalFlags: suite.description.profile.globalFlags,
      stateRoot: this.stateRoot,
      scratch: this.directory,
      outputs,
      launcher: suite.launcher,
      timeoutMs: () => this.#timeLeftMs(),
      record: (run) => this.commands.push(run),
    });
    this.runtime = {
      perform: async (...operation) => (this.#abandoned && undoing.getStore() === undefined ? new Promise(() => {}) : driver.perform(...operation)),
    };
    suite.launcher.bound(this.directory);
  }

  /** An id that no other container has. */
  nextId(): string {
    this.#containers += 1;
    return `${this.token}-c${this.#containers}`;
  }

  /** Registers how to undo what is being made; the newest is undone first. */
  onEnd(what: string, action: () => Promise<void>): void {
    this.#undo.push({ what, action });
  }

  /** What is left of `needle` once the runtime's helpers have had time to vanish; null when nothing is. */
  async tracesOf(needle: string): Promise<Traces | null> {
    let left: readonly string[] = [];
    let last: Traces | null = null;
    let busyAt = performance.now();
    await poll(() => {
      last = findTraces(this.#scopeOf(needle));
      left = namesOf(last);
      if (last.processes.length > 0) busyAt = performance.now();
      return left.every((name) => this.#lasting.has(name)) || performance.now() - busyAt >= ORPHANED_MS ? true : null;
    }, VANISH_MS);
    for (const name of left) this.#lasting.add(name);
    return left.length === 0 ? null : last;
  }

  /** Undoes everything, once. Never throws: problems of our own come back as text, what the runtime left comes back as traces. */
  end(): Promise<ScenarioEnding> {
    this.#ending ??= this.#undoAll();
    return this.#ending;
  }

  /** Ends a scenario whose steps may still run: they can start no further command, and what they have made is undone. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await poll(() => (this.suite.launcher.busy ? null : true), IN_FLIGHT_MS);
    await this.end();
    await this.discard();
  }

  /**
   * Removes the scenario's folder, beside what comes next: a folder that was a mount's place may keep `rmdir` waiting. What
   * stays, as what lies on a mount that could not be removed, is left to whoever removes the run's folder.
   */
  async discard(): Promise<void> {
    const argv = [join(programs, "remove-tree"), this.directory] as const;
    if (this.suite.launcher.ended) return void (await execa(argv[0], [argv[1]], { timeout: DISCARD_MS, reject: false, stdio: "ignore" }));
    await this.suite.launcher.run({
      argv,
      stdoutFile: "/dev/null",
      stderrFile: "/dev/null",
      cwd: "/",
      timeoutMs: DISCARD_MS,
    });
  }

  async #undoAll(): Promise<ScenarioEnding> {
    const problems: string[] = [];
    const untilMs = performance.now() + this.suite.description.profile.timeoutsMs.command;
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) {
      const { what, action } = undo;
      await undoing.run({ untilMs }, action).catch((error: unknown) => {
        if (!(error instanceof CheckFailure && this.suite.launcher.ended)) problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    const traces = await this.tracesOf(this.token);
    if (traces !== null) {
      const after = await removeTraces(this.#scopeOf(this.token));
      if (kindsOf(after) !== "") problems.push(`cannot remove ${describeTraces(after)}`);
    }
    const kept = await this.#filesKept();
    const { harm } = this.suite.launcher;
    if (traces === null && kept === null) return { problems, left: null, harm };
    const kinds = [...(traces === null ? [] : [kindsOf(traces)]), ...(kept === null ? [] : ["files"])].join(", ");
    return { problems, left: { kinds, text: [...(traces === null ? [] : [describeTraces(traces)]), ...(kept === null ? [] : [kept])].join("; ") }, harm };
  }

  /** What files the scenarios that follow cannot do with, made good; null when there are none. */
  async #filesKept(): Promise<string | null> {
    // Where the launcher has ended, who removes the folder frees it.
    const files = this.suite.launcher.ended ? 0 : await this.suite.launcher.free(this.directory).catch(() => 0);
    const kept = [
      ...(files > 0 ? [`${files} files that are immutable or append-only`] : []),
      ...(this.suite.rootfs.restore() ? ["changes of the programs that container roots share"] : []),
    ];
    return kept.length === 0 ? null : kept.join("; ");
  }

  /** How long the next command may take: all of a scenario's together have a bound, and so have those that undo it. */
  #timeLeftMs(): number {
    const { command, scenario } = this.suite.description.profile.timeoutsMs;
    const untilMs = undoing.getStore()?.untilMs ?? this.#beganMs + scenario;
    return Math.min(command, Math.max(LAST_MS, untilMs - performance.now()));
  }

  /** Where traces of one container, or of the whole scenario, are looked for; what was left without a name is anyone's. */
  #scopeOf(needle: string): TraceScope {
    const subreaper = needle === this.token ? this.suite.launcher.pid : null;
    return { needle, stateRoot: this.stateRoot, pidsBefore: this.#pidsBefore, subreaper };
  }
}
