import { PassThrough, Writable, type Duplex } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type { GuestDescriptor, GuestProcess, ProcessEnding } from "../../runtime/agent-client/agent-client.ts";
import { AgentGoneError } from "../../runtime/errors/agent-errors.ts";
import { frame, maxPayload, windowBytes, wordPayload } from "../../runtime/sandbox/shim-frames.ts";
import { Shims } from "../../runtime/sandbox/shims.ts";
import { between, weighted, type Random } from "../soak/random.ts";
import { HostileEnd } from "./hostile-end.ts";
import { Watched } from "./watched.ts";

/** Longer than a case: a shim that is waited for comes at its end. */
const patienceMs = 60_000;
/** Bytes that may wait for a shim that does not read: those of one read more than the relay bears. */
const unreadMaxBytes = 1024 * 1024;
/** Signals and sizes that the guest has not answered: those of one read more than the relay asks for. */
const askedMax = 64 + (64 * 1024) / 12 + 1;
const keys = ["0".repeat(32), "f".repeat(32)];

const pick = <Item>(random: Random, items: readonly Item[], other: Item): Item => items[Math.floor(random() * items.length)] ?? other;

/** A process whose guest takes input, answers and ends as the case says. */
class CaseProcess implements GuestProcess {
  readonly pid = 7;
  readonly stdin: Writable | null;
  readonly stdout = new PassThrough();
  readonly stderr: PassThrough | null;
  readonly descriptors: readonly GuestDescriptor[];
  readonly ending: Promise<ProcessEnding>;
  end: (ending: ProcessEnding) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  asked = 0;
  killed = 0;
  takes: boolean;
  answers: boolean;
  private held: (() => void)[] = [];
  private unanswered: (() => void)[] = [];

  constructor(random: Random) {
    this.takes = random() < 0.7;
    this.answers = random() < 0.7;
    this.stdin = random() < 0.9 ? this.input() : null;
    this.stderr = random() < 0.8 ? new PassThrough() : null;
    this.descriptors = Array.from({ length: random() < 0.3 ? between(random, 1, 3) : 0 }, () => ({ input: random() < 0.6 ? this.input() : null, output: random() < 0.6 ? new PassThrough() : null }));
    this.ending = new Promise((resolve, reject) => ([this.end, this.fail] = [resolve, reject]));
    this.ending.catch(() => undefined);
  }

  private input(): Writable {
    return new Writable({ write: (_chunk, _encoding, done) => void (this.takes ? done() : this.held.push(() => done())) });
  }

  resize(): Promise<void> {
    return this.answer();
  }

  signal(number: number): Promise<void> {
    if (number === 9) this.killed++;
    return this.answer();
  }

  private answer(): Promise<void> {
    this.asked++;
    return new Promise((resolve) => {
      const answer = (): void => {
        this.asked--;
        resolve();
      };
      if (this.answers) setImmediate(answer);
      else this.unanswered.push(answer);
    });
  }

  /** Takes all that it did not take, and answers what it did not answer. */
  recover(): void {
    [this.takes, this.answers] = [true, true];
    for (const done of [...this.held.splice(0), ...this.unanswered.splice(0)]) done();
  }

  outputs(): readonly PassThrough[] {
    return [this.stdout, this.stderr, ...this.descriptors.map(({ output }) => output)].filter((output) => output instanceof PassThrough);
  }

  inputBytes(): number {
    return Math.max(0, ...[this.stdin, ...this.descriptors.map(({ input }) => input)].map((input) => input?.writableLength ?? 0));
  }
}

/** A frame that a shim may send more often than not. */
function shimFrame(random: Random): Buffer {
  const stream = random() < 0.9 ? between(random, 0, 5) : between(random, 0, 255);
  switch (weighted(random, { data: 6, end: 1, credit: 3, closed: 1, signal: 2, window: 1, hello: 0.2, broken: 0.3, cut: 0.3, long: 0.1 })) {
    case "data": return frame("D", random() < 0.7 ? 0 : stream, Buffer.alloc(pick(random, [0, 1, 100, 32_768, maxPayload], 1)));
    case "end": return frame("E", random() < 0.5 ? 0 : stream, Buffer.alloc(0));
    case "credit": return frame("C", random() < 0.8 ? between(random, 1, 2) : stream, wordPayload(pick(random, [0, 0, 1, 1000, windowBytes / 4, windowBytes, 2 ** 32 - 1], 0)));
    case "closed": return frame("Q", random() < 0.8 ? between(random, 1, 2) : stream, Buffer.alloc(0));
    case "signal": return frame("S", 0, wordPayload(random() < 0.9 ? between(random, 0, 65) : 2 ** 32 - 1));
    case "window": return frame("W", 0, wordPayload(between(random, 0, 2 ** 32 - 1), 24));
    case "hello": return frame("H", 0, Buffer.from(pick(random, keys, "")));
    case "broken": return frame(String.fromCharCode(between(random, 0, 255)), between(random, 0, 255), Buffer.alloc(between(random, 0, 12)));
    case "cut": return frame("D", 0, Buffer.alloc(50)).subarray(0, between(random, 0, 58));
    case "long": return Buffer.concat([Buffer.from("D\0\0\0", "latin1"), wordPayload(between(random, maxPayload + 1, 2 ** 32 - 1))]);
  }
}

interface Call {
  readonly end: HostileEnd;
  readonly process: CaseProcess;
  /** Whether its process has ended, or its guest, and need not be killed. */
  isOver: boolean;
  isAsked: boolean;
}

