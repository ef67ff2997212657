import type { Readable, Writable } from "node:stream";

/** How a process ended, as the guest kernel reported it. */
export type ProcessEnding = { kind: "exited"; status: number } | { kind: "signalled"; signal: number };

/** What the guest said of itself in the first exchange. */
export interface GuestInfo {
  readonly protocolVersion: number;
  readonly kernelRelease: string;
  readonly bootId: string;
}

/** Where a guest process gets its stdio from. */
export type GuestStdio =
  | { kind: "pipes"; stdin: boolean }
  /** The agent listens on `socketPath` in the guest and takes a pty master from it, as runc's `--console-socket` does. */
  | { kind: "console"; socketPath: string };

/** What a program does with a descriptor from 3 on: reads a pipe, writes a pipe, or both with a stream socket. */
export type DescriptorUse = "input" | "output" | "both";

/** Our end of such a descriptor. */
export interface GuestDescriptor {
  readonly input: Writable | null;
  readonly output: Readable | null;
}

export interface SpawnRequest {
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly stdio: GuestStdio;
  /**
   * Path of a pid file that the spawned program writes before it exits with 0. The agent then takes the process named
   * there as the one to report: `crun create` and `crun exec --detach` leave it behind as a child of pid 1.
   * Without it, the spawned program itself is reported.
   */
  readonly adoptPidFile?: string;
  /**
   * Runs it without address space randomisation where the processor is emulated: QEMU translates code anew for each address.
   * What it executes inherits that, until a program sets its personality (personality(2)).
   */
  readonly sameLayout?: boolean;
  /** The program's descriptors 3 and following, at most 64. */
  readonly descriptors?: readonly DescriptorUse[];
}

export interface GuestProcess {
  /** Pid in the guest's root pid namespace: of the adopted process where `adoptPidFile` was given. */
  readonly pid: number;
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  /** Absent for a terminal, whose one stream is `stdout`. */
  readonly stderr: Readable | null;
  /** In the order of the request. */
  readonly descriptors: readonly GuestDescriptor[];
  /** Resolves when the guest kernel reported the end; rejects with AgentGoneError when the guest died first. */
  readonly ending: Promise<ProcessEnding>;
  /** Sets the window size of a terminal; an error for pipes. */
  resize(columns: number, rows: number): Promise<void>;
}

/** A finished helper program in the guest. Output is cut at 64 KiB for each stream. */
export interface GuestRun {
  readonly ending: ProcessEnding;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface GuestMount {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  /** MS_* bits of mount(2). */
  readonly flags: number;
  readonly data: string;
}

/**
 * The host's end of the conversation with one sandbox's guest agent.
 *
 * Every call takes its deadline in milliseconds and throws AgentTimeoutError when it passes, AgentGoneError when the
 * channel closed, and GuestError (with the guest's errno and the step that failed) when the guest refused.
 */
export interface AgentClient {
  readonly guest: GuestInfo;
  /** Resolves once when the channel is closed, whatever the reason. */
  readonly closed: Promise<void>;
  /** What is asked for after it finds the file written: the agent takes requests in their order. */
  writeFile(path: string, content: Buffer, mode: number, timeoutMs: number): Promise<void>;
  /** Reads at most `maxBytes`; a longer file is an error. */
  readFile(path: string, maxBytes: number, timeoutMs: number): Promise<Buffer>;
  makeDirectory(path: string, mode: number, timeoutMs: number): Promise<void>;
  /** Removes a file or a whole directory tree below /run in the guest. */
  removeTree(path: string, timeoutMs: number): Promise<void>;
  mount(mount: GuestMount, timeoutMs: number): Promise<void>;
  unmount(target: string, timeoutMs: number): Promise<void>;
  /**
   * Starts a process that streams. Resolves when exec has succeeded and, with `adoptPidFile`, when the adopted pid is
   * known; a spawned program that ends otherwise rejects with SpawnFailedError, which holds its ending and output.
   */
  spawn(request: SpawnRequest, timeoutMs: number): Promise<GuestProcess>;
  /** Runs a helper program to its end. */
  run(argv: readonly string[], timeoutMs: number): Promise<GuestRun>;
  /** Sends `signal` (1 to 64) to a guest pid, through a pidfd. NoSuchProcessError when it has been reaped. */
  signal(pid: number, signal: number, timeoutMs: number): Promise<void>;
  /** Lets the one go on that waits at a fifo of the guest, which loses its name. GuestError ENXIO when nobody does. */
  release(fifo: string, timeoutMs: number): Promise<void>;
  /** Writes out what the guest's file systems hold back. After it the VM may be killed. */
  sync(timeoutMs: number): Promise<void>;
}
