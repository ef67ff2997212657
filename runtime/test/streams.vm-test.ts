/**
 * Bytes between a container's process and its caller, the whole way: pipe, shim, monitor, agent, process.
 *
 * VRUN_STREAM_MIB says how many MiB go through, 256 unless it is set; 1024 is what a release is tried with.
 */

import assert from "node:assert/strict";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { VrunFixture } from "./vrun-fixture.ts";

const mebibyte = 1024 * 1024;
const streamMib = Number(process.env["VRUN_STREAM_MIB"] ?? 256);
const besideMib = 8;
/** Node collects buffers that nobody uses only when there are some 64 MB of them; what it holds must not follow the stream. */
const growthMaxKib = 96 * 1024;
const settleMs = 2000;

/** The memory that a process holds, in KiB. */
function residentKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? assert.fail(`no memory of ${pid}`));
}

/** Writes blocks that all differ, and ends the stream. @returns Their digest. */
async function feed(child: ChildProcessWithoutNullStreams, mib: number): Promise<string> {
  const hash = createHash("sha256");
  const block = randomBytes(mebibyte);
  for (let index = 0; index < mib; index++) {
    block.writeUInt32LE(index);
    hash.update(block);
    if (!child.stdin.write(Buffer.from(block))) await once(child.stdin, "drain");
  }
  child.stdin.end();
  return hash.digest("hex");
}

async function digest(child: ChildProcessWithoutNullStreams): Promise<{ hash: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of child.stdout) {
    hash.update(piece as Buffer);
    bytes += (piece as Buffer).length;
  }
  return { hash: hash.digest("hex"), bytes };
}

async function text(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = "";
  for await (const piece of child.stdout) said += String(piece);
  return said;
}

async function ending(child: ChildProcessWithoutNullStreams): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode ?? child.signalCode;
}

void describe("the streams of a process", () => {
  const fixture = new VrunFixture();
  const id = "streams";
  const exec = (...words: readonly string[]): ChildProcessWithoutNullStreams => fixture.stream("exec", id, ...words);
  /** What carries the bytes on the host. */
  const carriers = (): Map<number, string> =>
    new Map(["vrun-monitor", "vrun-shim", "qemu-system"].flatMap((word) => fixture.processes(id, word).map((pid): [number, string] => [pid, word])));

  before(() => {
    fixture.prepare(id);
    const ran = fixture.run("run", "--detach", "--bundle", `{bundles}/${id}`, id);
    assert.equal(ran.status, 0, ran.stderr);
  });
  after(() => {
    fixture.run("delete", "--force", id);
    fixture.close();
  });

  void it(`carry ${streamMib} MiB in and out without loss or another order, and hold none of it`, async (context) => {
    const child = exec("cat");
    const received = digest(child);
    const began = performance.now();
    const fed = feed(child, streamMib);
    await Promise.race([fed, delay(settleMs)]);
    const middle = new Map([...carriers()].filter(([, what]) => what !== "qemu-system").map(([pid]) => [pid, residentKib(pid)]));
    const sent = await fed;
    for (const [pid, before] of middle) assert.ok(residentKib(pid) - before < growthMaxKib, `${carriers().get(pid)} grew from ${before} to ${residentKib(pid)} KiB`);
    assert.deepEqual(await received, { hash: sent, bytes: streamMib * mebibyte });
    assert.equal(await ending(child), 0);
    for (const [pid, what] of carriers()) context.diagnostic(`${what} holds ${residentKib(pid)} KiB afterwards, ${middle.get(pid) ?? "unknown"} at first`);
    const seconds = (performance.now() - began) / 1000;
    context.diagnostic(`${(streamMib / seconds).toFixed(1)} MiB/s each way, ${seconds.toFixed(1)} s`);
  });

  void it("end on the way in alone: the process answers after the end of its input", async () => {
    const child = exec("sh", "-c", "cat >/received; echo got $(stat -c %s /received); exit 3");
    const said = text(child);
    await feed(child, 2);
    assert.equal(await said, `got ${2 * mebibyte}\n`);
    assert.equal(await ending(child), 3);
  });

  void it("carry each of the 256 bytes, alone and in any company", async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const child = exec("cat");
    const received = digest(child);
    child.stdin.write(all.subarray(0, 1));
    child.stdin.write(all.subarray(1));
    child.stdin.end(Buffer.from(all).reverse());
    assert.deepEqual(await received, { hash: createHash("sha256").update(all).update(Buffer.from(all).reverse()).digest("hex"), bytes: 512 });
    assert.equal(await ending(child), 0);
  });

  void it("that nobody reads block their own process alone, and no memory grows", async () => {
    const unread = exec("yes");
    await once(unread.stdout, "readable");
    await delay(settleMs);
    const before = new Map([...carriers()].map(([pid]) => [pid, residentKib(pid)]));
    const beside = exec("cat");
    const received = digest(beside);
    const sent = await feed(beside, besideMib);
    assert.deepEqual(await received, { hash: sent, bytes: besideMib * mebibyte });
    assert.equal(await ending(beside), 0);
    await delay(settleMs);
    const names = carriers();
    for (const [pid, kib] of before) assert.ok(residentKib(pid) - kib < growthMaxKib, `${names.get(pid)} grew from ${kib} to ${residentKib(pid)} KiB`);
    assert.ok(unread.stdout.readableLength > 0 && unread.exitCode === null, "nobody has read it, and it still runs");
    const killed = fixture.run("kill", id, "KILL");
    assert.equal(killed.status, 0, killed.stderr);
    assert.equal(await fixture.waitForStatus(id, "stopped"), "stopped");
    unread.stdout.resume();
    assert.notEqual(await ending(unread), 0);
  });
});