async function carried(shims: Shims, key: string, call: Call): Promise<void> {
  const relay = await shims.relayFor(key);
  const ending = await shims.carry(relay, call.process, 1, (signal) => call.process.signal(signal));
  call.isOver ||= ending !== undefined;
}

function greets(random: Random): Buffer {
  if (random() < 0.9) return frame("H", 0, Buffer.from(pick(random, keys, "")));
  return random() < 0.5 ? shimFrame(random) : Buffer.from("H\0\0\0\x20\0\0\0too short", "latin1");
}

function greetAs(key: string, shims: Shims): HostileEnd {
  const end = new HostileEnd();
  end.duplex.once("data", (first: Buffer) => shims.greet(end.duplex, first));
  end.say(frame("H", 0, Buffer.from(key)));
  return end;
}

/** What the guest's process writes, as long as it has not ended. */
function write(output: PassThrough, bytes: Buffer): void {
  if (output.writable && output.writableLength < windowBytes) output.write(bytes);
}

/** Calls as a shim would; what follows the greeting may come in the same read. */
function call(random: Random, shims: Shims): HostileEnd {
  const end = new HostileEnd();
  const socket: Duplex = end.duplex;
  socket.once("data", (first: Buffer) => shims.greet(socket, first));
  end.say(Buffer.concat([greets(random), ...Array.from({ length: random() < 0.3 ? between(random, 1, 8) : 0 }, () => shimFrame(random))]));
  return end;
}

function endingOf(random: Random): ProcessEnding {
  return random() < 0.5 ? { kind: "exited", status: between(random, 0, 255) } : { kind: "signalled", signal: between(random, 1, 64) };
}

/** A shim's bytes against the monitor's end: it is carried or cut off, and its process is killed in that case. */
export async function playShim(random: Random): Promise<readonly string[]> {
  const watched = new Watched();
  const shims = new Shims(patienceMs);
  const calls: Call[] = [];
  /** Keys that a process is carried by, or waits for. */
  const asked = new Set<string>();
  for (let steps = between(random, 1, 60); steps > 0; steps--) {
    const one = pick<Call | undefined>(random, calls, undefined);
    const key = pick(random, keys, "");
    switch (weighted(random, { call: calls.length === 0 ? 20 : 0.5, carry: 3, frame: 20, flood: 0.5, output: 5, tiny: 0.3, recover: 1, deaf: 0.5, hear: 1, end: 0.5, gone: 0.1, cut: 0.2, announce: 0.2, hangUp: 0.3 })) {
      case "call": calls.push({ end: call(random, shims), process: new CaseProcess(random), isOver: false, isAsked: false }); break;
      case "carry":
        if (one === undefined || one.isAsked || asked.has(key)) break;
        one.isAsked = true;
        asked.add(key);
        watched.watch("carry", carried(shims, key, one).finally(() => asked.delete(key)));
        break;
      case "frame": one?.end.say(shimFrame(random)); break;
      case "flood": {
        const repeated = shimFrame(random).subarray(0, 100);
        one?.end.say(Buffer.concat(Array.from({ length: 1000 }, () => repeated)));
        break;
      }
      case "output": if (one !== undefined) write(pick(random, one.process.outputs(), one.process.stdout), Buffer.alloc(between(random, 0, 100_000))); break;
      case "tiny": for (let i = 0; i < 1000 && one !== undefined; i++) write(one.process.stdout, Buffer.of(1)); break;
      case "recover": one?.process.recover(); break;
      case "deaf": if (one !== undefined) one.end.reads = false; break;
      case "hear": one?.end.readAgain(); break;
      case "end": one?.process.end(endingOf(random)); one?.process.outputs().forEach((output) => output.end()); break;
      case "gone":
        one?.process.fail(new AgentGoneError());
        if (one !== undefined) one.isOver = true;
        break;
      case "cut": shims.cut(key); break;
      case "announce": shims.announce(key); break;
      case "hangUp": one?.end.hangUp(); break;
    }
    if (random() < 0.4) await turn();
    for (const { end, process } of calls) {
      if (end.duplex.writableLength > unreadMaxBytes) watched.fault(`${end.duplex.writableLength} bytes wait for a shim that does not read`);
      if (process.asked > askedMax) watched.fault(`${process.asked} signals and sizes wait for the guest`);
      if (process.inputBytes() > windowBytes) watched.fault(`${process.inputBytes()} bytes of input wait for the process`);
    }
  }
  return finish(shims, calls, asked, watched);
}

/** Everybody goes: the shims, then the guest. Nothing waits any more, and no process is left without its shim. */
async function finish(shims: Shims, calls: readonly Call[], asked: ReadonlySet<string>, watched: Watched): Promise<readonly string[]> {
  for (const { end, process } of calls) {
    process.recover();
    end.readAgain();
    end.hangUp();
  }
  await turn();
  for (const key of keys) shims.cut(key);
  for (const key of asked) for (let again = 0; again < 2; again++) greetAs(key, shims).hangUp();
  await turn();
  for (const { process } of calls) {
    process.recover();
    process.end({ kind: "signalled", signal: 9 });
  }
  await watched.settle();
  // Who would still wait for a shim waits no longer than the case.
  for (const key of keys) shims.cut(key);
  for (const { process, isOver } of calls) if (!isOver && process.stdout.listenerCount("data") > 0 && process.killed === 0) watched.fault("a process was left without its shim");
  return watched.faults;
}
