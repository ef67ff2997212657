import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CheckFailure } from "./checks.ts";
import type { CommandOptions, CommandRun } from "./command.ts";
import { Launcher } from "./launcher.ts";
import { poll } from "./poll.ts";
import { childrenOf, identify } from "./processes.ts";
import { ReaperLog } from "./reaper.ts";
import { checkout } from "./run-description.ts";
import { findTraces, kindsOf, removeTraces } from "./traces.ts";

const folder = mkdtempSync(join(tmpdir(), "launcher-"));
const log = join(folder, "log");
const launcher = new Launcher(join(checkout, ".cache/bin"), { log, env: { SUITE: "lacuna" } });
after(() => rmSync(folder, { recursive: true }));

const stdoutFile = join(folder, "out");
const stderrFile = join(folder, "err");

async function run(script: string, more: Partial<CommandOptions> = {}): Promise<CommandRun & { readonly out: string }> {
  rmSync(stdoutFile, { force: true });
  const done = await launcher.run({ argv: ["sh", "-c", script], stdoutFile, stderrFile, cwd: folder, timeoutMs: 20_000, ...more });
  return { ...done, out: readFileSync(stdoutFile, "utf8") };
}

test("a command gets its folder, environment, input and descriptors, and no other descriptor", async () => {
  const input = join(folder, "input");
  writeFileSync(input, "typed\n");
  const done = await run("pwd; echo $SUITE; cat; cat <&5; ls /proc/self/fd | wc -w", { stdinFile: input, descriptors: { 5: { as: "reader", path: input } } });
  // 0, 1, 2, 5 and the folder that ls reads
  assert.deepEqual([done.out.trim().split("\n"), done.exit], [[folder, "lacuna", "typed", "typed", "5"], 0]);
});

test("a command takes signals as it would from a shell", async () => {
  const done = await run("kill -TERM $$; sleep 10");
  assert.deepEqual([done.exit, done.signal, done.timedOut], [null, "SIGTERM", false]);
});

test("endings are told apart: status, deadline, no such program", async () => {
  assert.equal((await run("exit 7")).exit, 7);
  const late = await run("trap '' TERM; while :; do sleep 0.1; done", { timeoutMs: 1500 });
  assert.deepEqual([late.exit, late.signal, late.timedOut], [null, "SIGKILL", true]);
  assert.match((await run("", { argv: [join(folder, "none")] })).notStarted ?? "", /ENOENT/);
});

test("a command can be stopped early", async () => {
  const stop = new AbortController();
  const running = run("echo up; exec sleep 20", { stop: stop.signal });
  await poll(() => (launcher.busy && readFileSync(stdoutFile, { flag: "a+" }).length > 0 ? true : null), 10_000);
  stop.abort();
  const { signal, timedOut } = await running;
  assert.deepEqual([signal, timedOut], ["SIGTERM", false]);
});

test("a launcher that its command kills says so, and its keeper ends what it had started", async () => {
  const own = new Launcher(join(checkout, ".cache/bin"), { log, env: {} });
  const files = { stdoutFile: join(folder, "killed"), stderrFile, cwd: folder, timeoutMs: 20_000 };
  const killed = own.run({ argv: ["sh", "-c", "setsid sleep 30 & echo $!; kill -KILL $PPID; sleep 30"], ...files });
  await assert.rejects(killed, (error: unknown) => error instanceof CheckFailure && error.observed["starter"] === "SIGKILL");
  assert.ok(own.ended && own.harm !== null);
  assert.equal(identify(Number(readFileSync(files.stdoutFile, "utf8"))), null);
});

test("files to inherit that are FIFOs keep nobody waiting", async () => {
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  assert.match((await run("true", { stderrFile: fifo })).notStarted ?? "", /ENXIO/);
  assert.equal((await run("cat", { stdinFile: fifo })).exit, 0);
});

test("what is thousands of folders deep is removed", async () => {
  const deep = join(folder, "deep");
  execFileSync("sh", ["-c", 'mkdir "$0" && cd "$0" && for i in $(seq 1500); do mkdir folder && cd -P folder && echo kept > file; done', deep]);
  assert.equal((await run("", { argv: [join(checkout, ".cache/bin/remove-tree"), deep] })).exit, 0);
  assert.ok(!existsSync(deep));
});

test("the time is the command's, not that of a busy caller", async () => {
  const running = run("exit 0");
  for (const until = performance.now() + 1500; performance.now() < until;);
  assert.ok((await running).durationMs < 1200);
});

test("a process that left its command, its name and its environment behind is found, and removed", async () => {
  const { out } = await run("env -i setsid sleep 30 >/dev/null 2>&1 & echo $!");
  const process = identify(Number(out));
  const scope = { needle: "lacuna-no-such-token", stateRoot: folder, pidsBefore: new Set<number>(), subreaper: launcher.pid };
  assert.equal(kindsOf(findTraces({ ...scope, subreaper: null })), "", "the token alone finds nothing");
  const found = findTraces(scope);
  assert.deepEqual([kindsOf(found), found.processes.map(({ pid }) => pid)], ["processes", [Number(out)]]);
  assert.equal(kindsOf(await removeTraces(scope)), "");
  assert.deepEqual(childrenOf(launcher.pid), []);
  assert.deepEqual(process === null ? null : new ReaperLog(log).endingOf(process), { kind: "signalled", signal: "KILL" });
});
