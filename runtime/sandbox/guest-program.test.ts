import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";
import { awaitPlugged, runInGuest } from "./guest-program.ts";

type Ending = Awaited<ReturnType<AgentClient["run"]>>["ending"];

function agentThatEnds(ending: Ending, stderr: string): Pick<AgentClient, "run"> {
  return { run: () => Promise.resolve({ ending, stdout: Buffer.from("said"), stderr: Buffer.from(stderr) }) };
}

test("what a program wrote is handed back", async () => {
  assert.equal(await runInGuest(agentThatEnds({ kind: "exited", status: 0 }, "a warning"), ["x"], "no"), "said");
});

test("a program that fails, or is killed, is an error with its last words", async () => {
  const is = (message: string) => (error: unknown) => error instanceof SandboxError && error.message === message;
  await assert.rejects(runInGuest(agentThatEnds({ kind: "exited", status: 3 }, "one\ntwo\n"), ["x"], "the guest cannot"), is("the guest cannot: one; two"));
  await assert.rejects(runInGuest(agentThatEnds({ kind: "signalled", signal: 9 }, ""), ["x"], "the guest cannot"), is("the guest cannot"));
});

test("the folder of what was plugged in is found by the words of its file", () => {
  const root = mkdtempSync(join(tmpdir(), "plugged-"));
  try {
    for (const [name, word] of [["a0", "one"], ["a1", "two"]] as const) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, "serial"), `${word}\n`);
    }
    // No bus of the host is to be looked through.
    const script = awaitPlugged.replace("/sys/bus/pci/rescan", "/dev/null");
    assert.equal(execFileSync("/bin/sh", ["-c", `${script}await_plugged "$1/a*" serial two drive; echo "$found"`, "sh", root], { encoding: "utf8" }), `${join(root, "a1")}\n`);
  } finally {
    rmSync(root, { recursive: true });
  }
});
