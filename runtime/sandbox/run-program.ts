import { spawn } from "node:child_process";

/** A finished program of the host. */
export interface ProgramResult {
  /** Exit status, or undefined when a signal or the deadline ended it. */
  readonly status: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  /** At most 16 KiB each. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly argv0?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string;
  readonly timeoutMs: number;
}

const maxOutput = 16 * 1024;

/** Runs a program to its end. Rejects when it cannot be started; at the deadline it is killed. */
export function runProgram(path: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.argv0 === undefined ? {} : { argv0: options.argv0 }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    if (child.pid === undefined) {
      // It has no streams then.
      child.once("error", reject);
      return;
    }
    const output = { stdout: "", stderr: "" };
    let timedOut = false;
    let grace: NodeJS.Timeout | undefined;
    const deadline = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, options.timeoutMs);
    for (const name of ["stdout", "stderr"] as const)
      child[name].on("data", (chunk: Buffer) => {
        if (output[name].length < maxOutput) output[name] += chunk.toString("utf8").slice(0, maxOutput - output[name].length);
      });
    child.stdin.on("error", () => undefined); // a program need not read its input
    child.stdin.end(options.input ?? "");
    child.on("error", (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    const finish = (status: number | null, signal: string | null): void => {
      clearTimeout(grace);
      resolve({ status: status ?? undefined, signal: signal ?? undefined, timedOut, ...output });
    };
    child.on("close", finish);
    // What it left running in the background may hold its output open: that is no reason to wait.
    child.on("exit", (status, signal) => {
      clearTimeout(deadline);
      grace = setTimeout(() => {
        child.removeListener("close", finish);
        child.stdout.destroy();
        child.stderr.destroy();
        finish(status, signal);
      }, 200);
    });
  });
}
