/**
 * Ends real runs on runc in the middle, in each way that there is, and looks at what they leave. Needs root, runc and a
 * built checkout; `npm test -- interrupts` runs it.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa } from "execa";
import { readResults } from "../../reports/model/results-file.ts";
import { poll } from "../../steps/domain/poll.ts";
import { childrenOf, liveInGroup, readProc } from "../../steps/domain/processes.ts";
import { describeTraces, findTraces, kindsOf } from "../../steps/domain/traces.ts";
import { sweep } from "../sweep.ts";

const root = path.join(__dirname, "../..");
const startMs = 90_000;
const endMs = 90_000;
/** Enough scenarios that none of the runs ends before its interrupt. */
const selection = ["--shard", "1/12"];

/** Who gets the signal: the command, cucumber that it started, or the launcher of a worker's commands. Both of these have a keeper. */
type Victim = "lacuna" | "cucumber" | "launcher";

/** Of these, any may be cut short. */
const few = ["signals/delivered", "create/created-state", "process/cwd", "signals/kill-ends-process"];

interface Middle {
  readonly workDirectory: string;
  /** Of the scenarios that have a folder now. */
  readonly tokens: readonly string[];
}

interface Case {
  readonly victim: Exclude<Victim, "launcher">;
  readonly signal: "SIGINT" | "SIGTERM" | "SIGKILL";
  readonly parallel: 1 | 2;
}

/** Who asks lacuna to stop. */
const stops: readonly Case[] = [
  { victim: "lacuna", signal: "SIGINT", parallel: 1 },
  { victim: "lacuna", signal: "SIGTERM", parallel: 2 },
];

/** Who ends what lacuna has started, which nobody has a reason to. */
const losses: readonly Case[] = [
  { victim: "cucumber", signal: "SIGTERM", parallel: 1 },
  { victim: "cucumber", signal: "SIGTERM", parallel: 2 },
  { victim: "cucumber", signal: "SIGKILL", parallel: 1 },
  { victim: "cucumber", signal: "SIGKILL", parallel: 2 },
];

const scratch = mkdtempSync(path.join(tmpdir(), "lacuna-interrupts-"));
after(() => rmSync(scratch, { recursive: true }));

for (const [index, one] of stops.entries()) {
  test(`${one.signal} to ${one.victim} with ${one.parallel} scenarios at once leaves nothing, and the results so far`, async () => {
    const { run, out, workDirectory, tokens } = await startRun(String(index), [...selection, "--parallel", String(one.parallel)]);
    process.kill(victimOf(run.pid ?? 0, one.victim), one.signal);
    const ended = await run;
    assert.equal(ended.exitCode, 1, `${ended.timedOut ? "the run did not end\n" : ""}${ended.all}`);
    assert.ok(!existsSync(workDirectory), `${workDirectory} is left`);
    for (const token of tokens) assertNothingLeft(token, workDirectory);
    const { complete, verdicts } = resultsIn(out);
    assert.equal(complete, false);
    assert.ok(verdicts.length > 0, "no result was written");
  });
}

for (const { victim, signal, parallel } of losses) {
  test(`${signal} to ${victim} with ${parallel} scenarios at once costs those that ran, and the others go on`, async () => {
    const { run, out, workDirectory, tokens } = await startRun(`${signal}-${parallel}`, ["--only", ...few, "--parallel", String(parallel)]);
    process.kill(victimOf(run.pid ?? 0, victim), signal);
    const ended = await run;
    const { complete, verdicts } = resultsIn(out);
    const lost = verdicts.filter((verdict) => verdict !== "pass");
    assert.equal(complete, true, ended.all);
    assert.ok(lost.length >= 1 && lost.length <= parallel && lost.every((verdict) => verdict === "fail"), `${lost.join()}\n${ended.all}`);
    assert.equal(ended.exitCode, 1, ended.all);
    assert.ok(!existsSync(workDirectory), `${workDirectory} is left`);
    for (const token of tokens) assertNothingLeft(token, workDirectory);
  });
}

