import assert from "node:assert/strict";
import { createConnection, createServer, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { test } from "node:test";
import type { GuestDescriptor, GuestProcess, ProcessEnding } from "../agent-client/agent-client.ts";
import { Relay } from "./relay.ts";
import { frame, ShimFrameReader, windowBytes } from "./shim-frames.ts";

interface Pair {
  readonly monitor: Socket;
  readonly shim: Socket;
  close(): void;
}

async function connectedPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), "relay-"));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, "s"), resolve));
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const shim = createConnection(join(folder, "s"));
  const monitor = await accepted;
  return {
    monitor,
    shim,
    close: () => {
      shim.destroy();
      monitor.destroy();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

class FakeProcess implements GuestProcess {
  readonly pid = 7;
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr: PassThrough | null = new PassThrough();
  readonly descriptors: GuestDescriptor[] = [];
  readonly ending: Promise<ProcessEnding>;
  end: (ending: ProcessEnding) => void = () => undefined;

  constructor() {
    this.ending = new Promise((resolve) => (this.end = resolve));
  }

  finish(ending: ProcessEnding): void {
    this.stdout.end();
    this.stderr?.end();
    this.end(ending);
  }

  resize(): Promise<void> {
    return Promise.resolve();
  }
}

interface Seen {
  data: number;
  exit: number[] | undefined;
}

/** Counts what a shim that gives no credit would get. */
function watchShim(shim: Readable): Seen {
  const seen: Seen = { data: 0, exit: undefined };
  let pending = Buffer.alloc(0);
  shim.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 8 && pending.length >= 8 + pending.readUInt32LE(4)) {
      const length = pending.readUInt32LE(4);
      if (pending[0] === 0x44) seen.data += length;
      if (pending[0] === 0x58) seen.exit = [pending.readUInt32LE(8), pending.readUInt32LE(12)];
      pending = pending.subarray(8 + length);
    }
  });
  return seen;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `waited for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("output beyond the shim's window waits for credit, and the ending waits for the output", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    const seen = watchShim(pair.shim);
    const carried = relay.carry(process);
    process.stdout.write(Buffer.alloc(windowBytes + 1000));
    process.finish({ kind: "exited", status: 3 });
    await until(() => seen.data === windowBytes, "a whole window");
    assert.equal(seen.exit, undefined);
    const credit = Buffer.from([0x43, 1, 0, 0, 4, 0, 0, 0, 0xe8, 3, 0, 0]);
    pair.shim.write(credit);
    await until(() => seen.exit !== undefined, "the ending");
    assert.equal(seen.data, windowBytes + 1000);
    assert.deepEqual(seen.exit, [0, 3]);
    assert.deepEqual(await carried, { kind: "exited", status: 3 });
  } finally {
    pair.close();
  }
});

test("what a killed process leaves unread does not hold up its ending", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    const seen = watchShim(pair.shim);
    void relay.carry(process);
    process.stdout.write(Buffer.alloc(windowBytes * 2));
    process.end({ kind: "signalled", signal: 9 });
    await until(() => seen.exit !== undefined, "the ending");
    assert.deepEqual(seen.exit, [1, 9]);
  } finally {
    pair.close();
  }
});

test("a shim that goes first is reported once, so that its process can be killed", async () => {
  const pair = await connectedPair();
  try {
    let abandoned = 0;
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    relay.onAbandoned = () => abandoned++;
    void relay.carry(new FakeProcess());
    pair.shim.destroy();
    await until(() => abandoned > 0, "the report");
    assert.equal(abandoned, 1);
  } finally {
    pair.close();
  }
});

test("a terminal's hang-up closes both ways; the end of input alone does not", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const terminal: GuestProcess = { ...process, pid: 7, stderr: null, resize: () => Promise.resolve() };
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    void relay.carry(terminal);
    pair.shim.write(Buffer.from([0x45, 0, 0, 0, 0, 0, 0, 0]));
    pair.shim.write(Buffer.from([0x44, 0, 0, 0, 1, 0, 0, 0, 0x61]));
    await until(() => process.stdin.readableLength === 0 || true, "the frames");
    assert.equal(process.stdin.writableEnded, false);
    pair.shim.write(Buffer.from([0x51, 1, 0, 0, 0, 0, 0, 0]));
    await until(() => process.stdin.destroyed && process.stdout.destroyed, "the hang-up");
  } finally {
    pair.close();
  }
});

test("a descriptor's bytes go both ways, and each way ends by itself", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const input = new PassThrough();
    const output = new PassThrough();
    process.descriptors.push({ input: null, output: null }, { input, output });
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    const seen: Buffer[] = [];
    pair.shim.on("data", (chunk: Buffer) => seen.push(chunk));
    void relay.carry(process);
    pair.shim.write(Buffer.from([0x44, 4, 0, 0, 1, 0, 0, 0, 0x61]));
    pair.shim.write(Buffer.from([0x45, 4, 0, 0, 0, 0, 0, 0]));
    await until(() => input.readableLength === 1 && input.writableEnded, "input and its end");
    assert.equal(process.stdin.readableLength, 0);
    output.write("b");
    output.end();
    const sent = Buffer.from([0x44, 4, 0, 0, 1, 0, 0, 0, 0x62, 0x45, 4, 0, 0, 0, 0, 0, 0]);
    await until(() => Buffer.concat(seen).includes(sent), "output and its end");
  } finally {
    pair.close();
  }
});

test("streams that a child of the ended process holds are closed", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const output = new PassThrough();
    process.descriptors.push({ input: null, output });
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    const seen = watchShim(pair.shim);
    const carried = relay.carry(process);
    process.end({ kind: "signalled", signal: 9 });
    await carried;
    await until(() => seen.exit !== undefined, "the ending");
    assert.ok(process.stdout.destroyed && process.stdin.destroyed && output.destroyed);
  } finally {
    pair.close();
  }
});

const hostile: Readonly<Record<string, readonly Buffer[]>> = {
  "more input than a window": Array.from({ length: 5 }, () => frame("D", 0, Buffer.alloc(64 * 1024))),
  "credit that it never had": [frame("C", 1, Buffer.of(1, 0, 0, 0))],
  "a frame of no type": [frame("?", 0, Buffer.alloc(0))],
  "a frame without an end": [Buffer.from([0x44, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])],
};

for (const [what, frames] of Object.entries(hostile))
  for (const when of ["before its process is there", "while its process runs"] as const)
    test(`a shim that sends ${what} ${when} is cut off, and its process is told of`, async () => {
      const pair = await connectedPair();
      try {
        const process = new FakeProcess();
        process.stdin.pause();
        const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
        let abandoned = 0;
        relay.onAbandoned = () => void abandoned++;
        if (when === "while its process runs") void relay.carry(process);
        for (const one of frames) pair.shim.write(one);
        if (when !== "while its process runs") void relay.carry(process);
        await until(() => abandoned === 1, "the shim to be cut off");
        assert.equal(relay.isOpen(), false);
      } finally {
        pair.close();
      }
    });

const single = Buffer.concat(Array.from({ length: 8000 }, () => frame("D", 0, Buffer.of(1))));

test("a shim that comes before its process is not read, and nothing that it said is lost", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    let taken = 0;
    process.stdin.on("data", (bytes: Buffer) => (taken += bytes.length));
    pair.shim.on("data", () => undefined).write(single);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(pair.monitor.bytesRead <= 64 * 1024, `${pair.monitor.bytesRead} bytes read`);
    void relay.carry(process);
    await until(() => taken === 8000, "all input");
  } finally {
    pair.close();
  }
});

test("input in single bytes for a process that does not read waits in few pieces", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const held: (() => void)[] = [];
    const pieces: number[] = [];
    process.stdin._write = (piece: Buffer, _encoding, done) => {
      pieces.push(piece.length);
      held.push(() => done());
    };
    void new Relay("k", pair.monitor, [], new ShimFrameReader()).carry(process);
    pair.shim.write(single);
    await until(() => pair.monitor.bytesRead === single.length, "the frames");
    while (held.length > 0) {
      held.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(pieces.reduce((sum, length) => sum + length, 0), 8000);
    assert.ok(pieces.length < 10, `${pieces.length} pieces`);
  } finally {
    pair.close();
  }
});

test("a shim that reads nothing of what it is sent is cut off", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    process.stdin.resume();
    let abandoned = 0;
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    relay.onAbandoned = () => void abandoned++;
    void relay.carry(process);
    pair.shim.pause();
    for (let rounds = 0; rounds < 200_000 && relay.isOpen(); rounds++) {
      pair.shim.write(frame("D", 0, Buffer.of(1)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => abandoned === 1, "the shim to be cut off");
  } finally {
    pair.close();
  }
});

test("a shim that does not read for a while takes no more memory than a window, and misses nothing", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    void new Relay("k", pair.monitor, [], new ShimFrameReader()).carry(process);
    pair.shim.pause();
    for (let i = 0; i < 100_000; i++) process.stdout.write("x");
    process.finish({ kind: "exited", status: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(pair.monitor.writableLength <= 2 * windowBytes, `${pair.monitor.writableLength} bytes wait`);
    const seen = watchShim(pair.shim);
    pair.shim.resume();
    await until(() => seen.exit !== undefined, "the ending");
    assert.equal(seen.data, 100_000);
  } finally {
    pair.close();
  }
});

test("signals that the guest does not answer make the shim wait, and none is lost", async () => {
  const pair = await connectedPair();
  try {
    const answers: (() => void)[] = [];
    let signals = 0;
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    relay.onSignal = () => {
      signals++;
      return new Promise((resolve) => answers.push(resolve));
    };
    void relay.carry(new FakeProcess());
    const many = 40_000;
    pair.shim.write(Buffer.concat(Array.from({ length: many }, () => frame("S", 0, Buffer.of(10, 0, 0, 0)))));
    await until(() => signals >= 64, "the first signals");
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(signals < 10_000, `${signals} signals under way`);
    await until(() => {
      for (const answer of answers.splice(0)) answer();
      return signals === many;
    }, "all signals");
  } finally {
    pair.close();
  }
});

test("a shim that goes on after the end of its process signals nobody", async () => {
  const pair = await connectedPair();
  try {
    const process = new FakeProcess();
    const signals: number[] = [];
    const relay = new Relay("k", pair.monitor, [], new ShimFrameReader());
    relay.onSignal = async (signal) => void signals.push(signal);
    const carried = relay.carry(process);
    process.finish({ kind: "exited", status: 0 });
    await carried;
    pair.shim.write(frame("S", 0, Buffer.of(9, 0, 0, 0)));
    await until(() => pair.monitor.bytesRead === 12 || pair.monitor.destroyed, "the frame");
    assert.deepEqual(signals, []);
  } finally {
    pair.close();
  }
});
