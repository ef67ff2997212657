import type { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type { AgentClient, DescriptorUse, GuestProcess, SpawnRequest } from "../../runtime/agent-client/agent-client.ts";
import { connectAgent } from "../../runtime/agent-client/connect.ts";
import { encodeFrame, frameHeaderBytes, framePayloadMax, FrameType, PayloadWriter, protocolVersion, streamWindowBytes } from "../../runtime/protocol/frames.ts";
import { between, weighted, type Random } from "../soak/random.ts";
import { HostileEnd } from "./hostile-end.ts";
import { Watched } from "./watched.ts";

const longMs = 600_000;
/** Requests of one case wait in the channel when the guest does not read; credit and input do not. */
const unreadMaxBytes = 1024 * 1024;
const uses: readonly DescriptorUse[] = ["input", "output", "both"];

/** What the host has asked for, as the guest read it. */
interface Asked {
  readonly type: number;
  readonly id: number;
}

const word = (...values: readonly number[]): Buffer => values.reduce((writer, value) => writer.u32(value), new PayloadWriter()).payload();
const pick = <Item>(random: Random, items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];

/** An answer that fits more often than not. */
function answerTo(random: Random, { type, id }: Asked): Buffer {
  if (random() < 0.1) return encodeFrame(FrameType.error, id, new PayloadWriter().u32(between(random, 0, 200)).string("x\n\x1b".repeat(between(random, 0, 70))).payload());
  const fitting = random() < 0.9;
  if (fitting && type === FrameType.spawn) return encodeFrame(FrameType.spawned, id, word(between(random, 0, 2 ** 32 - 1)));
  if (fitting && type === FrameType.readFile) return encodeFrame(FrameType.fileData, id, Buffer.alloc(random() < 0.5 ? 0 : between(random, 1, 2000)));
  if (fitting && type === FrameType.hello) return encodeFrame(FrameType.helloReply, id, new PayloadWriter().u32(protocolVersion).string("6\n").string("").payload());
  return encodeFrame(fitting ? FrameType.done : between(random, 63, 70), id, Buffer.alloc(0));
}

function amount(random: Random): number {
  return pick(random, [0, 1, 2, 100, 16_384, streamWindowBytes / 4, streamWindowBytes, streamWindowBytes + 1, 2 ** 32 - 1]) ?? 0;
}

/** A frame about a process, at any time of its life. */
function processFrame(random: Random, id: number): Buffer {
  switch (weighted(random, { output: 6, end: 2, credit: 3, close: 2, exited: 2 })) {
    case "output": return encodeFrame(between(random, FrameType.stdout, FrameType.stderr), id, Buffer.alloc(pick(random, [1, 3, 1000, framePayloadMax]) ?? 1));
    case "end": return encodeFrame(between(random, FrameType.stdout, FrameType.stderr), id, Buffer.alloc(0));
    case "credit": return encodeFrame(FrameType.credit, id, word(random() < 0.8 ? 0 : between(random, 0, 4), amount(random)));
    case "close": return encodeFrame(FrameType.close, id, word(random() < 0.8 ? 0 : between(random, 0, 4)));
    case "exited": return encodeFrame(FrameType.exited, id, word(between(random, 0, random() < 0.9 ? 1 : 3), between(random, 0, random() < 0.9 ? 64 : 2 ** 32 - 1)));
  }
}

/** What is no frame, or none of a guest. */
function broken(random: Random, id: number): Buffer {
  const frame = encodeFrame(between(random, 0, random() < 0.8 ? 80 : 65_535), id, Buffer.alloc(between(random, 0, 40), between(random, 0, 255)));
  switch (weighted(random, { type: 3, cut: 2, oversize: 1, reserved: 1, noise: 2 })) {
    case "type": return frame;
    case "cut": return frame.subarray(0, between(random, 0, frame.length));
    case "oversize": frame.writeUInt32LE(between(random, framePayloadMax + 1, 2 ** 32 - 1), 0); return frame;
    case "reserved": frame.writeUInt16LE(between(random, 1, 65_535), 6); return frame;
    case "noise": return Buffer.from(Array.from({ length: between(random, 1, 60) }, () => between(random, 0, 255)));
  }
}

/** The host's own doings, which the frames of a hostile guest meet. */
class Host {
  private readonly random: Random;
  private readonly watched: Watched;
  private readonly processes: GuestProcess[] = [];

  constructor(random: Random, watched: Watched) {
    this.random = random;
    this.watched = watched;
  }

  act(agent: AgentClient): void {
    const { random, watched } = this;
    const timeoutMs = random() < 0.05 ? 1 : longMs;
    switch (weighted(random, { spawn: 5, run: 1, read: 1, write: 1, signal: 1, stream: 6 })) {
      case "spawn": watched.watch("spawn", this.spawn(agent, timeoutMs)); break;
      case "run": watched.watch("run", agent.run(["true"], timeoutMs)); break;
      case "read": watched.watch("readFile", agent.readFile("/x", 10_000, timeoutMs)); break;
      case "write": watched.watch("writeFile", agent.writeFile("/x", Buffer.alloc(between(random, 0, 100_000)), 0o600, timeoutMs)); break;
      case "signal": watched.watch("signal", agent.signal(7, 15, timeoutMs)); break;
      case "stream": this.stream(); break;
    }
  }

  private async spawn(agent: AgentClient, timeoutMs: number): Promise<void> {
    const { random } = this;
    const stdio: SpawnRequest["stdio"] = random() < 0.2 ? { kind: "console", socketPath: "/run/c" } : { kind: "pipes", stdin: random() < 0.8 };
    const descriptors = Array.from({ length: random() < 0.2 ? between(random, 1, 3) : 0 }, () => pick(random, uses) ?? "both");
    const process = await agent.spawn({ argv: ["p"], env: [], cwd: "/", stdio, descriptors, ...(random() < 0.3 ? { adoptPidFile: "/run/pid" } : {}) }, timeoutMs);
    this.processes.push(process);
    this.watched.watch("ending", process.ending);
  }

  private stream(): void {
    const { random } = this;
    const process = pick(random, this.processes);
    if (process === undefined) return;
    const output: Readable | null = pick(random, [process.stdout, process.stderr, ...process.descriptors.map((descriptor) => descriptor.output)]) ?? null;
    const input = pick(random, [process.stdin, ...process.descriptors.map((descriptor) => descriptor.input)]) ?? null;
    switch (weighted(random, { read: 3, pause: 1, drop: 1, write: 3, end: 1, resize: 1 })) {
      case "read": output?.resume(); break;
      case "pause": output?.pause(); break;
      case "drop": output?.destroy(); break;
      case "write": if (input?.writable && input.writableLength < streamWindowBytes) input.write(Buffer.alloc(between(random, 0, 70_000))); break;
      case "end": input?.end(); break;
      case "resize": this.watched.watch("resize", process.resize(80, 24)); break;
    }
  }

  check(): void {
    for (const { stdout, stderr } of this.processes)
      for (const stream of [stdout, stderr]) if ((stream?.readableLength ?? 0) > 2 * streamWindowBytes) this.watched.fault(`${stream?.readableLength} bytes wait for a reader`);
  }
}

/** A guest's bytes against the agent's client: it goes on, or closes its channel and rejects all that waits. */
export async function playGuest(random: Random): Promise<readonly string[]> {
  const watched = new Watched();
  const asked: Asked[] = [];
  const handles: number[] = [];
  const end = new HostileEnd((piece) => {
    const type = piece.readUInt16LE(4);
    if (type > FrameType.release) return;
    asked.push({ type, id: piece.readUInt32LE(8) });
    // Handles of a process's descriptors are the last words of its request.
    if (type === FrameType.spawn) handles.push(piece.readUInt32LE(8), piece.length >= frameHeaderBytes + 4 ? piece.readUInt32LE(piece.length - 4) : 0);
  });
  const host = new Host(random, watched);
  let agent: AgentClient | undefined;
  const connecting = connectAgent(end.duplex, longMs).then((connected) => (agent = connected));
  watched.watch("hello", connecting);
  const [greeting] = asked;
  if (greeting !== undefined && random() < 0.95) end.say(encodeFrame(FrameType.helloReply, greeting.id, new PayloadWriter().u32(protocolVersion).string("6").string("b").payload()));
  await turn();
  for (let steps = between(random, 1, 60); steps > 0 && !end.duplex.destroyed; steps--) {
    const id = random() < 0.9 ? (pick(random, handles) ?? 1) : between(random, 0, random() < 0.5 ? 20 : 2 ** 32 - 1);
    switch (weighted(random, { act: 10, answer: 10, again: 0.3, process: 12, broken: 0.3, flood: 0.3, deaf: 0.3, hear: 0.5, hangUp: 0.1 })) {
      case "act": if (agent !== undefined) host.act(agent); break;
      case "answer": {
        const [next] = asked.splice(Math.floor(random() * asked.length), 1);
        if (next !== undefined) end.say(answerTo(random, next));
        break;
      }
      case "again": end.say(answerTo(random, { type: between(random, 1, 12), id })); break;
      case "process": end.say(processFrame(random, id)); break;
      case "broken": end.say(broken(random, id)); break;
      case "flood": {
        const frame = random() < 0.5 ? encodeFrame(FrameType.stdout, id, Buffer.of(1)) : processFrame(random, id);
        end.say(Buffer.concat(Array.from({ length: 500 }, () => frame.subarray(0, 100))));
        break;
      }
      case "deaf": end.reads = false; break;
      case "hear": end.readAgain(); break;
      case "hangUp": end.hangUp(); break;
    }
    if (random() < 0.4) await turn();
    if (end.duplex.writableLength > unreadMaxBytes) watched.fault(`${end.duplex.writableLength} bytes wait for a guest that does not read`);
  }
  host.check();
  await turn();
  end.duplex.destroy();
  await watched.settle();
  return watched.faults;
}
