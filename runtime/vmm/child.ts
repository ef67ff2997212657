import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { Duplex } from "node:stream";
import type { Readable } from "node:stream";
import { HostError } from "../errors/errors.ts";
import type { Tail } from "./tail.ts";
import type { VmEnding } from "./vm.ts";

/** SIGKILL ends a process as soon as the kernel gets to it; longer than this is a stuck host. */
const killTimeoutMs = 10_000;

/** A program that runs beside us and dies with us. */
export interface Child {
  readonly pid: number;
  /** Resolves when the program has ended and been reaped. */
  readonly ended: Promise<VmEnding>;
  /** Our ends of the socket pairs that the program has as descriptors 3 and up. */
  readonly channels: readonly Duplex[];
  /** Resolves true once ended, false when `timeoutMs` passed before. */
  endedWithin(timeoutMs: number): Promise<boolean>;
  /** Kills the program and waits until it is reaped. Safe to call twice. */
  kill(): Promise<void>;
}

export interface ChildRequest {
  /** A program that sees to it that what it becomes is killed when this process dies. */
  readonly launcher: readonly string[];
  readonly program: string;
  readonly args: readonly string[];
  /** Where relative paths in `args` start: socket paths may be longer than the 107 bytes that the kernel takes. */
  readonly cwd: string;
  readonly channels: number;
  /** Gets what the program prints. */
  readonly output: Pick<Tail, "append">;
}

/** Has the program that it becomes killed when this process dies. */
export const boundToUs: readonly string[] = ["setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--"];

/** Starts a program that the kernel kills when this process dies, whichever way it dies. */
export async function startChild(request: ChildRequest): Promise<Child> {
  const stdio = ["ignore", "pipe", "pipe", ...Array<"pipe">(request.channels).fill("pipe")] as const;
  const [launcher = "", ...words] = request.launcher;
  const child = spawn(launcher, [...words, request.program, ...request.args], {
    cwd: request.cwd,
    stdio: [...stdio],
    // Neither needs anything of the caller's environment, and a caller may have put secrets there.
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  });
  const pid = await startedPid(child, request.program);
  const ended = new Promise<VmEnding>((resolve) => {
    child.once("exit", (status, signal) => resolve(status === null ? { kind: "signalled", signal: signal ?? "unknown" } : { kind: "exited", status }));
  });
  for (const stream of [child.stdout, child.stderr]) readInto(stream, request.output);
  const endedWithin = (timeoutMs: number): Promise<boolean> => within(ended, timeoutMs);
  return {
    pid,
    ended,
    channels: child.stdio.slice(3).filter((stream) => stream instanceof Duplex),
    endedWithin,
    kill: async () => {
      child.kill("SIGKILL");
      if (!(await endedWithin(killTimeoutMs))) throw new HostError(`${request.program} (pid ${pid}) does not end ${killTimeoutMs} ms after SIGKILL`);
    },
  };
}

function startedPid(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new HostError(`cannot start ${program}: ${cause.message}`, { cause })));
    child.once("spawn", () => resolve(child.pid ?? 0));
  });
}

function readInto(stream: Readable | null, output: Pick<Tail, "append">): void {
  stream?.on("data", (chunk: Buffer) => output.append(chunk));
  stream?.on("error", () => undefined);
}

/** True when `promise` resolves within `timeoutMs`. */
export function within(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
