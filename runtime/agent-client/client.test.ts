import assert from "node:assert/strict";
import { once } from "node:events";
import { Duplex } from "node:stream";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { AgentGoneError, AgentProtocolError, AgentRequestError, AgentTimeoutError, GuestError, NoSuchProcessError, SpawnFailedError } from "../errors/agent-errors.ts";
import { encodeFrame, frameHeaderBytes, FrameType, PayloadWriter, protocolVersion, streamWindowBytes } from "../protocol/frames.ts";
import type { AgentClient, GuestProcess, SpawnRequest } from "./agent-client.ts";
import { connectAgent } from "./connect.ts";

const callMs = 5000;
const spawnCat: SpawnRequest = { argv: ["cat"], env: [], cwd: "/", stdio: { kind: "pipes", stdin: true } };

interface HostFrame {
  readonly type: number;
  readonly id: number;
  readonly payload: Buffer;
}

/** The guest's end of a channel, under a test's control. */
class FakeGuest {
  readonly duplex: Duplex;
  readonly #frames: HostFrame[] = [];
  #arrived: () => void = () => undefined;

  constructor() {
    this.duplex = new Duplex({
      // What it holds before it counts as full. Node's own default differs between versions.
      highWaterMark: 16 * 1024,
      read: () => undefined,
      write: (chunk: Buffer, _encoding, callback) => {
        // The client writes whole frames.
        this.#frames.push({ type: chunk.readUInt16LE(4), id: chunk.readUInt32LE(8), payload: chunk.subarray(frameHeaderBytes) });
        this.#arrived();
        callback();
      },
    });
    this.duplex.on("error", () => undefined);
  }

  send(type: number, id: number, payload: Buffer = Buffer.alloc(0)): void {
    this.duplex.push(encodeFrame(type, id, payload));
  }

  raw(bytes: Buffer): void {
    this.duplex.push(bytes);
  }

  /** Frames that have come and were not taken yet. */
  taken(type: number): HostFrame[] {
    return this.#frames.filter((frame) => frame.type === type);
  }

  async next(type: number): Promise<HostFrame> {
    for (;;) {
      const at = this.#frames.findIndex((frame) => frame.type === type);
      const [frame] = at < 0 ? [] : this.#frames.splice(at, 1);
      if (frame) return frame;
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    }
  }
}

async function connect(): Promise<{ guest: FakeGuest; agent: AgentClient }> {
  const guest = new FakeGuest();
  const connecting = connectAgent(guest.duplex, callMs);
  const { id } = await guest.next(FrameType.hello);
  guest.send(FrameType.helloReply, id, new PayloadWriter().u32(protocolVersion).string("6.12").string("boot").payload());
  return { guest, agent: await connecting };
}

async function spawned(guest: FakeGuest, agent: AgentClient, request = spawnCat): Promise<{ handle: number; child: GuestProcess }> {
  const spawning = agent.spawn(request, callMs);
  const { id } = await guest.next(FrameType.spawn);
  guest.send(FrameType.spawned, id, new PayloadWriter().u32(100).payload());
  return { handle: id, child: await spawning };
}

const exited = (status: number): Buffer => new PayloadWriter().u32(0).u32(status).payload();

