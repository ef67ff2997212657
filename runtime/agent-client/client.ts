import { setTimeout as delay } from "node:timers/promises";
import { AgentProtocolError, AgentTimeoutError, GuestError } from "../errors/agent-errors.ts";
import type { AgentGoneError } from "../errors/agent-errors.ts";
import { DescriptorKind, FrameType, PayloadWriter, SpawnFlag } from "../protocol/frames.ts";
import type { RequestType } from "../protocol/frames.ts";
import type { AgentClient, GuestInfo, GuestMount, GuestProcess, GuestRun, SpawnRequest } from "./agent-client.ts";
import type { AgentChannel, Answer, ProcessFrame } from "./channel.ts";
import { collect } from "./collect.ts";
import type { DescriptorRecord } from "./descriptor.ts";
import { ProcessRecord } from "./process.ts";

/** Leaves room for the path in a frame. */
const filePieceBytes = 48 * 1024;
const runOutputBytes = 64 * 1024;
/** Linux EFBIG. */
const fileTooLarge = 27;
const runEnvironment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"];

/** The AgentClient over a channel whose hello has been answered. */
export class ChannelClient implements AgentClient {
  readonly guest: GuestInfo;
  readonly closed: Promise<void>;
  readonly #channel: AgentChannel;
  /** Processes and their descriptors, by handle. */
  readonly #processes = new Map<number, ProcessRecord | DescriptorRecord>();

  constructor(channel: AgentChannel, guest: GuestInfo) {
    this.#channel = channel;
    this.guest = guest;
    this.closed = channel.closed;
    channel.serve(
      (frame) => this.#processFrame(frame),
      (error) => this.#gone(error),
    );
  }

  async writeFile(path: string, content: Buffer, mode: number, timeoutMs: number): Promise<void> {
    const written: Promise<void>[] = [];
    let at = 0;
    do {
      const piece = content.subarray(at, at + filePieceBytes);
      const payload = new PayloadWriter().string(path).u32(mode).u64(at).bytes(piece).payload();
      written.push(this.#do(`write ${path}`, FrameType.writeFile, payload, timeoutMs));
      at += piece.length;
    } while (at < content.length);
    await Promise.all(written);
  }

  async readFile(path: string, maxBytes: number, timeoutMs: number): Promise<Buffer> {
    const deadline = Date.now() + timeoutMs;
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      const payload = new PayloadWriter().string(path).u64(size).u32(filePieceBytes).payload();
      const answer = await this.#channel.request(`read ${path}`, FrameType.readFile, payload, "fileData", deadline - Date.now());
      if (answer.bytes.length === 0) return Buffer.concat(pieces);
      size += answer.bytes.length;
      if (size > maxBytes) throw new GuestError(fileTooLarge, `read ${path}: more than ${maxBytes} bytes`);
      pieces.push(answer.bytes);
    }
  }

  makeDirectory(path: string, mode: number, timeoutMs: number): Promise<void> {
    return this.#do(`mkdir ${path}`, FrameType.makeDirectory, new PayloadWriter().string(path).u32(mode).payload(), timeoutMs);
  }

  removeTree(path: string, timeoutMs: number): Promise<void> {
    return this.#do(`remove ${path}`, FrameType.removeTree, new PayloadWriter().string(path).payload(), timeoutMs);
  }

  mount(mount: GuestMount, timeoutMs: number): Promise<void> {
    const { source, target, type, flags, data } = mount;
    const payload = new PayloadWriter().string(source).string(target).string(type).u64(flags).string(data).payload();
    return this.#do(`mount ${target}`, FrameType.mount, payload, timeoutMs);
  }

  unmount(target: string, timeoutMs: number): Promise<void> {
    return this.#do(`unmount ${target}`, FrameType.unmount, new PayloadWriter().string(target).payload(), timeoutMs);
  }

