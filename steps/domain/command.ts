import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { execa } from "execa";

/** One command that was run to its end, and where its output lies. */
export interface CommandRun {
  readonly argv: readonly string[];
  /** Exit status; null when a signal or the deadline ended it, or it could not be started. */
  readonly exit: number | null;
  /** Name of the signal that ended it, such as "SIGKILL"; null when none did. */
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** The system's reason why it could not be started; null when it was. */
  readonly notStarted: string | null;
  readonly durationMs: number;
  readonly stdoutFile: string;
  readonly stderrFile: string;
}

export interface CommandOptions {
  readonly argv: readonly string[];
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** A file that becomes the standard input; without it, there is none (/dev/null). */
  readonly stdinFile?: string;
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command early, as by SIGTERM. */
  readonly stop?: AbortSignal;
  /** Files that the command inherits open for reading, by descriptor from 3; a number between that is not named is closed. */
  readonly descriptors?: Readonly<Record<number, string>>;
}

/**
 * Runs a program to its end, at most `timeoutMs` long.
 *
 * Output goes to files, never to pipes: a container that a command leaves behind holds the command's output open, and
 * a pipe would make its end look like the container's. Both files are appended to. Never throws for what the program
 * does; a program that cannot be started is reported in `notStarted`.
 */
export async function runCommand(options: CommandOptions): Promise<CommandRun> {
  const stdin = openSync(options.stdinFile ?? "/dev/null", "r");
  const stdout = openSync(options.stdoutFile, "a");
  const stderr = openSync(options.stderrFile, "a");
  const inherited = Object.entries(options.descriptors ?? {}).map(([number, path]) => ({ number: Number(number), fd: openSync(path, "r") }));
  const began = performance.now();
  try {
    const [file = "", ...args] = options.argv;
    const result = await execa(file, args, {
      cwd: options.cwd,
      stdio: stdioOf([stdin, stdout, stderr], inherited),
      buffer: false,
      timeout: options.timeoutMs,
      forceKillAfterDelay: 500,
      reject: false,
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.stop === undefined ? {} : { cancelSignal: options.stop }),
    });
    const started = result.exitCode !== undefined || result.signal !== undefined || result.timedOut;
    return {
      argv: options.argv,
      exit: result.timedOut ? null : (result.exitCode ?? null),
      signal: result.signal ?? null,
      timedOut: result.timedOut,
      notStarted: started ? null : (result.cause instanceof Error ? result.cause.message : `cannot start ${file}`),
      durationMs: performance.now() - began,
      stdoutFile: options.stdoutFile,
      stderrFile: options.stderrFile,
    };
  } finally {
    for (const fd of [stdin, stdout, stderr, ...inherited.map((one) => one.fd)]) closeSync(fd);
  }
}

/** The child's descriptors in order. execa hands over any of ours, but its types name those from 3 to 9 alone. */
function stdioOf(standard: readonly [number, number, number], inherited: readonly { readonly number: number; readonly fd: number }[]): [3, 3, 3, ...(3 | "ignore")[]] {
  const rest = Array.from({ length: Math.max(2, ...inherited.map((one) => one.number)) - 2 }, (_, index) => (inherited.find((one) => one.number === index + 3)?.fd as 3 | undefined) ?? "ignore");
  return [...(standard as [3, 3, 3]), ...rest];
}

/** Everything the command, and the process it left behind, has written to standard output so far. */
export function stdoutOf(run: CommandRun): string {
  return readText(run.stdoutFile);
}

/** As `stdoutOf`, for standard error. */
export function stderrOf(run: CommandRun): string {
  return readText(run.stderrFile);
}

export function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** How a command ended, for messages: "exit 1", "signal SIGKILL", "timed out". */
export function describeEnd(run: CommandRun): string {
  if (run.timedOut) return "timed out";
  if (run.notStarted !== null) return `not started: ${run.notStarted}`;
  return run.exit === null ? `signal ${run.signal}` : `exit ${run.exit}`;
}

/** The command line, its end and the tail of its standard error, as failures show them. */
export function describeRun(run: CommandRun): string {
  const tail = stderrOf(run).trimEnd().split("\n").slice(-3).join("\n");
  return `$ ${run.argv.join(" ")} (${describeEnd(run)}, ${Math.round(run.durationMs)} ms)${tail === "" ? "" : `\n${tail}`}`;
}
