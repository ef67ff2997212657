import { createWriteStream, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { printable } from "../reports/model/printable.ts";
import { poll } from "../steps/domain/poll.ts";
import { liveInGroup, stoppedInGroup } from "../steps/domain/processes.ts";
import { signalName } from "../steps/domain/reaper.ts";
import type { Cut } from "./cut-short.ts";
import { MessageTail, type RunProgress } from "./message-tail.ts";

export interface CucumberCall {
  readonly root: string;
  readonly configuration: string;
  readonly descriptionPath: string;
  readonly messagesPath: string;
  /** Where its output is appended to. */
  readonly logPath: string;
  readonly verbose: boolean;
  /** A scenario's own limit. */
  readonly scenarioMs: number;
}

/** How cucumber ended: why a scenario that has not come to its end is cut short, and what is wrong, in words, if anything is. */
export interface CucumberEnd {
  readonly cut: Cut;
  readonly failure: string | null;
}

/** Longest time without a new message, beyond a scenario's own limit, before the suite counts as hung. */
const silenceSlackMs = 60_000;
/** How long the suite's hooks may take to clean up after an interrupt. */
const cleanupMs = 30_000;
const pollMs = 150;
/** Without a message for so long, it is looked whether somebody has stopped a process of the suite. */
const quietMs = 2000;
/** What the keeper adds to the number of the signal that ended cucumber, and the status of one that was told to end (steps/domain/interrupt.ts). */
const shellSignal = 128;
const toldToEnd = 130;

/**
 * Starts cucumber and follows it, its workers and their commands to their end. Its keeper (steps/native/keeper.c) ends what
 * is left of them, whoever has killed whom.
 *
 * @param onProgress called a few times a second
 * @param interrupt when it aborts, the suite is told to stop
 */
export async function runCucumber(call: CucumberCall, onProgress: (progress: RunProgress) => void, interrupt: AbortSignal): Promise<CucumberEnd> {
  const { root, verbose } = call;
  const log = createWriteStream(call.logPath, { flags: "a" });
  const program = [process.execPath, path.join(root, "node_modules/@cucumber/cucumber/bin/cucumber.js"), "--config", path.relative(root, call.configuration)];
  const child = execa(path.join(root, ".cache/bin/keeper"), ["--grace", String(cleanupMs), ...program], {
    cwd: root, env: { LACUNA_RUN: call.descriptionPath, NODE_NO_WARNINGS: "1" }, reject: false, buffer: false,
    // A process group of its own: Ctrl-C reaches this program alone, which then asks the suite to clean up.
    detached: true, cleanup: true, stdin: "ignore", stdout: verbose ? "inherit" : "pipe", stderr: verbose ? "inherit" : "pipe",
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const tail = new MessageTail(call.messagesPath);
  const limitMs = call.scenarioMs + silenceSlackMs;
  let ended = false;
  const ending = child.then((result) => { ended = true; return result; });
  let last = tail.read();
  let changedAt = Date.now();
  let stoppedAt: number | null = null;
  let hung: "silent" | "stopped" | null = null;
  while (!ended) {
    await Promise.race([ending, delay(pollMs)]);
    const progress = tail.read();
    if (progress.finished !== last.finished || progress.running.join() !== last.running.join()) changedAt = Date.now();
    last = progress;
    onProgress(progress);
    if (stoppedAt === null && Date.now() - changedAt > quietMs && stoppedInGroup(child.pid ?? 0).length > 0) {
      hung = "stopped";
      stoppedAt = Date.now();
      killBelow(child.pid);
    }
    if (stoppedAt === null && Date.now() - changedAt > limitMs) hung = "silent";
    if (stoppedAt === null && (interrupt.aborted || hung !== null)) {
      stoppedAt = Date.now();
      child.kill("SIGTERM");
    }
    if (stoppedAt !== null && Date.now() - stoppedAt > cleanupMs) killBelow(child.pid);
    if (stoppedAt !== null && Date.now() - stoppedAt > 3 * cleanupMs) killGroup(child.pid);
  }
  const { exitCode, signal } = await ending;
  await endGroup(child.pid);
  onProgress(tail.read());
  await new Promise((resolve) => log.end(resolve));
  if (hung === "silent") {
    const reason = `nothing happened for ${Math.round(limitMs / 1000)} s, and the scenario was ended`;
    return { cut: { verdict: "error", reason, observed: {} }, failure: `the suite made no progress for ${Math.round(limitMs / 1000)} s on ${last.running[0] ?? "start-up"} and was stopped` };
  }
  const failure = exitCode === 0 || exitCode === 1 ? (verbose ? null : complaintIn(call.logPath)) : `the suite ended with ${exitCode ?? signal ?? "no status"}: ${complaintIn(call.logPath) ?? "it said nothing"}`;
  return { cut: hung === "stopped" ? cutBy("SIGSTOP") : cutOf(exitCode, signal, failure), failure };
}

/** What cuts a scenario short whose process has ended so. */
function cutOf(exitCode: number | undefined, signal: string | undefined, failure: string | null): Cut {
  if (exitCode === toldToEnd) return cutBy("SIGTERM");
  if (exitCode !== undefined && exitCode > shellSignal) return cutBy(`SIG${signalName(exitCode - shellSignal)}`);
  if (signal !== undefined) return cutBy(signal);
  // The coordinator of parallel workers has ended as usual: it was one of these.
  if (exitCode === 0 || exitCode === 1) return { verdict: "fail", reason: "the runtime ended the process that ran the scenario", observed: { runner: "ended" } };
  return { verdict: "error", reason: failure ?? "the process that ran the scenario ended before it", observed: {} };
}

/** Signals that no program sends itself when it breaks. */
const sent = ["SIGKILL", "SIGSTOP", "SIGTERM", "SIGINT", "SIGHUP"];

function cutBy(signal: string): Cut {
  if (!sent.includes(signal)) return { verdict: "error", reason: `the process that ran the scenario broke (${signal})`, observed: {} };
  return { verdict: "fail", reason: `the runtime ${signal === "SIGSTOP" ? "stopped" : "killed"} the process that ran the scenario (${signal})`, observed: { runner: signal } };
}

/** Waits for what cucumber has started, which cleans up by itself also when cucumber was killed, and kills what is left. */
async function endGroup(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  const gone = (): true | null => (liveInGroup(pid).length === 0 ? true : null);
  if (await poll(gone, cleanupMs) === true) return;
  killGroup(pid);
  await poll(gone, cleanupMs);
}

/** Kills cucumber and its workers, and lets their keeper do the rest. */
function killBelow(keeper: number | undefined): void {
  if (keeper === undefined) return;
  for (const pid of liveInGroup(keeper)) send(pid, pid === keeper ? "SIGCONT" : "SIGKILL");
}

function killGroup(pid: number | undefined): void {
  if (pid !== undefined) send(-pid, "SIGKILL");
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has just ended
  }
}

/** The line of the suite's log that says most: cucumber's own complaint when it could not start. */
function complaintIn(logPath: string): string | null {
  if (!existsSync(logPath)) return null;
  const lines = readFileSync(logPath, "utf8").split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((candidate) => /error|cannot|no such|missing/i.test(candidate)) ?? lines.at(0);
  return line === undefined ? null : `${printable(line.trim())} (${logPath})`;
}