  async spawn(request: SpawnRequest, timeoutMs: number): Promise<GuestProcess> {
    const handle = this.#channel.takeId();
    const forget = (): void => {
      for (const { handle: gone } of [record, ...record.descriptors]) this.#processes.delete(gone);
    };
    const record = new ProcessRecord(this.#channel, handle, request, forget);
    for (const entry of [record, ...record.descriptors]) this.#processes.set(entry.handle, entry);
    const late = (answer: Answer): void => record.abandon(answer.kind === "spawned" ? answer.pid : null);
    try {
      const what = `spawn ${request.argv[0] ?? ""}`;
      const answer = await this.#channel.request(what, FrameType.spawn, spawnPayload(request, record.descriptors), "spawned", timeoutMs, handle, late, () => record.spawned());
      return record.started(answer.pid);
    } catch (error) {
      record.discard();
      if (!(error instanceof AgentTimeoutError)) forget();
      throw error;
    }
  }

  async run(argv: readonly string[], timeoutMs: number): Promise<GuestRun> {
    const deadline = Date.now() + timeoutMs;
    const request: SpawnRequest = { argv, env: runEnvironment, cwd: "/", stdio: { kind: "pipes", stdin: false } };
    const child = await this.spawn(request, timeoutMs);
    const output = Promise.all([collect(child.stdout, runOutputBytes), child.stderr ? collect(child.stderr, runOutputBytes) : Buffer.alloc(0)]);
    const abort = new AbortController();
    const expired = delay(deadline - Date.now(), null, { signal: abort.signal }).catch(() => null);
    try {
      const finished = await Promise.race([Promise.all([child.ending, output]), expired]);
      if (finished) {
        const broken = child.stdout.errored ?? child.stderr?.errored;
        if (broken) throw broken;
        const [ending, [stdout, stderr]] = finished;
        return { ending, stdout, stderr };
      }
    } finally {
      abort.abort();
    }
    this.#channel.sendIgnored(FrameType.signal, new PayloadWriter().u32(child.pid).u32(9).payload());
    child.stdout.destroy();
    child.stderr?.destroy();
    throw new AgentTimeoutError(`run ${argv[0] ?? ""}`, timeoutMs);
  }

  signal(pid: number, signal: number, timeoutMs: number): Promise<void> {
    return this.#do(`signal ${signal} to pid ${pid}`, FrameType.signal, new PayloadWriter().u32(pid).u32(signal).payload(), timeoutMs);
  }

  release(fifo: string, timeoutMs: number): Promise<void> {
    return this.#do(`release ${fifo}`, FrameType.release, new PayloadWriter().string(fifo).payload(), timeoutMs);
  }

  sync(timeoutMs: number): Promise<void> {
    return this.#do("sync", FrameType.sync, Buffer.alloc(0), timeoutMs);
  }

  async #do(what: string, type: RequestType, payload: Buffer, timeoutMs: number): Promise<void> {
    await this.#channel.request(what, type, payload, "done", timeoutMs);
  }

  #processFrame(frame: ProcessFrame): void {
    const record = this.#processes.get(frame.id);
    if (record) record.receive(frame);
    else if (frame.id >= this.#channel.nextId) throw new AgentProtocolError(`${frame.kind} for process ${frame.id}, which was never started`);
  }

  #gone(error: AgentGoneError): void {
    for (const record of this.#processes.values()) if (record instanceof ProcessRecord) record.gone(error);
    this.#processes.clear();
  }
}

function spawnPayload(request: SpawnRequest, descriptors: readonly DescriptorRecord[]): Buffer {
  const { stdio } = request;
  const terminal = stdio.kind === "console";
  const flags =
    (!terminal && stdio.stdin ? SpawnFlag.stdin : 0) |
    (terminal ? SpawnFlag.console : 0) |
    (request.adoptPidFile === undefined ? 0 : SpawnFlag.adopt) |
    (request.sameLayout === true ? SpawnFlag.sameLayout : 0);
  const writer = new PayloadWriter()
    .u32(flags)
    .string(request.cwd)
    .string(terminal ? stdio.socketPath : "")
    .string(request.adoptPidFile ?? "")
    .strings(request.argv)
    .strings(request.env)
    .u32(descriptors.length);
  for (const { use, handle } of descriptors) writer.u32(DescriptorKind[use]).u32(handle);
  return writer.payload();
}