test("SIGKILL to the launcher of the commands costs one scenario", async () => {
  const { run, out, workDirectory, tokens } = await startRun("launcher", ["--only", ...few, "--parallel", "1"]);
  process.kill(victimOf(run.pid ?? 0, "launcher"), "SIGKILL");
  const ended = await run;
  const { complete, verdicts } = resultsIn(out);
  assert.deepEqual([complete, verdicts.filter((verdict) => verdict !== "pass")], [true, ["fail"]], ended.all);
  assert.equal(ended.exitCode, 1, ended.all);
  for (const token of tokens) assertNothingLeft(token, workDirectory);
});

test("SIGKILL to lacuna leaves no container", async () => {
  const { run, workDirectory, tokens } = await startRun("killed", [...selection, "--parallel", "2"]);
  const suite = keeperBelow(run.pid ?? 0);
  run.kill("SIGKILL");
  await poll(() => (liveInGroup(suite).length === 0 ? true : null), endMs);
  assert.deepEqual(liveInGroup(suite), [], "the suite goes on");
  for (const token of tokens) assertNothingLeft(token, workDirectory);
  await sweep(workDirectory);
});

/** Starts a run and waits until it is in the middle: one scenario has ended, and another has a container. */
async function startRun(name: string, words: readonly string[]): Promise<Middle & { readonly run: ReturnType<typeof start>; readonly out: string }> {
  const out = path.join(scratch, name);
  const run = start([...words, "--out", out]);
  const middle = await poll(() => middleOf(out), startMs);
  if (middle === null) throw new Error("no container came up, or no scenario ended");
  return { run, out, ...middle };
}

function start(words: readonly string[]) {
  return execa(path.join(root, "bin/lacuna"), ["run", "--runtime", "runc", ...words], { reject: false, all: true, cwd: root, timeout: startMs + endMs });
}

function resultsIn(out: string): { readonly complete: boolean | undefined; readonly verdicts: readonly string[] } {
  const { runs, scenarios } = readResults(path.join(out, "results.json"));
  return { complete: runs[0]?.complete, verdicts: scenarios.flatMap(({ results }) => Object.values(results).map(({ verdict }) => verdict)) };
}

function assertNothingLeft(token: string, workDirectory: string): void {
  const left = findTraces({ needle: token, stateRoot: workDirectory, pidsBefore: new Set(), subreaper: null });
  assert.equal(kindsOf({ ...left, state: [] }), "", describeTraces(left));
}

/** Null before one scenario has ended and another has a container. */
function middleOf(out: string): Middle | null {
  const [name] = existsSync(path.join(out, "runs")) ? readdirSync(path.join(out, "runs")) : [];
  if (name === undefined) return null;
  const directory = path.join(out, "runs", name);
  const messages = path.join(directory, "messages.ndjson");
  if (!existsSync(messages) || !readFileSync(messages, "utf8").includes('"testCaseFinished"')) return null;
  const { workDirectory } = JSON.parse(readFileSync(path.join(directory, "run.json"), "utf8")) as { readonly workDirectory: string };
  const tokens = readdirSync(workDirectory).filter((entry) => entry.startsWith("lacuna-"));
  return tokens.some((token) => hasContainer(path.join(workDirectory, token, "state"))) ? { workDirectory, tokens } : null;
}

function hasContainer(stateRoot: string): boolean {
  return existsSync(stateRoot) && readdirSync(stateRoot).some((id) => existsSync(path.join(stateRoot, id, "state.json")));
}

function victimOf(lacuna: number, victim: Victim): number {
  if (victim === "lacuna") return lacuna;
  const cucumber = keptBelow(lacuna, "node");
  return victim === "cucumber" ? cucumber : keptBelow(cucumber, "launcher");
}

/** The program that a keeper below a process runs. */
function keptBelow(pid: number, name: string): number {
  const kept = childrenOf(keeperBelow(pid)).find((child) => nameOf(child).startsWith(name));
  assert.ok(kept !== undefined, `no ${name} runs below ${pid}`);
  return kept;
}

function keeperBelow(pid: number): number {
  const keeper = childrenOf(pid).find((child) => nameOf(child) === "keeper");
  assert.ok(keeper !== undefined, `no keeper runs below ${pid}`);
  return keeper;
}

function nameOf(pid: number): string {
  return (readProc(pid, "comm") ?? "").trim();
}
