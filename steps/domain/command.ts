import { lastLines, readText } from "./written-files.ts";

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
  /** From the start of its process to the end of it, by the launcher's clock: no wait of this process is in it. */
  readonly durationMs: number;
  readonly stdoutFile: string;
  readonly stderrFile: string;
}

/** A descriptor: a file open for reading or writing, a pipe that holds the file's content, or a connection to a socket. */
export interface Inherited {
  readonly as: "reader" | "writer" | "pipe" | "connection";
  readonly path: string;
}

export interface CommandOptions {
  readonly argv: readonly string[];
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** A file that becomes the standard input; without it, there is none (/dev/null). */
  readonly stdinFile?: string;
  readonly cwd: string;
  readonly timeoutMs: number;
  /** Ends the command early, as by SIGTERM. */
  readonly stop?: AbortSignal;
  /** What the command inherits, by descriptor from 3; a number between that is not named is closed. */
  readonly descriptors?: Readonly<Record<number, Inherited>>;
}

/** Everything the command, and the process it left behind, has written to standard output so far. */
export function stdoutOf(run: CommandRun): string {
  return readText(run.stdoutFile);
}

/** As `stdoutOf`, for standard error. */
export function stderrOf(run: CommandRun): string {
  return readText(run.stderrFile);
}

/** How a command ended, for messages: "exit 1", "signal SIGKILL", "timed out". */
export function describeEnd(run: CommandRun): string {
  if (run.timedOut) return "timed out";
  if (run.notStarted !== null) return `not started: ${run.notStarted}`;
  return run.exit === null ? `signal ${run.signal}` : `exit ${run.exit}`;
}

/** The command line, its end and the tail of its standard error, as failures show them. */
export function describeRun(run: CommandRun): string {
  const tail = lastLines(run.stderrFile, 3);
  return `$ ${run.argv.join(" ")} (${describeEnd(run)}, ${Math.round(run.durationMs)} ms)${tail === "" ? "" : `\n${tail}`}`;
}
