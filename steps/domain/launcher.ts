import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { getSystemErrorName } from "node:util";
import { CheckFailure } from "./checks.ts";
import type { CommandOptions, CommandRun } from "./command.ts";
import { childrenOf } from "./processes.ts";
import { type Ending, parseEnding, signalName } from "./reaper.ts";

/** How a command ended; or the errno for which it could not be started. */
type CommandAnswer = Ending | { readonly kind: "failed"; readonly errno: number };

interface Waiting {
  readonly resolve: (line: Line) => void;
  readonly reject: (error: Error) => void;
}

/** A line of the launcher behind the id: what kind of answer, its value, and how long it took. */
interface Line {
  readonly kind: string;
  readonly value: string;
  readonly durationMs: number;
}

/** How long a command that is told to end may take before it is killed. */
const GRACE_MS = 500;
/** What a shell, and the keeper, adds to the number of the signal that ended a program. */
const SHELL_SIGNAL = 128;

/**
 * The process that starts the runtime's commands (steps/native/launcher.c), one for each worker. What a command leaves
 * behind becomes its child. It ends, and kills what is still below it, when this process does, however that happens; and
 * when somebody kills it, its keeper (steps/native/keeper.c) does so.
 */
export class Launcher {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<string, Waiting>();
  readonly #name: string;
  #count = 0;
  #rest = "";
  /** What the launcher has ended for. */
  #excess: CheckFailure | null = null;