describe("the agent client", () => {
  it("tells what the guest said of itself", async () => {
    const { agent } = await connect();
    assert.deepEqual(agent.guest, { protocolVersion, kernelRelease: "6.12", bootId: "boot" });
  });

  it("refuses an agent of another version", async () => {
    const guest = new FakeGuest();
    const connecting = connectAgent(guest.duplex, callMs);
    guest.send(FrameType.helloReply, (await guest.next(FrameType.hello)).id, new PayloadWriter().u32(99).string("").string("").payload());
    await assert.rejects(connecting, AgentProtocolError);
    assert.ok(guest.duplex.destroyed);
  });

  it("gives up a hello that is not answered", async () => {
    await assert.rejects(connectAgent(new FakeGuest().duplex, 20), AgentTimeoutError);
  });

  it("takes a late answer for what it is", async () => {
    const { guest, agent } = await connect();
    const late = agent.unmount("/run/a", 10);
    const { id } = await guest.next(FrameType.unmount);
    await assert.rejects(late, AgentTimeoutError);
    guest.send(FrameType.done, id);
    const next = agent.unmount("/run/b", callMs);
    guest.send(FrameType.done, (await guest.next(FrameType.unmount)).id);
    await next;
  });

  it("ends a process that was started after its deadline", async () => {
    const { guest, agent } = await connect();
    const late = agent.spawn(spawnCat, 10);
    const { id } = await guest.next(FrameType.spawn);
    await assert.rejects(late, AgentTimeoutError);
    guest.send(FrameType.spawned, id, new PayloadWriter().u32(77).payload());
    const { payload } = await guest.next(FrameType.signal);
    assert.deepEqual(payload, new PayloadWriter().u32(77).u32(9).payload());
  });

  it("turns refusals into errors with the guest's errno", async () => {
    const { guest, agent } = await connect();
    const unmounting = agent.unmount("/run/a", callMs);
    guest.send(FrameType.error, (await guest.next(FrameType.unmount)).id, new PayloadWriter().u32(16).string("unmount /run/a").payload());
    await assert.rejects(unmounting, (error) => error instanceof GuestError && error.errno === 16 && error.step === "unmount /run/a");
    const signalling = agent.signal(5, 9, callMs);
    guest.send(FrameType.error, (await guest.next(FrameType.signal)).id, new PayloadWriter().u32(3).string("open pid 5").payload());
    await assert.rejects(signalling, NoSuchProcessError);
  });

  it("refuses a request that does not fit", async () => {
    const { agent } = await connect();
    await assert.rejects(agent.spawn({ ...spawnCat, env: ["x".repeat(70_000)] }, callMs), AgentRequestError);
  });

  it("hands over the output of a program whose start and end come at once", async () => {
    const { guest, agent } = await connect();
    const running = agent.run(["true"], callMs);
    const { id } = await guest.next(FrameType.spawn);
    const frames: readonly (readonly [number, Buffer])[] = [
      [FrameType.spawned, new PayloadWriter().u32(100).payload()],
      [FrameType.stdout, Buffer.from("out")],
      [FrameType.exited, exited(3)],
      [FrameType.stdout, Buffer.alloc(0)],
      [FrameType.stderr, Buffer.alloc(0)],
    ];
    // As from a socket: what the frames set off at once comes before what awaits them.
    setImmediate(() => guest.raw(Buffer.concat(frames.map(([type, payload]) => encodeFrame(type, id, payload)))));
    assert.deepEqual(await running, { ending: { kind: "exited", status: 3 }, stdout: Buffer.from("out"), stderr: Buffer.alloc(0) });
  });

  it("fails a program whose start, end and a broken frame come at once", async () => {
    const { guest, agent } = await connect();
    const running = agent.run(["true"], callMs);
    const { id } = await guest.next(FrameType.spawn);
    const frames = [encodeFrame(FrameType.spawned, id, new PayloadWriter().u32(100).payload()), encodeFrame(FrameType.exited, id, exited(0)), Buffer.alloc(frameHeaderBytes, 0xff)];
    setImmediate(() => guest.raw(Buffer.concat(frames)));
    await assert.rejects(running, AgentGoneError);
  });

  it("gives each further descriptor streams of its own", async () => {
    const { guest, agent } = await connect();
    const spawning = agent.spawn({ ...spawnCat, descriptors: ["output", "both"] }, callMs);
    const { id, payload } = await guest.next(FrameType.spawn);
    const [output, both] = [payload.readUInt32LE(payload.length - 12), payload.readUInt32LE(payload.length - 4)];
    assert.deepEqual(payload.subarray(-20), new PayloadWriter().u32(2).u32(1).u32(output).u32(2).u32(both).payload());
    guest.send(FrameType.spawned, id, new PayloadWriter().u32(100).payload());
    const { descriptors } = await spawning;
    const [first, second] = descriptors;
    assert.equal(first?.input, null);
    second?.input?.write("to the second");
    assert.deepEqual(await guest.next(FrameType.stdin), { type: FrameType.stdin, id: both, payload: Buffer.from("to the second") });
    guest.send(FrameType.stdout, both, Buffer.from("from the second"));
    assert.deepEqual(await once(second?.output ?? guest.duplex, "data"), [Buffer.from("from the second")]);
  });

  it("closes a channel on which a descriptor gets what it is not for", async () => {
    const { guest, agent } = await connect();
    const spawning = agent.spawn({ ...spawnCat, descriptors: ["input"] }, callMs);
    const { id, payload } = await guest.next(FrameType.spawn);
    guest.send(FrameType.spawned, id, new PayloadWriter().u32(100).payload());
    await spawning;
    guest.send(FrameType.stdout, payload.readUInt32LE(payload.length - 4), Buffer.from("x"));
    await agent.closed;
  });

  it("hands over what a program said that ended before there was a process", async () => {
    const { guest, agent } = await connect();
    const spawning = agent.spawn({ ...spawnCat, adoptPidFile: "/run/pid" }, callMs);
    const { id } = await guest.next(FrameType.spawn);
    guest.send(FrameType.stderr, id, Buffer.from("no bundle\n"));
    guest.send(FrameType.exited, id, exited(1));
    guest.send(FrameType.stderr, id);
    guest.send(FrameType.stdout, id);
    const error = await spawning.catch((thrown: unknown) => thrown);
    assert.ok(error instanceof SpawnFailedError);
    assert.deepEqual(error.ending, { kind: "exited", status: 1 });
    assert.equal(error.stderr.toString(), "no bundle\n");
  });

  it("gives credit only for what was read", async () => {
    const { guest, agent } = await connect();
    const { handle, child } = await spawned(guest, agent);
    const piece = Buffer.alloc(32 * 1024, 1);
    for (let sent = 0; sent < streamWindowBytes; sent += piece.length) guest.send(FrameType.stdout, handle, piece);
    await turn();
    assert.ok(child.stdout.readableLength <= 2 * piece.length);
    assert.equal(guest.taken(FrameType.credit).length, 0);
    child.stdout.resume();
    const { payload } = await guest.next(FrameType.credit);
    assert.equal(payload.readUInt32LE(0), 1);
    assert.ok(payload.readUInt32LE(4) >= streamWindowBytes / 4);
  });

  it("keeps output that comes in single bytes in few pieces", async () => {
    const { guest, agent } = await connect();
    const { handle, child } = await spawned(guest, agent);
    const single = Buffer.concat(Array.from({ length: 1000 }, () => encodeFrame(FrameType.stdout, handle, Buffer.of(1))));
    for (let sent = 0; sent < 200; sent++) guest.raw(single);
    await turn();
    const pieces: number[] = [];
    child.stdout.on("data", (piece: Buffer) => pieces.push(piece.length));
    await guest.next(FrameType.credit);
    while (pieces.reduce((sum, length) => sum + length, 0) < 200_000) await turn();
    assert.ok(pieces.length < 20, `${pieces.length} pieces`);
  });

  it("gives no credit to a guest that does not read", async () => {
    const { guest, agent } = await connect();
    const { handle, child } = await spawned(guest, agent);
    child.stdout.resume();
    // Each write waits for ever: what fills the channel is the guest's stdin.
    guest.duplex._write = () => undefined;
    child.stdin?.write(Buffer.alloc(100_000));
    const piece = Buffer.alloc(65536);
    for (let sent = 0; sent < 4; sent++) guest.send(FrameType.stdout, handle, piece);
    await turn();
    assert.ok(!guest.duplex.destroyed);
    guest.send(FrameType.stdout, handle, Buffer.of(1));
    await assert.rejects(child.ending, AgentGoneError);
  });

  it("fails the channel, and what was asked, when a process starts after its end", async () => {
    const { guest, agent } = await connect();
    const spawning = agent.spawn(spawnCat, callMs);
    const { id } = await guest.next(FrameType.spawn);
    guest.send(FrameType.exited, id, exited(1));
    guest.send(FrameType.spawned, id, new PayloadWriter().u32(100).payload());
    await assert.rejects(spawning, AgentGoneError);
  });

  it("fails the channel for more output than credit", async () => {
    const { guest, agent } = await connect();
    const { handle, child } = await spawned(guest, agent);
    for (let i = 0; i <= 4; i++) guest.send(FrameType.stdout, handle, Buffer.alloc(65536));
    await assert.rejects(child.ending, (error) => error instanceof AgentGoneError && error.cause instanceof AgentProtocolError);
  });

  it("writes input within the guest's credit", async () => {
    const { guest, agent } = await connect();
    const { handle, child } = await spawned(guest, agent);
    child.stdin?.write(Buffer.alloc(streamWindowBytes + 10));
    await turn();
    const size = (): number => guest.taken(FrameType.stdin).reduce((sum, frame) => sum + frame.payload.length, 0);
    assert.equal(size(), streamWindowBytes);
    guest.send(FrameType.credit, handle, new PayloadWriter().u32(0).u32(100).payload());
    await turn();
    assert.equal(size(), streamWindowBytes + 10);
    child.stdin?.end();
    await turn();
    assert.equal(guest.taken(FrameType.stdin).at(-1)?.payload.length, 0);
  });

  it("keeps input back while the channel is full, but no request", async () => {
    const guest = new FakeGuest();
    const connecting = connectAgent(guest.duplex, callMs);
    guest.send(FrameType.helloReply, (await guest.next(FrameType.hello)).id, new PayloadWriter().u32(protocolVersion).string("").string("").payload());
    const agent = await connecting;
    const { child } = await spawned(guest, agent);
    const held: (() => void)[] = [];
    const types: number[] = [];
    guest.duplex._write = (chunk: Buffer, _encoding, callback) => {
      types.push(chunk.readUInt16LE(4));
      held.push(() => callback());
    };
    child.stdin?.write(Buffer.alloc(100_000));
    const signalling = agent.signal(100, 9, 50);
    while (held.length > 0) {
      held.shift()?.();
      await turn();
    }
    // Only what filled the channel went before the signal.
    assert.deepEqual(types.slice(0, 2), [FrameType.stdin, FrameType.signal]);
    await assert.rejects(signalling, AgentTimeoutError);
  });

  it("rejects everything when the channel closes", async () => {
    const { guest, agent } = await connect();
    const { child } = await spawned(guest, agent);
    const reading = agent.readFile("/x", 10, callMs);
    guest.duplex.push(null);
    await assert.rejects(reading, AgentGoneError);
    await assert.rejects(child.ending, AgentGoneError);
    await agent.closed;
    await assert.rejects(agent.unmount("/x", callMs), AgentGoneError);
    if (!child.stdout.closed) await once(child.stdout, "close");
  });
});

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A frame with a plausible header more often than not, and anything in its payload. */
function malformedFrame(random: (below: number) => number, handle: number): Buffer {
  const types: readonly number[] = Object.values(FrameType);
  const payload = Buffer.from(Array.from({ length: random(24) }, () => random(random(2) ? 4 : 256)));
  const type = random(8) ? (types[random(types.length)] ?? 0) : random(65536);
  const id = [handle, random(10), random(2 ** 31)][random(3)] ?? 0;
  const frame = encodeFrame(type, id, payload);
  if (random(8) === 0) frame[random(frame.length)] = random(256);
  return random(8) === 0 ? frame.subarray(0, random(frame.length)) : frame;
}

describe("the agent client under malformed frames", () => {
  const frameCount = 100_000;
  const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);

  it(`never crashes or grows, and fails its channel cleanly (FUZZ_SEED=${seed})`, { timeout: 120_000 }, async () => {
    const random = randomOf(seed);
    let failed = 0;
    let sent = 0;
    const before = process.memoryUsage().rss;
    while (sent < frameCount) {
      const { guest, agent } = await connect();
      const { handle, child } = await spawned(guest, agent);
      child.stdout.resume();
      const waiting = agent.readFile("/x", 10, callMs).catch((error: unknown) => error);
      while (sent < frameCount && !guest.duplex.destroyed) {
        guest.raw(malformedFrame(random, handle));
        if (++sent % 4 === 0) await turn();
      }
      guest.duplex.destroy();
      await agent.closed;
      assert.ok((await waiting) instanceof Error || Buffer.isBuffer(await waiting));
      failed++;
    }
    assert.ok(failed > 100, `only ${failed} channels failed`);
    assert.ok(process.memoryUsage().rss - before < 256 * 1024 * 1024);
  });
});
