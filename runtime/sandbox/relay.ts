/** Joins one guest process to its shim: stdio and further descriptors with credit, signals, window size, and the way it ended. */

import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import type { GuestProcess, ProcessEnding } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";
import { firstDescriptor, maxPayload, toShim, windowBytes, type ShimFrame, type ShimFrameReader } from "./shim-frames.ts";

/** A process in the background may hold the output of one that has ended; it is not waited for longer than this. */
const lingerMs = 1000;
/** What a killed process wrote and nobody reads is not waited for longer than this. */
const killedLingerMs = 200;
const maxQueuedSignals = 64;

interface OutputState {
  credit: number;
  queue: Buffer[];
  readonly source: Readable;
  ended: boolean;
  finished: boolean;
}

/** One shim's connection. It may come before its guest process exists; what it says meanwhile is kept. */
export class Relay {
  readonly key: string;
  /** Called once when the shim has gone before the guest process ended. */
  onAbandoned: () => void = () => undefined;
  onSignal: (signal: number) => void = () => undefined;
  private readonly socket: Socket;
  private readonly reader: ShimFrameReader;
  private readonly outputs = new Map<number, OutputState>();
  private readonly inputs = new Map<number, Writable>();
  /** Bytes of each input that the shim has sent and has no credit for yet. */
  private readonly unpaid = new Map<number, number>();
  private process: GuestProcess | undefined;
  private early: ShimFrame[] = [];
  private done = false;
  private wake: () => void = () => undefined;

  /** @param rest What followed the greeting in the same read. */
  constructor(key: string, socket: Socket, rest: readonly ShimFrame[], reader: ShimFrameReader) {
    this.key = key;
    this.socket = socket;
    this.reader = reader;
    this.guard(() => this.takeNew(rest));
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("close", () => this.closed());
  }

  isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** Starts to carry. Resolves when the ending has been handed to the shim or the shim has gone. */
  async carry(process: GuestProcess): Promise<ProcessEnding> {
    this.process = process;
    this.join(0, process.stdin, null);
    this.join(1, null, process.stdout);
    this.join(2, null, process.stderr);
    process.descriptors.forEach(({ input, output }, index) => this.join(firstDescriptor + index, input, output));
    const early = this.early;
    this.early = [];
    this.guard(() => early.forEach((frame) => this.take(frame)));
    if (!this.isOpen()) this.onAbandoned();
    const ending = await process.ending;
    await this.drained(ending);
    this.done = true;
    if (this.isOpen()) this.socket.end(ending.kind === "exited" ? toShim.exited(ending.status) : toShim.signalled(ending.signal));
    this.closeStreams();
    return ending;
  }

  /** Ends the connection without an ending: the shim then dies by SIGKILL. */
  drop(): void {
    this.done = true;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.guard(() => this.takeNew(this.reader.read(chunk)));
  }