  /**
   * @param folder where the programs are: the launcher and its keeper
   * @throws when one of them is not there.
   */
  constructor(folder: string, options: { readonly log: string; readonly env: Readonly<Record<string, string>> }) {
    const [keeper, program] = [join(folder, "keeper"), join(folder, "launcher")];
    for (const needed of [keeper, program]) if (!existsSync(needed)) throw new Error(`no ${needed}: run make -C steps/native`);
    this.#name = program;
    this.#process = spawn(keeper, [program, "--log", options.log], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...options.env } });
    const lost = (): void => {
      for (const { reject } of this.#waiting.values()) reject(this.#loss());
      this.#waiting.clear();
    };
    // Not at its exit: its last line may still have to be read.
    this.#process.on("error", lost).on("close", lost);
    // Its end, which says how, comes after this.
    this.#process.stdin?.on("error", () => undefined);
    this.#process.stdout?.setEncoding("latin1").on("data", (text: string) => this.#take(text));
    this.#process.unref();
    this.#hold(false);
  }

  /** The subreaper's own pid, which is its keeper's only child: whatever its commands leave behind is below it. 0 once it has ended. */
  get pid(): number {
    return childrenOf(this.#process.pid ?? 0)[0] ?? 0;
  }

  /** True once it has ended, by whomever: no command can be run any more. */
  get ended(): boolean {
    return this.#excess !== null || this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Bounds what all commands from now on take and leave behind, of processes and, in a folder, of disk and files. */
  bound(folder: string): void {
    this.#send("bound", folder);
  }

  /** Lets all that is in a folder be removed, and tells how much of it could not have been: what is immutable or append-only. */
  async free(folder: string): Promise<number> {
    return Number((await this.#ask("free", (id) => [id, folder])).value);
  }

  /** What the runtime has done that it has ended; null while it has not, and where it was not the runtime. */
  get harm(): CheckFailure | null {
    const loss = this.ended ? this.#loss() : null;
    return loss instanceof CheckFailure ? loss : null;
  }

  /** True while a command runs. */
  get busy(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Runs a program to its end, at most `timeoutMs` long.
   *
   * Output goes to files, never to pipes: a container that a command leaves behind holds the command's output open, and
   * a pipe would make its end look like the container's. Both files are appended to. A program, or a file, that cannot
   * be opened is reported in `notStarted`.
   *
   * @throws {CheckFailure} Somebody killed the launcher, which nobody has a reason to but the runtime that it started; or
   * what it started took too much, and was killed with all others.
   * @throws when the launcher has ended otherwise.
   */
  async run(options: CommandOptions): Promise<CommandRun> {
    const descriptors = Object.entries(options.descriptors ?? {}).map(([number, { as, path }]) => [number, as, path]);
    let id = "";
    const answered = this.#ask("run", (given) => {
      id = given;
      return [id, options.cwd, options.stdinFile ?? "/dev/null", options.stdoutFile, options.stderrFile, String(descriptors.length), ...descriptors.flat(), ...options.argv];
    });
    let timedOut = false;
    let killing: NodeJS.Timeout | undefined;
    const stop = (): void => {
      this.#send("signal", id, "15");
      killing = setTimeout(() => this.#send("signal", id, "9"), GRACE_MS);
    };
    const deadline = setTimeout(() => {
      timedOut = true;
      stop();
    }, options.timeoutMs);
    options.stop?.addEventListener("abort", stop, { once: true });
    try {
      return runOf(options, await answered, timedOut);
    } finally {
      clearTimeout(deadline);
      clearTimeout(killing);
      options.stop?.removeEventListener("abort", stop);
    }
  }

  async #ask(request: "run" | "free", words: (id: string) => readonly string[]): Promise<Line> {
    this.#count += 1;
    const id = String(this.#count);
    this.#send(request, ...words(id));
    this.#hold(true);
    try {
      return await new Promise<Line>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    } finally {
      this.#hold(this.busy);
    }
  }

  #send(...words: readonly string[]): void {
    if (this.ended) throw this.#loss();
    if (words.some((word) => word.includes("\0"))) throw new Error(`a NUL in ${JSON.stringify(words)}`);
    const text = Buffer.from(words.map((word) => `${word}\0`).join(""));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    this.#process.stdin?.write(Buffer.concat([length, text]));
  }

  #loss(): Error {
    if (this.#excess !== null) return this.#excess;
    const { signalCode, exitCode } = this.#process;
    const signal = signalCode ?? (exitCode !== null && exitCode > SHELL_SIGNAL ? `SIG${signalName(exitCode - SHELL_SIGNAL)}` : null);
    if (signal === null) return new Error(`${this.#name} has ended`);
    const harm = signal === "SIGSTOP" ? "stopped" : "killed";
    return new CheckFailure(`the runtime ${harm} the process that started it (${signal})`, { starter: signal }, { unproven: false, timedOut: false });
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [id = "", kind = "", value = "", us = ""] = line.split(" ");
      if (kind.startsWith("excess-")) {
        this.#exceed(kind.slice("excess-".length), Number(value));
        continue;
      }
      this.#waiting.get(id)?.resolve({ kind, value, durationMs: Number(us) / 1000 });
      this.#waiting.delete(id);
    }
  }

  #exceed(what: string, most: number): void {
    const took = what === "bytes" ? `the scenario's folder with more than ${Math.floor(most / 2 ** 20)} MiB` : what === "files" ? `the scenario's folder with more than ${most} files` : `the host with more than ${most} processes`;
    this.#excess = new CheckFailure(`the runtime, or what it started, filled ${took}, and all of it was killed`, { excess: what }, { unproven: false, timedOut: false });
    for (const { reject } of this.#waiting.values()) reject(this.#excess);
    this.#waiting.clear();
  }

  /** Lets the answers keep this process alive while there are any to come. */
  #hold(hold: boolean): void {
    for (const stream of [this.#process.stdin, this.#process.stdout]) {
      if (!(stream instanceof Socket)) continue;
      if (hold) stream.ref();
      else stream.unref();
    }
  }
}

function runOf({ argv, stdoutFile, stderrFile }: CommandOptions, { kind, value, durationMs }: Line, timedOut: boolean): CommandRun {
  const answer: CommandAnswer = kind === "failed" ? { kind, errno: Number(value) } : parseEnding(kind, value);
  const run = { argv, stdoutFile, stderrFile, durationMs, timedOut, exit: null, signal: null, notStarted: null };
  switch (answer.kind) {
    case "exited":
      return { ...run, exit: timedOut ? null : answer.status };
    case "signalled":
      return { ...run, signal: `SIG${answer.signal}` };
    case "failed":
      return { ...run, notStarted: `cannot start ${argv[0] ?? ""}: ${getSystemErrorName(-answer.errno)}` };
    default:
      return answer satisfies never;
  }
}
