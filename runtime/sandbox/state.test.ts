import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { ContainerExistsError, ContainerNotFoundError, HostError } from "../errors/errors.ts";
import { identify } from "./host-process.ts";
import { sandboxPath } from "./paths.ts";
import { checkId, claimId, InvalidIdError, listIds, readState, removeState, stateFormat, statusOf, writeState, type ContainerState } from "./state.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "state-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const self = identify(process.pid) ?? { pid: 0, startTime: "" };
const dead = { pid: process.pid, startTime: "1" };

function sample(change: Partial<ContainerState> = {}): ContainerState {
  return {
    schemaVersion: stateFormat, id: "c", sandbox: "c", ociVersion: "1.3.0", bundle: "/b", rootfs: "/b/rootfs", annotations: {}, created: "2026-01-01T00:00:00.000Z",
    stage: "running", paused: false, creator: dead, shim: self, monitor: null, cgroups: [], cgroupFiles: [], startContainer: [], poststart: [], poststop: [],
    ...change,
  };
}

test("ids are checked as runc checks them", () => {
  for (const id of ["a", "A.b-c_d+1", "..."]) checkId(id);
  for (const id of ["a/b", "..", ".", "a b", "a\n", "ä"]) assert.throws(() => checkId(id), InvalidIdError);
});

test("an id is taken once, and free again once its state is removed", () => {
  claimId(root, "c");
  assert.throws(() => claimId(root, "c"), ContainerExistsError);
  removeState(root, "c", "c");
  claimId(root, "c");
});

test("a state is read as it was written; an unknown id is an error of its own", () => {
  const { paths } = claimId(root, "c");
  writeState(paths, sample());
  assert.deepEqual(readState(root, "c"), sample());
  assert.throws(() => readState(root, "d"), ContainerNotFoundError);
  assert.deepEqual(listIds(root), ["c"]);
});

test("the status follows from what is alive", () => {
  assert.equal(statusOf(sample()), "running");
  assert.equal(statusOf(sample({ paused: true })), "paused");
  assert.equal(statusOf(sample({ stage: "created" })), "created");
  assert.equal(statusOf(sample({ shim: dead, paused: true })), "stopped");
  assert.equal(statusOf(sample({ shim: null })), "stopped");
  assert.equal(statusOf(sample({ stage: "creating", creator: self })), "creating");
  assert.equal(statusOf(sample({ stage: "creating" })), "stopped");
});

test("a zombie counts as ended", async () => {
  // The shell leaves a child that it never waits for, and says its pid.
  const shell = spawn("/bin/sh", ["-c", "sleep 0.01 & echo $!; exec sleep 5"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const pid = Number(await new Promise<string>((resolve) => shell.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString()))));
    const child = identify(pid);
    const deadline = Date.now() + 3000;
    while (child !== undefined && statusOf(sample({ shim: child })) === "running" && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(child !== undefined && existsSync(`/proc/${pid}`), "the zombie is there");
    assert.equal(statusOf(sample({ shim: child })), "stopped");
  } finally {
    shell.kill("SIGKILL");
  }
});

test("what is still mounted in the share is never deleted", () => {
  const { paths } = claimId(root, "c");
  const rootfs = join(sandboxPath(root, "c"), "shared", "c", "rootfs");
  mkdirSync(rootfs, { recursive: true });
  writeFileSync(join(rootfs, "precious"), "x");
  assert.throws(() => removeState(root, "c", "c", `36 35 98:0 / ${rootfs} rw - ext4 /dev/root rw\n`), HostError);
  assert.ok(existsSync(join(rootfs, "precious")));
  removeState(root, "c", "c");
  assert.ok(!existsSync(sandboxPath(root, "c")) && !existsSync(paths.directory));
});

test("a container that was started is running, although the command that did it was killed before it could note that", () => {
  writeState(claimId(root, "c").paths, sample({ stage: "created" }));
  mkdirSync(sandboxPath(root, "c"), { recursive: true });
  assert.equal(statusOf(readState(root, "c")), "created");
  writeFileSync(join(sandboxPath(root, "c"), "started-c"), "");
  assert.equal(statusOf(readState(root, "c")), "running");
});
