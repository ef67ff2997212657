import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { poll } from "../poll.ts";
import type { Scope } from "./scope.ts";
import { readText } from "../written-files.ts";

const READY_MS = 60_000;
const COMMAND_MS = 60_000;

/**
 * Starts a service in the scope, and returns once its socket is there. It ends with the scope.
 *
 * @param socket Path of the socket as the scope sees it.
 * @throws with the end of its log when it ends, or is not ready in time.
 */
export async function startDaemon(scope: Scope, argv: readonly string[], socket: string): Promise<void> {
  const name = argv[0] ?? "";
  const log = join(scope.directory, `${name}.log`);
  const [file = "", ...args] = scope.enter(argv);
  const output = openSync(log, "a", 0o600);
  // A session of its own: an interrupt at the terminal must not end it before the scenarios have cleaned up.
  const service = spawn(file, args, { stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  let failure: string | null = null;
  service.once("error", (error) => (failure = error.message));
  service.once("exit", (status, signal) => (failure = `ended by ${signal ?? `status ${status}`}`));
  const ready = await poll(() => failure ?? (existsSync(scope.outside(socket)) ? "" : null), READY_MS);
  if (ready === "") return;
  const tail = readText(log).trimEnd().split("\n").slice(-3).join("\n");
  throw new Error(`${name}: ${ready ?? `not ready within ${READY_MS} ms`}\n${tail}`);
}

/**
 * Runs a command in the scope that is not about the runtime under test, and returns what it printed.
 *
 * @throws with its error output when it fails.
 */
export async function prepare(scope: Scope, argv: readonly string[]): Promise<string> {
  const [file = "", ...args] = scope.enter(argv);
  const result = await execa(file, args, { timeout: COMMAND_MS, stdin: "ignore", reject: false });
  if (result.failed) throw new Error(`${argv.slice(0, 3).join(" ")} failed: ${result.stderr === "" ? (result.shortMessage ?? "") : result.stderr}`);
  return result.stdout;
}

/** The version that a program of an engine prints about itself. */
export async function versionOf(scope: Scope, program: string): Promise<string> {
  return /\d+\.\d+\.[^\s,]+/.exec(await prepare(scope, [program, "--version"]))?.[0] ?? "unknown";
}
