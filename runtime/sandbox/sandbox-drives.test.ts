import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { HostError, UnsupportedError } from "../errors/errors.ts";
import { SandboxDrives } from "./sandbox-drives.ts";

/** A device of this host that can be opened for reading; containers of CI may have none. */
const found = readdirSync("/sys/dev/block").find((number) => {
  try {
    return /^DEVNAME=loop\d+$/m.test(readFileSync(`/sys/dev/block/${number}/uevent`, "utf8"));
  } catch {
    return false;
  }
});
const [major = 0, minor = 0] = (found ?? "").split(":").map(Number);
const skip = found === undefined ? "the host has no loop devices" : false;

function drives(unplug: () => Promise<void> = () => Promise.resolve()): { readonly sandbox: SandboxDrives; readonly done: string[] } {
  const done: string[] = [];
  const plugDrive = (drive: { readonly id: string; readonly writable: boolean }): Promise<void> => Promise.resolve(void done.push(`plug ${drive.id} ${drive.writable ? "rw" : "ro"}`));
  const unplugDrive = (id: string): Promise<void> => unplug().then(() => void done.push(`unplug ${id}`));
  const ran = { ending: { kind: "exited" as const, status: 0 }, stdout: Buffer.from("254:0\n"), stderr: Buffer.alloc(0) };
  return { sandbox: new SandboxDrives({ plugDrive, unplugDrive }, { run: () => Promise.resolve(ran) }), done };
}

test("containers that have the same device have one disk, until the last of them goes", { skip }, async () => {
  const { sandbox, done } = drives();
  const device = { major, minor, writable: false };
  assert.deepEqual(await sandbox.give("one", [device]), new Map([[`${major}:${minor}`, "254:0"]]));
  await sandbox.give("two", [device]);
  await sandbox.take("one");
  await sandbox.take("nobody");
  assert.deepEqual(done, [`plug ${major}:${minor} ro`]);
  await sandbox.take("two");
  assert.deepEqual(done, [`plug ${major}:${minor} ro`, `unplug ${major}:${minor}`]);
});

test("a disk that another has read-only is not written", { skip }, async () => {
  const { sandbox } = drives();
  await sandbox.give("one", [{ major, minor, writable: false }]);
  await assert.rejects(sandbox.give("two", [{ major, minor, writable: true }]), (error) => error instanceof UnsupportedError && error.refusal === "a disk for writing that the pod has read-only");
});

test("a disk that the guest keeps serves the next who wants the device", { skip }, async () => {
  const { sandbox, done } = drives(() => Promise.reject(new HostError("kept")));
  await sandbox.give("one", [{ major, minor, writable: false }]);
  await assert.rejects(sandbox.take("one"), HostError);
  await sandbox.give("two", [{ major, minor, writable: false }]);
  assert.deepEqual(done, [`plug ${major}:${minor} ro`]);
});
