/** Starts what outlives the command: the sandbox's monitor and the shims. */

import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Duplex, Readable } from "node:stream";
import { HostError, messageOf } from "../errors/errors.ts";
import type { SandboxSpec } from "./control.ts";
import type { DescriptorUse } from "./descriptors.ts";
import { identify, type HostProcess } from "./host-process.ts";
import { monitorTitle, type Installation } from "./paths.ts";
import { firstDescriptor } from "./shim-frames.ts";

const listenTimeoutMs = 30_000;
const shimTimeoutMs = 30_000;

const monitorPidFile = "monitor.pid";

/** The monitor of a sandbox whose command died before it could note it. */
export function findMonitor(directory: string): HostProcess | undefined {
  try {
    const pid = Number(readFileSync(join(directory, monitorPidFile), "utf8"));
    const found = identify(pid);
    // The pid may be another's by now. Ours has the directory as an argument, and a title when it has come that far.
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return commandLine.includes(`\0${directory}\0`) || commandLine.split("\0")[0] === `${monitorTitle} ${directory}` ? found : undefined;
  } catch {
    return undefined;
  }
}

/** A key that ties a shim to its process. */
export function newKey(): string {
  return randomBytes(16).toString("hex");
}

/** A program that cannot be started has neither a pid nor streams. @throws {HostError} */
function started(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new HostError(`cannot start ${program}: ${cause.message}`, { cause })));
    if (child.pid !== undefined) resolve();
  });
}

/** Reads lines until `wanted` says that one is the last. Rejects when the stream ends or the deadline passes before. */
function readLines(stream: Readable, wanted: (line: string) => boolean, timeoutMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new HostError(`no answer within ${timeoutMs} ms`)), timeoutMs);
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      text += chunk;
      const lines = text.split("\n").slice(0, -1);
      if (!lines.some(wanted)) return;
      clearTimeout(timer);
      resolve(lines);
    });
    stream.on("error", () => undefined);
    stream.on("close", () => {
      clearTimeout(timer);
      reject(new HostError(text.trim() || "it ended without a word"));
    });
  });
}

function mustIdentify(pid: number, what: string): HostProcess {
  const found = identify(pid);
  if (found === undefined) throw new HostError(`${what} ended at once`);
  return found;
}

/**
 * Starts the monitor of a sandbox and waits until it listens.
 *
 * @param directory The sandbox's directory; made here.
 * @param cgroupFiles cgroup.procs files that the monitor and its VM join.
 * @param node Path of the Node program.
 * @throws {HostError} with the monitor's last words.
 */
export async function startMonitor(spec: SandboxSpec, directory: string, cgroupFiles: readonly string[], node: string): Promise<HostProcess> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, "sandbox.json"), JSON.stringify(spec), { mode: 0o600 });
  const logPath = join(directory, "monitor.log");
  const log = openSync(logPath, "a", 0o600);
  const { host, monitor } = spec.installation;
  const network = spec.network === null ? [] : ["--network", spec.network];
  const args = ["monitor", join(directory, monitorPidFile), ...network, ...cgroupFiles.flatMap((file) => ["--cgroup", file]), "--", node, monitor, directory];
  const child = spawn(host, args, { stdio: ["ignore", "pipe", log], cwd: "/" });
  closeSync(log);
  try {
    await started(child, host);
    const output = child.stdio[1] as Readable;
    await readLines(output, (line) => line === "listening", listenTimeoutMs);
    // The helper prints the pid too, maybe after the monitor's word; the file was there before the monitor.
    const pid = Number(readFileSync(join(directory, monitorPidFile), "utf8"));
    output.destroy();
    return mustIdentify(pid, "the sandbox's monitor");
  } catch (error) {
    const said = readFileSync(logPath, "utf8").trim();
    throw new HostError(`cannot start the sandbox's monitor: ${said || messageOf(error)}`, { cause: error });
  }
}

export interface ShimRequest {
  readonly installation: Installation;
  readonly sandbox: string;
  readonly key: string;
  readonly cgroupFiles: readonly string[];
  /** What the container does with this command's descriptors from 3 on. */
  readonly descriptors: readonly DescriptorUse[];
  /** Where a pidfd of the shim goes, and the word that goes with it. */
  readonly pidfd: { readonly socket: string; readonly text: "standard" | "setns" } | undefined;
  /** This command's, or none. */
  readonly stdio: "inherit" | "ignore";
  /** File of the network namespace to join. */
  readonly network: string;
  readonly terminal: { readonly kind: "none" } | { readonly kind: "foreground" } | { readonly kind: "socket"; readonly path: string; readonly columns: number; readonly rows: number };
}

export interface StartedShim {
  readonly process: HostProcess;
  /** Resolves when it is in its cgroups. Rejects with HostError when it cannot join them, and it has ended then. */
  readonly inCgroups: Promise<void>;
  /** How the shim ended, for a command that stays in the foreground. */
  readonly ended: Promise<{ readonly status: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Lets the command end while the shim goes on. */
  detach(): void;
}

function shimArguments(request: ShimRequest): string[] {
  const { terminal, network, descriptors, pidfd } = request;
  return [
    "--sandbox", request.sandbox,
    "--netns", network,
    ...request.cgroupFiles.flatMap((file) => ["--cgroup", file]),
    ...descriptors.flatMap((use) => ["--descriptor", use]),
    ...(pidfd === undefined ? [] : ["--pidfd-socket", pidfd.socket, "--pidfd-text", pidfd.text]),
    ...(terminal.kind === "none" ? [] : ["--terminal"]),
    ...(terminal.kind === "socket" ? ["--console-socket", terminal.path, "--columns", String(terminal.columns), "--rows", String(terminal.rows)] : []),
  ];
}

/** Starts a shim that has the descriptors to be carried, and waits until it is connected. What it carries may begin then. @throws {HostError} */
export async function startShim(request: ShimRequest): Promise<StartedShim> {
  const carried = request.descriptors.map((_, index) => firstDescriptor + index);
  const child: ChildProcess = spawn(request.installation.shim, shimArguments(request), { stdio: [request.stdio, request.stdio, request.stdio, "pipe", ...carried] });
  const ended = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("exit", (status, signal) => resolve({ status, signal }));
  });
  await started(child, request.installation.shim);
  // A socket, by which the shim gets what nobody is to read in its command line.
  const report = child.stdio[3] as Duplex;
  report.write(request.key);
  const connected = readLines(report, (line) => line === "connected", shimTimeoutMs);
  const inCgroups = readLines(report, (line) => line === "ready", shimTimeoutMs).then(() => void report.destroy());
  inCgroups.catch(() => undefined); // whoever waits for it gets the error
  try {
    await connected;
  } catch (error) {
    child.kill("SIGKILL");
    throw new HostError(messageOf(error), { cause: error });
  }
  return { process: mustIdentify(child.pid ?? 0, "the shim"), inCgroups, ended, detach: () => child.unref() };
}
