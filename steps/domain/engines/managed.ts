import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CheckFailure } from "../checks.ts";
import { type CommandRun, describeEnd, describeRun, stdoutOf } from "../command.ts";
import { type GuestProgram, parseGuestProgram } from "../guest-programs.ts";
import { poll } from "../poll.ts";
import type { Scenario } from "../scenario.ts";
import { readTextOrNull } from "../written-files.ts";
import type { ContainerAction, ContainerRequest, Engine } from "./engine.ts";
import { type Leftover, leftover, type Remains, remainsIn } from "./remains.ts";

/** What is asked for beside the program. */
export type RunOptions = Partial<Omit<ContainerRequest, "name" | "argv" | "input">> & {
  /** A file that the container reads as its input. */
  readonly stdinFile?: string;
};

/** One container of a scenario in a manager's hands, and the last command that the manager was given about it. */
export class ManagedContainer {
  readonly engine: Engine;
  readonly name: string;
  readonly program: GuestProgram;
  readonly #scenario: Scenario;
  readonly #before: Remains;
  #last: { readonly action: ContainerAction | null; readonly run: CommandRun } | null = null;
  #made = false;

  constructor(scenario: Scenario, engine: Engine, program: GuestProgram) {
    this.#scenario = scenario;
    this.engine = engine;
    this.program = program;
    this.name = scenario.nextId();
    this.#before = remainsIn(engine.scope);
    scenario.checks.note("manager", `${engine.name} ${engine.version}`);
    scenario.onEnd(`remove ${this.name}`, async () => {
      if (this.#made) await this.act({ kind: "remove" });
    });
  }

  /** The last command. @throws when none was given: a mistake in a scenario. */
  get run(): CommandRun {
    if (this.#last === null) throw new Error("the manager was given no command: a When must come first");
    return this.#last.run;
  }

  /** What the last command printed that answers what was asked. */
  get answer(): string {
    const { run } = this;
    const action = this.#last?.action ?? null;
    return (action === null ? stdoutOf(run) : this.engine.answer(this.name, action, run)).replaceAll("\r\n", "\n").trimEnd();
  }

  /** Lets the manager run the container; returns when the manager's command does. */
  async start(options: RunOptions = {}): Promise<CommandRun> {
    const { stdinFile, ...rest } = options;
    const request = { detached: false, terminal: false, memoryBytes: null, bind: null, network: null, pod: null, ...rest, input: stdinFile !== undefined, name: this.name, argv: this.program.argv };
    this.#made = true;
    const run = await this.#command(this.engine.run(request), stdinFile);
    this.#last = { action: null, run };
    return run;
  }

  /** Gives the manager an order about the container. */
  async act(action: ContainerAction): Promise<CommandRun> {
    let run: CommandRun | null = null;
    for (const words of this.engine.commands(this.name, action)) run = await this.#command(words);
    if (run === null) throw new Error(`no command for "${action.kind}"`);
    this.#last = { action, run };
    if (action.kind === "remove" && run.exit === 0) this.#made = false;
    return run;
  }

  /** Asks until the answer fits or the deadline has passed; the last answer is kept either way. */
  async actUntil(action: ContainerAction, fits: (answer: string) => boolean): Promise<{ readonly answer: string; readonly timedOut: boolean }> {
    const fitting = await poll(async () => {
      await this.act(action);
      return fits(this.answer) ? true : null;
    }, this.#scenario.suite.description.profile.timeoutsMs.ending);
    return { answer: this.answer, timedOut: fitting === null };
  }

  /**
   * Runs the container in the background and makes sure that it is there and can be acted upon.
   *
   * @throws {CheckFailure} it is not.
   */
  async bringUp(options: RunOptions = {}): Promise<void> {
    const run = await this.start({ ...options, detached: true });
    if (run.exit !== 0) throw new CheckFailure(`cannot run the container\n${describeRun(run)}`, { exit: run.exit }, { timedOut: run.timedOut });
    const { answer: status, timedOut } = await this.actUntil({ kind: "status" }, (answer) => answer === "running");
    if (status !== "running") throw new CheckFailure(`container status: expected "running", got ${JSON.stringify(status)}\n${describeRun(this.run)}`, { status }, { timedOut });
    const { readyLine } = this.program;
    if (readyLine === null) return;
    const log = await this.actUntil({ kind: "logs" }, (answer) => answer.split("\n").includes(readyLine));
    if (log.timedOut) throw new CheckFailure(`the container never printed "${readyLine}"\n${describeRun(this.run)}`, { ready: false }, { timedOut: true });
  }

  /** True when the text is the number of a process in the scope. */
  hasProcess(pid: string): boolean {
    return /^[1-9]\d*$/.test(pid) && existsSync(this.engine.scope.outside(`/proc/${pid}/stat`));
  }

  /** What the scope has that it had not before the container, once that has had time to vanish; null when nothing. */
  async remains(): Promise<Leftover | null> {
    let left: Leftover | null = null;
    await poll(() => {
      left = leftover(this.#before, remainsIn(this.engine.scope));
      return left === null ? true : null;
    }, this.#scenario.suite.description.profile.timeoutsMs.ending);
    return left;
  }

  /** Asks a port of the network that the manager is in for a file, again until somebody answers. */
  async askPort(port: number, path: string): Promise<void> {
    await poll(async () => {
      const run = await this.#command(["busybox", "wget", "-q", "-O", "-", `http://127.0.0.1:${port}${path}`]);
      this.#last = { action: null, run };
      return run.exit === 0 ? true : null;
    }, this.#scenario.suite.description.profile.timeoutsMs.ending);
  }

  async #command(words: readonly string[], stdinFile?: string): Promise<CommandRun> {
    const base = join(this.#scenario.directory, "commands", `${this.name}-${this.#scenario.commands.length}`);
    const run = await this.#scenario.suite.launcher.run({
      argv: this.engine.scope.enter(words),
      stdoutFile: `${base}.out`,
      stderrFile: `${base}.err`,
      ...(stdinFile === undefined ? {} : { stdinFile }),
      cwd: this.#scenario.directory,
      // One command of a manager is several of the runtime's.
      timeoutMs: 2 * this.#scenario.suite.description.profile.timeoutsMs.command,
    });
    // The words that enter the scope say nothing about the runtime.
    const told = { ...run, argv: words };
    this.#scenario.commands.push(told);
    return told;
  }
}

/** A file for a container to read. */
export function inputFile(scenario: Scenario, text: string): string {
  const file = join(scenario.directory, "input");
  writeFileSync(file, `${text}\n`);
  return file;
}

/** The folder of the host that a container of this scenario may share. */
export function hostFolder(scenario: Scenario): string {
  const folder = join(scenario.directory, "shared");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The text of a file in a folder, without its last line end; null when there is none. */
export function textIn(folder: string, name: string): string | null {
  const file = join(folder, name);
  return readTextOrNull(file)?.replace(/\n$/, "") ?? null;
}

/**
 * Asserts that running the container was refused with a status: a twin that differs in its program alone can be run.
 *
 * @throws {CheckFailure} one of these does not hold; `unproven` is set when it is the twin.
 */
export async function checkRefusedByManager(scenario: Scenario, container: ManagedContainer, status: number): Promise<void> {
  const { run } = container;
  const twin = new ManagedContainer(scenario, container.engine, parseGuestProgram("exits with 0"));
  const sound = await twin.start();
  if (sound.exit !== 0) throw new CheckFailure(`unproven: a container with a program that is there fails too\n${describeRun(sound)}`, { exit: sound.exit }, { unproven: true, timedOut: sound.timedOut });
  scenario.checks.equal({ what: "exit status of the manager's command", as: "exit", expected: status, actual: run.exit ?? describeEnd(run), run, timedOut: run.timedOut });
}