  /** A shim that breaks the protocol is cut off. */
  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      this.socket.destroy();
    }
  }

  private takeNew(frames: readonly ShimFrame[]): void {
    for (const frame of frames) {
      if (frame.kind === "data") this.count(frame.stream, frame.bytes.length);
      this.take(frame);
    }
  }

  /** @throws {SandboxError} for more input than the shim has credit for. */
  private count(stream: number, bytes: number): void {
    const unpaid = (this.unpaid.get(stream) ?? 0) + bytes;
    if (unpaid > windowBytes) throw new SandboxError(`a shim broke the protocol: ${unpaid} bytes of input without credit`);
    this.unpaid.set(stream, unpaid);
  }

  private take(frame: ShimFrame): void {
    if (this.process === undefined) {
      // Until there is a process, input is bounded by its window, and of the rest a few are worth keeping.
      if (frame.kind === "data" || this.early.length < maxQueuedSignals) this.early.push(frame);
      return;
    }
    switch (frame.kind) {
      case "hello": break;
      case "data": this.write(frame.stream, frame.bytes); break;
      // A terminal's input does not end before the terminal does.
      case "end": if (frame.stream !== 0 || this.process.stderr !== null) this.inputs.get(frame.stream)?.end(); break;
      case "credit": this.takeCredit(frame.stream, frame.bytes); break;
      case "closed": this.dropOutput(frame.stream); break;
      case "signal": if (frame.signal >= 1 && frame.signal <= 64) this.onSignal(frame.signal); break;
      case "window": void this.process.resize(frame.columns, frame.rows).catch(() => undefined); break;
    }
  }

  private write(stream: number, bytes: Buffer): void {
    const input = this.inputs.get(stream);
    if (input === undefined || input.destroyed || input.writableEnded) return;
    input.write(bytes, (error) => {
      if (error || !this.isOpen()) return;
      this.unpaid.set(stream, (this.unpaid.get(stream) ?? 0) - bytes.length);
      this.socket.write(toShim.inputCredit(stream, bytes.length));
    });
  }

  private inputGone(stream: number): void {
    if (this.isOpen() && !this.done && !this.socket.writableEnded) this.socket.write(toShim.inputClosed(stream));
  }

  private join(stream: number, input: Writable | null, source: Readable | null): void {
    if (input !== null) {
      this.inputs.set(stream, input);
      input.on("error", () => this.inputGone(stream));
      input.on("close", () => this.inputGone(stream));
    }
    if (source === null) return;
    const output: OutputState = { credit: windowBytes, queue: [], source, ended: false, finished: false };
    this.outputs.set(stream, output);
    source.on("data", (chunk: Buffer) => {
      output.queue.push(chunk);
      this.pump(stream, output);
    });
    const end = (): void => {
      output.ended = true;
      this.pump(stream, output);
    };
    source.on("end", end);
    source.on("close", end);
    source.on("error", end);
  }

  private takeCredit(stream: number, bytes: number): void {
    const output = this.outputs.get(stream);
    if (output === undefined) return;
    if (output.credit + bytes > windowBytes) throw new SandboxError(`a shim broke the protocol: credit for ${bytes} bytes that it never got`);
    output.credit += bytes;
    this.pump(stream, output);
  }

  /** Sends what the shim has room for, and lets the guest go on only when all has been sent. */
  private pump(stream: number, output: OutputState): void {
    while (output.credit > 0 && this.isOpen() && !this.socket.writableEnded) {
      const chunk = output.queue.shift();
      if (chunk === undefined) break;
      const length = Math.min(chunk.length, output.credit, maxPayload);
      if (length < chunk.length) output.queue.unshift(chunk.subarray(length));
      output.credit -= length;
      this.socket.write(toShim.data(stream, chunk.subarray(0, length)));
    }
    if (output.queue.length > 0) output.source.pause();
    else if (output.source.isPaused()) output.source.resume();
    if (output.queue.length === 0 && output.ended && !output.finished) {
      output.finished = true;
      if (this.isOpen() && !this.socket.writableEnded) this.socket.write(toShim.end(stream));
    }
    this.wake();
  }

  /** Nobody reads this stream any more. For a terminal that is the hang-up: closing both ways tells the guest's kernel. */
  private dropOutput(stream: number): void {
    const output = this.outputs.get(stream);
    if (this.process?.stderr === null && stream === 1) this.inputs.get(0)?.destroy();
    if (output === undefined) return;
    output.queue = [];
    output.source.destroy();
    output.ended = true;
    this.pump(stream, output);
  }

  /** What a process left behind may still hold them in the guest: it finds them closed. */
  private closeStreams(): void {
    for (const input of this.inputs.values()) input.destroy();
    for (const { source } of this.outputs.values()) source.destroy();
  }

  /** Waits until all output has gone to the shim; how long depends on how the process ended. */
  private drained(ending: ProcessEnding): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const all = [...this.outputs.values()];
      this.wake = () => {
        clearTimeout(timer);
        if (!this.isOpen() || all.every(({ finished }) => finished)) {
          resolve();
          return;
        }
        // Output that the shim has not taken yet is still to be delivered, unless its writer was killed.
        const waits = all.some(({ queue }) => queue.length > 0);
        if (ending.kind === "signalled") timer = setTimeout(resolve, killedLingerMs);
        else if (!waits) timer = setTimeout(resolve, lingerMs);
      };
      this.wake();
    });
  }

  private closed(): void {
    this.wake();
    if (this.done) return;
    this.done = true;
    this.onAbandoned();
  }
}
