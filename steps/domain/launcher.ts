import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import { getSystemErrorName } from "node:util";
import { CheckFailure } from "./checks.ts";
import type { CommandOptions, CommandRun } from "./command.ts";
import { type Ending, parseEnding } from "./reaper.ts";

/** How a command ended, and how long it took; or the errno for which it could not be started. */
type Answer = { readonly durationMs: number } & (Ending | { readonly kind: "failed"; readonly errno: number });

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** How long a command that is told to end may take before it is killed. */
const GRACE_MS = 500;

/**
 * The process that starts the runtime's commands (steps/native/launcher.c), one for each worker. What a command leaves
 * behind becomes its child. It ends, and kills what is still below it, when this process does, however that happens.
 */
export class Launcher {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<string, Waiting>();
  readonly #name: string;
  #count = 0;
  #rest = "";

  /** @throws when the program is not there. */
  constructor(program: string, options: { readonly log: string; readonly env: Readonly<Record<string, string>> }) {
    if (!existsSync(program)) throw new Error(`no ${program}: run make -C steps/native`);
    this.#name = program;
    this.#process = spawn(program, ["--log", options.log], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...options.env } });
    const lost = (): void => {
      for (const { reject } of this.#waiting.values()) reject(this.#loss());
      this.#waiting.clear();
    };
    this.#process.on("error", lost).on("exit", lost);
    // Its end, which says how, comes after this.
    this.#process.stdin?.on("error", () => undefined);
    this.#process.stdout?.setEncoding("latin1").on("data", (text: string) => this.#take(text));
    this.#process.unref();
    this.#hold(false);
  }

  /** The subreaper's own pid: whatever its commands leave behind is below it. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** True once it has ended, by whomever: no command can be run any more. */
  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
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
   * @throws {CheckFailure} Somebody killed the launcher, which nobody has a reason to but the runtime that it started.
   * @throws when the launcher has ended otherwise.
   */
  async run(options: CommandOptions): Promise<CommandRun> {
    this.#count += 1;
    const id = String(this.#count);
    const descriptors = Object.entries(options.descriptors ?? {}).map(([number, { as, path }]) => [number, as, path]);
    this.#send("run", id, options.cwd, options.stdinFile ?? "/dev/null", options.stdoutFile, options.stderrFile, String(descriptors.length), ...descriptors.flat(), ...options.argv);
    const answered = new Promise<Answer>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#hold(true);
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
    const { signalCode } = this.#process;
    if (signalCode === null) return new Error(`${this.#name} has ended`);
    return new CheckFailure(`the runtime killed the process that started it (${signalCode})`, { starter: signalCode }, { unproven: false, timedOut: false });
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [id = "", kind = "", value = "", us = ""] = line.split(" ");
      this.#waiting.get(id)?.resolve({ durationMs: Number(us) / 1000, ...(kind === "failed" ? { kind, errno: Number(value) } : parseEnding(kind, value)) });
      this.#waiting.delete(id);
    }
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

function runOf({ argv, stdoutFile, stderrFile }: CommandOptions, answer: Answer, timedOut: boolean): CommandRun {
  const { durationMs } = answer;
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
