import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { CommandRun } from "../command.ts";
import { ctrCommands, readTasks } from "./containerd.ts";
import { UnsupportedActionError } from "./engine.ts";
import { IMAGE, packImage } from "./image.ts";
import { actionWords, readInspection, runWords } from "./inspecting.ts";
import { leftover, type Remains } from "./remains.ts";

function inFolder(work: (folder: string) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "engines-"));
    try {
      await work(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

function printed(folder: string, text: string, exit = 0): CommandRun {
  const stdoutFile = join(folder, "out");
  writeFileSync(stdoutFile, text);
  return { argv: [], exit, signal: null, timedOut: false, notStarted: null, durationMs: 0, stdoutFile, stderrFile: join(folder, "err") };
}

test("a request becomes the words that Docker and Podman share, and asks for neither network nor download", () => {
  const bare = { name: "c", argv: ["true"], detached: false, input: false, terminal: false, memoryBytes: null, bind: null, network: null, pod: null };
  assert.deepEqual(runWords(bare), ["--network", "none", "--pull", "never", "--name", "c"]);
  assert.deepEqual(
    runWords({ ...bare, detached: true, input: true, terminal: true, memoryBytes: 4096, bind: { source: "/a", target: "/b" } }).slice(6),
    ["--detach", "--interactive", "--tty", "--memory", "4096", "--volume", "/a:/b"],
  );
});

test("a port is published on the manager's own network, and a pod has its own", () => {
  const bare = { name: "c", argv: ["true"], detached: false, input: false, terminal: false, memoryBytes: null, bind: null, pod: null };
  assert.deepEqual(runWords({ ...bare, network: { publish: { host: 80, container: 8080 } } }), ["--publish", "80:8080", "--pull", "never", "--name", "c"]);
  assert.deepEqual(runWords({ ...bare, network: null, pod: "p" }), ["--pod", "p", "--pull", "never", "--name", "c"]);
  assert.deepEqual(runWords({ ...bare, network: { publish: null } }), ["--pull", "never", "--name", "c"]);
});

test("an action becomes a manager's words", () => {
  assert.deepEqual(actionWords("c", { kind: "kill", signal: "HUP" }), ["kill", "--signal", "HUP", "c"]);
  assert.deepEqual(actionWords("c", { kind: "stop", graceS: 2 }), ["stop", "--time", "2", "c"]);
  assert.deepEqual(ctrCommands("c", { kind: "remove" }, "/log"), [["ctr", "tasks", "delete", "--force", "c"], ["ctr", "containers", "delete", "c"]]);
});

test("an action that a manager's command line lacks is an error", () => {
  assert.throws(() => ctrCommands("c", { kind: "stop", graceS: 1 }, "/log"), UnsupportedActionError);
  assert.throws(() => actionWords("c", { kind: "make-pod", pod: "p" }), UnsupportedActionError);
});

test("statuses are told in the spec's words, and a container that is gone is absent", inFolder((folder) => {
  assert.equal(readInspection("c", { kind: "status" }, printed(folder, "exited\n")), "stopped");
  assert.equal(readInspection("c", { kind: "status" }, printed(folder, "running\n")), "running");
  assert.equal(readInspection("c", { kind: "status" }, printed(folder, "", 1)), "absent");
}));

test("ctr's table tells a task's status and process", inFolder((folder) => {
  const table = printed(folder, "TASK    PID    STATUS    \nc-1     524    RUNNING\nc-10    9      STOPPED\n");
  assert.equal(readTasks("c-1", { kind: "pid" }, table), "524");
  assert.equal(readTasks("c-1", { kind: "status" }, table), "running");
  assert.equal(readTasks("c-10", { kind: "pid" }, table), "0");
  assert.equal(readTasks("c", { kind: "status" }, table), "absent");
}));

test("an image archive names its layer by the digest of what is in it", inFolder(async (folder) => {
  const root = join(folder, "root");
  mkdirSync(root);
  writeFileSync(join(root, "file"), "text");
  const archive = await packImage(root, folder);
  const read = (name: string): Buffer => execFileSync("tar", ["-xOf", archive, name]);
  const [entry] = JSON.parse(read("manifest.json").toString()) as [{ Config: string; RepoTags: string[]; Layers: [string] }];
  const config = JSON.parse(read(entry.Config).toString()) as { rootfs: { diff_ids: string[] } };
  assert.deepEqual(entry.RepoTags, [IMAGE]);
  assert.deepEqual(config.rootfs.diff_ids, [`sha256:${createHash("sha256").update(read(entry.Layers[0])).digest("hex")}`]);
}));

test("only what is new counts as left", () => {
  const before: Remains = { processes: new Map([["1", "first"]]), mounts: new Set(["/"]), cgroups: new Set() };
  assert.equal(leftover(before, before), null);
  const after: Remains = { processes: new Map([["1", "first"], ["7", "stray"]]), mounts: new Set(["/", "/m"]), cgroups: new Set(["/c"]) };
  assert.deepEqual(leftover(before, after), { kinds: "cgroups, mounts, processes", text: "cgroups: /c; mounts: /m; processes: 7 (stray)" });
});
