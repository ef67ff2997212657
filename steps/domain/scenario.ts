import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Checks } from "./checks.ts";
import type { CommandRun } from "./command.ts";
import type { Barred } from "./gate.ts";
import { runtimeEnvironment } from "./runtime-environment.ts";
import { ociCli } from "./oci-cli.ts";
import { poll } from "./poll.ts";
import { allPids } from "./processes.ts";
import { mountsToHide } from "./profile.ts";
import { ReaperLog } from "./reaper.ts";
import { prepareRootfs } from "./rootfs.ts";
import { checkout, hostCgroup, type RunDescription } from "./run-description.ts";
import type { RuntimeDriver } from "./runtime-driver.ts";
import { describeTraces, findTraces, kindsOf, removeTraces, type TraceScope, type Traces } from "./traces.ts";

/** What all scenarios of one worker share: read once, never written. */
export interface Suite {
  readonly description: RunDescription;
  readonly rootfsTemplate: string;
  readonly reaper: ReaperLog;
  /** The words before the runtime's path: what gives it the view of the host that it needs. */
  readonly hostView: readonly string[];
  /** What the runtime's commands have in their environment beside the suite's own. */
  readonly environment: Readonly<Record<string, string>>;
}

/** @throws when something that set-up makes is missing; the message says what. */
export function openSuite(description: RunDescription): Suite {
  const hidden = mountsToHide(description.profile, description.version, hostCgroup());
  const view = join(checkout, ".cache/bin/host-view");
  if (hidden.length > 0 && !existsSync(view)) throw new Error(`no ${view}: run make -C steps/native`);
  const rootfsTemplate = prepareRootfs(join(checkout, ".cache/rootfs"), { busybox: "/bin/busybox", guestPrograms: join(checkout, ".cache/guest-programs") });
  return {
    description,
    rootfsTemplate,
    reaper: new ReaperLog(description.reaperLog),
    hostView: hidden.length > 0 ? [view, ...hidden.flatMap((mount) => ["--hide", mount]), "--"] : [],
    environment: runtimeEnvironment(),
  };
}

interface Undo {
  readonly what: string;
  readonly action: () => Promise<void>;
}

/** How long a runtime's helpers may take to vanish after the command that ended them. */
const VANISH_MS = 2000;

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
  readonly #undo: Undo[] = [];
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
    this.runtime = ociCli({
      command: [...suite.hostView, suite.description.standIns?.[place] ?? suite.description.path],
      globalFlags: suite.description.profile.globalFlags,
      stateRoot: this.stateRoot,
      scratch: this.directory,
      outputs,
      env: suite.environment,
      timeoutMs: suite.description.profile.timeoutsMs.command,
      record: (run) => this.commands.push(run),
    });
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

  /** Where traces of one container, or of the whole scenario, are looked for. */
  scopeOf(needle: string): TraceScope {
    return { needle, stateRoot: this.stateRoot, pidsBefore: this.#pidsBefore };
  }

  /** What is left of `needle` once the runtime's helpers have had time to vanish; null when nothing is. */
  async tracesOf(needle: string): Promise<Traces | null> {
    let last: Traces | null = null;
    const gone = await poll(() => {
      last = findTraces(this.scopeOf(needle));
      return kindsOf(last) === "" ? true : null;
    }, VANISH_MS);
    return gone === true ? null : last;
  }

  /** Undoes everything. Never throws: problems of our own come back as text, what the runtime left comes back as traces. */
  async end(): Promise<{ readonly problems: readonly string[]; readonly left: { readonly kinds: string; readonly text: string } | null }> {
    const problems: string[] = [];
    for (const { what, action } of this.#undo.reverse()) {
      await action().catch((error: unknown) => problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`));
    }
    const traces = await this.tracesOf(this.token);
    if (traces === null) return { problems, left: null };
    await removeTraces(traces);
    const after = await this.tracesOf(this.token);
    if (after !== null && kindsOf({ ...after, state: [] }) !== "") problems.push(`cannot remove ${describeTraces(after)}`);
    return { problems, left: { kinds: kindsOf(traces), text: describeTraces(traces) } };
  }

  /** Removes the scenario's folder; after this its outputs are gone. */
  discard(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
