/** Joins one guest process to its shim: stdio and further descriptors with credit, signals, window size, and the way it ended. */

import type { Duplex, Readable, Writable } from "node:stream";
import type { GuestProcess, ProcessEnding } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";
import { RelayInput } from "./relay-input.ts";
import { firstDescriptor, maxPayload, toShim, windowBytes, type ShimFrame, type ShimFrameReader } from "./shim-frames.ts";

/** A process in the background may hold the output of one that has ended; it is not waited for longer than this. */
const lingerMs = 1000;
/** What a killed process wrote and nobody reads is not waited for longer than this. */
const killedLingerMs = 200;
/** Signals and window sizes that the guest has not answered yet; the shim's next ones wait in its socket. */
const askedMax = 64;
/** Output for a shim that does not read stops at half of this. The rest is credit, and one that is only slow asks for little. */
const unreadMaxBytes = 2 * windowBytes;

interface OutputState {
  credit: number;
  queue: Buffer[];
  readonly source: Readable;
  ended: boolean;
  finished: boolean;
}

/** One shim's connection. It may come before its guest process exists; what it says meanwhile is not read. */
export class Relay {
  readonly key: string;
  /** Called once when the shim has gone before the guest process ended. */
  onAbandoned: () => void = () => undefined;
  /** Resolves when the guest has answered, whatever it did. */
  onSignal: (signal: number) => Promise<void> = () => Promise.resolve();
  private readonly socket: Duplex;
  private readonly reader: ShimFrameReader;
  private readonly outputs = new Map<number, OutputState>();
  private readonly inputs = new Map<number, RelayInput>();
  private early: readonly ShimFrame[];
  private asked = 0;
  private done = false;
  private wake: () => void = () => undefined;

  /** @param rest What followed the greeting in the same read. */
  constructor(key: string, socket: Duplex, rest: readonly ShimFrame[], reader: ShimFrameReader) {
    this.key = key;
    this.socket = socket;
    this.early = rest;
    this.reader = reader;
    socket.pause();
    socket.on("drain", () => this.outputs.forEach((output, stream) => this.pump(stream, output)));
    socket.on("close", () => this.closed());
  }

  isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** Starts to carry. Resolves when the ending has been handed to the shim or the shim has gone. */
  async carry(process: GuestProcess): Promise<ProcessEnding> {
    this.join(0, process.stdin, null);
    this.join(1, null, process.stdout);
    this.join(2, null, process.stderr);
    process.descriptors.forEach(({ input, output }, index) => this.join(firstDescriptor + index, input, output));
    const { early } = this;
    this.early = [];
    const receive = (frames: () => readonly ShimFrame[]): void => this.guard(() => frames().forEach((frame) => this.take(process, frame)));
    receive(() => early);
    this.socket.on("data", (chunk: Buffer) => receive(() => this.reader.read(chunk)));
    if (this.isOpen()) this.socket.resume();
    else {
      this.done = true;
      this.onAbandoned();
    }
    const ending = await process.ending;
    await this.drained(ending);
    this.done = true;
    this.socket.resume();
    if (this.isOpen()) this.socket.end(ending.kind === "exited" ? toShim.exited(ending.status) : toShim.signalled(ending.signal));
    this.closeStreams();
    return ending;
  }

  /** Ends the connection without an ending: the shim then dies by SIGKILL. */
  drop(): void {
    this.done = true;
    this.socket.destroy();
  }

  /** A shim that breaks the protocol is cut off. */
  private guard(work: () => void): void {
    try {
      if (this.isOpen()) work();
      if (this.socket.writableLength > unreadMaxBytes) throw new SandboxError("a shim broke the protocol: it reads nothing");
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      this.socket.destroy();
    }
  }

  private take(process: GuestProcess, frame: ShimFrame): void {
    // The pid may be another process's by then.
    if (this.done) return;
    switch (frame.kind) {
      case "hello": break;
      case "data": this.inputs.get(frame.stream)?.take(frame.bytes); break;
      // A terminal's input does not end before the terminal does.
      case "end": if (frame.stream !== 0 || process.stderr !== null) this.inputs.get(frame.stream)?.end(); break;
      case "credit": this.takeCredit(frame.stream, frame.bytes); break;
      case "closed": this.dropOutput(process, frame.stream); break;
      case "signal": if (frame.signal >= 1 && frame.signal <= 64) this.ask(this.onSignal(frame.signal)); break;
      case "window": this.ask(process.resize(frame.columns, frame.rows)); break;
    }
  }

  private ask(answer: Promise<void>): void {
    if (++this.asked === askedMax) this.socket.pause();
    const answered = (): void => {
      if (this.asked-- === askedMax) this.socket.resume();
    };
    answer.then(answered, answered);
  }

  /** Unless it is to go with all the rest. */
  private say(frame: Buffer): void {
    if (this.isOpen() && !this.done && !this.socket.writableEnded) this.socket.write(frame);
  }

  private join(stream: number, input: Writable | null, source: Readable | null): void {
    if (input !== null) {
      this.inputs.set(stream, new RelayInput(input, (bytes) => this.say(toShim.inputCredit(stream, bytes))));
      input.on("error", () => this.say(toShim.inputClosed(stream)));
      input.on("close", () => this.say(toShim.inputClosed(stream)));
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
    while (output.credit > 0 && this.socket.writableLength < windowBytes && this.isOpen() && !this.socket.writableEnded) {
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
  private dropOutput(process: GuestProcess, stream: number): void {
    const output = this.outputs.get(stream);
    if (process.stderr === null && stream === 1) this.inputs.get(0)?.destroy();
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
