import type { CommandRun, Inherited } from "./command.ts";
import type { JsonObject } from "./json.ts";

/** One container for the runtime: its id, and where its bundle and its process's output lie. */
export interface Target {
  readonly id: string;
  readonly bundle: string;
  readonly pidFile: string;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** What the container's process reads; without it, nothing. */
  readonly stdinFile?: string;
}

/** What a caller adds to an operation. In flags and paths "{id}", "{bundle}" and "{scratch}" stand for the container's. */
export interface Call {
  /** Before the operation's name. */
  readonly globalFlags: readonly string[];
  /** After the operation's name; they replace flags of the same name. */
  readonly flags: readonly string[];
  /** A file that the command reads as its input. */
  readonly stdinFile?: string;
  /** What the command inherits, by descriptor from 3. */
  readonly descriptors: Readonly<Record<number, Inherited>>;
  /** oom_score_adj of the command; without it, the suite's own. */
  readonly oomScoreAdj?: number;
  /** By how much the command's nice value is above the suite's. */
  readonly nice?: number;
  /** The command's file mode mask, in octal; without it, the suite's own. */
  readonly umask?: string;
  /** The only processor that the command may run on. */
  readonly processor?: number;
  /** Variables that the command has beside the suite's, NAME=VALUE. */
  readonly environment: readonly string[];
  /** Mounts of the host that the command does not see. */
  readonly hiding?: readonly string[];
  /** How many of the inherited descriptors the command is told of, as systemd tells a service that a socket activates. */
  readonly activatedBy?: number;
}

/** An operation of a runtime on a container. Signals carry no "SIG". */
export type Action = Operation & { readonly call?: Call };

type Operation =
  /** `id` in place of the container's own. */
  | { readonly kind: "create"; readonly id?: string }
  | { readonly kind: "run" }
  | { readonly kind: "run-detached" }
  | { readonly kind: "start" }
  | { readonly kind: "state" }
  | { readonly kind: "kill"; readonly signal: string; readonly all?: boolean }
  | { readonly kind: "delete"; readonly force?: boolean }
  | { readonly kind: "exec"; readonly process: ExecProcess }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "ps" }
  | { readonly kind: "update"; readonly resources: JsonObject }
  | { readonly kind: "list" }
  | { readonly kind: "features" }
  /** Saves the container below `images`, and ends it. */
  | { readonly kind: "checkpoint"; readonly images: string }
  /** Brings back what was saved below `images`. */
  | { readonly kind: "restore"; readonly images: string }
  /** One set of statistics. */
  | { readonly kind: "statistics" }
  /** Statistics and events, line by line into `outputFile`, until the container ends. */
  | { readonly kind: "events"; readonly intervalMs: number; readonly outputFile: string }
  /** Words after the global flags, as a caller types them; "{id}" and "{bundle}" stand for the container's. */
  | { readonly kind: "words"; readonly words: readonly string[] };

/** A process to execute in a running container: a program, and what else is asked for it. */
export interface ExecProcess {
  readonly argv: readonly string[];
  /** Changes to the container's own process, as a process.json carries them. */
  readonly patch?: JsonObject;
  readonly detach?: boolean;
}

/** Performs operations by whatever interface the runtime has: a command line now, a shim's API to come. */
export interface RuntimeDriver {
  perform(target: Target, action: Action, stop?: AbortSignal): Promise<CommandRun>;
}
