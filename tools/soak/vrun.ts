/** Runs vrun by its command line. */

import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { readOr } from "./processes.ts";
import { stateRoot, templates, workFolder } from "./workspace.ts";

const commandTimeoutMs = 240_000;
/** Of what a command prints, this is kept; the rest is counted and hashed. */
const keptBytes = 4096;

export interface Ran {
  /** null when it was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stdoutBytes: number;
  /** SHA-256 in hexadecimal. */
  readonly stdoutDigest: string;
  readonly stderr: string;
  readonly ms: number;
  readonly timedOut: boolean;
}

export interface RunOptions {
  /** Given to its standard input; undefined for none. */
  readonly input?: Buffer;
  /** Gives it a terminal by script(1). */
  readonly terminal?: boolean;
  /** Called when it runs. @param ended Resolves when it has ended. */
  readonly onStarted?: (pid: number | undefined, ended: Promise<unknown>) => void;
}

let runs = 0;

export class Vrun {
  private readonly program: string;

  constructor(program: string) {
    this.program = program;
  }

  /** Runs a command to its end, in a session of its own. It is killed after four minutes. */
  async run(args: readonly string[], { input, terminal = false, onStarted }: RunOptions = {}): Promise<Ran> {
    const began = performance.now();
    // What lives on in the background would hold a pipe open; only what runs in the foreground has its output in one.
    const foreground = ["exec", "run"].includes(args[0] ?? "") && !args.includes("--detach");
    const errorFile = join(workFolder, `stderr-${(runs += 1) % 64}`);
    const errors = openSync(errorFile, "w");
    const outputFile = join(workFolder, `stdout-${runs % 64}`);
    const output = foreground ? "pipe" : openSync(outputFile, "w");
    const words = [this.program, "--root", stateRoot, ...args];
    const [program = "", ...rest] = terminal ? ["script", "--quiet", "--return", "--flush", "--command", words.map(quoted).join(" "), "/dev/null"] : words;
    const standardInput = input === undefined && !terminal ? "ignore" : "pipe";
    const child = spawn(program, rest, { stdio: [standardInput, output, errors], detached: true, env: { ...process.env, VRUN_TEMPLATES: templates } });
    closeSync(errors);
    if (typeof output === "number") closeSync(output);
    const exited = once(child, "close") as Promise<[number | null]>;
    const timer = setTimeout(() => child.kill("SIGKILL"), commandTimeoutMs);
    onStarted?.(child.pid, exited);
    child.stdin?.on("error", () => undefined);
    if (!terminal) child.stdin?.end(input);
    const hash = createHash("sha256");
    let bytes = 0;
    let kept = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      hash.update(chunk);
      bytes += chunk.length;
      if (kept.length < keptBytes) kept += chunk.toString("latin1", 0, keptBytes);
    });
    const [status] = await exited;
    clearTimeout(timer);
    const ms = performance.now() - began;
    const stdout = foreground ? kept : readOr(outputFile);
    return { status, stdout, stdoutBytes: bytes, stdoutDigest: hash.digest("hex"), stderr: readOr(errorFile), ms, timedOut: ms >= commandTimeoutMs };
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
