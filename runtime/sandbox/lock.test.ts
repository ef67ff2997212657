import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { ContainerNotFoundError } from "../errors/errors.ts";
import { makeLock, withLock } from "./lock.ts";
import { containerPaths, type ContainerPaths } from "./paths.ts";

let root = "";
let paths: ContainerPaths;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lock-"));
  paths = containerPaths(root, "c");
  mkdirSync(paths.directory, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Another process that holds the lock until it is killed, and has a child that goes on. */
async function holder(): Promise<ChildProcess> {
  const script = `require("ts-node/register"); const { withLock } = require(${JSON.stringify(join(__dirname, "lock.ts"))});
    withLock(${JSON.stringify(paths)}, async () => { require("node:child_process").spawn("sleep", ["5"], { stdio: "ignore" }); console.log("held"); await new Promise((resolve) => setTimeout(resolve, 60000)); });`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

test("a lock lets one in at a time", async () => {
  makeLock(paths.lock).close();
  let inside = 0;
  const work = (): Promise<void> =>
    withLock(paths, async () => {
      assert.equal(++inside, 1);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    });
  await Promise.all([work(), work(), work()]);
});

test("a lock is held from its making on, and told of to who waits", async () => {
  const made = makeLock(paths.lock);
  let waits = 0;
  const waiting = withLock(paths, async () => waits, () => {
    if (++waits === 3) made.close();
  });
  assert.equal(await waiting, 3);
});

test("a lock ends with the process that holds it, though a child of that goes on", async () => {
  makeLock(paths.lock).close();
  const other = await holder();
  let waits = 0;
  await withLock(paths, async () => undefined, () => {
    if (++waits === 3) other.kill("SIGKILL");
  });
  assert.ok(waits >= 3);
});

test("who waits for a container that is removed meanwhile finds none, also where one of the same id has come", async () => {
  for (const again of [false, true]) {
    mkdirSync(paths.directory, { recursive: true });
    rmSync(paths.lock, { force: true });
    const made = makeLock(paths.lock);
    let waits = 0;
    const waiting = withLock(paths, async () => undefined, () => {
      if (++waits !== 2) return;
      rmSync(paths.directory, { recursive: true });
      if (again) {
        mkdirSync(paths.directory);
        writeFileSync(paths.lock, "");
      }
      made.close();
    });
    await assert.rejects(waiting, ContainerNotFoundError);
  }
});

test("there is no lock without a container; one of an older version gets its lock with the first use", async () => {
  await assert.rejects(withLock(paths, async () => undefined), ContainerNotFoundError);
  writeFileSync(paths.state, "{}");
  assert.equal(await withLock(paths, async () => 1), 1);
});
