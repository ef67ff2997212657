import { Readable, Writable } from "node:stream";
import { AgentProtocolError } from "../errors/agent-errors.ts";
import { ByteQueue } from "./byte-queue.ts";
import { encodeFrameFor } from "./stream-frames.ts";
import type { AgentChannel } from "./channel.ts";
import { FrameType, streamWindowBytes } from "../protocol/frames.ts";
import type { StreamNumber } from "../protocol/frames.ts";

/** Credit goes back in pieces of this size, so that a small read costs no frame. */
const creditStepBytes = streamWindowBytes / 4;
/** The guest's kernel takes 32 KiB from the port at a time. */
const pieceBytes = 32 * 1024 - 12;

/**
 * A stream from a guest process. Holds at most one window of bytes that its reader has not taken: the guest gets credit
 * back only as the reader reads, and a reader that destroys it closes the guest process's pipe.
 */
export class GuestOutput extends Readable {
  readonly #channel: AgentChannel;
  readonly #handle: number;
  readonly #stream: StreamNumber;
  readonly #onDone: () => void;
  readonly #received = new ByteQueue();
  #creditBytes = streamWindowBytes;
  #owedBytes = 0;
  #paying = false;
  #wanted = false;
  #ended = false;

  constructor(channel: AgentChannel, handle: number, stream: StreamNumber, onDone: () => void) {
    // What nobody reads waits in the queue, and not in the buffer of Readable.
    super({ highWaterMark: 1 });
    this.#channel = channel;
    this.#handle = handle;
    this.#stream = stream;
    this.#onDone = onDone;
  }

  /** True when the guest will send no more. */
  get done(): boolean {
    return this.#ended;
  }

  /** Takes what the guest sent; an empty piece is the end. Throws AgentProtocolError beyond the window. */
  receive(bytes: Buffer): void {
    if (this.#ended) return;
    if (bytes.length > this.#creditBytes) throw new AgentProtocolError(`more output than credit from process ${this.#handle}`);
    this.#creditBytes -= bytes.length;
    if (bytes.length === 0) {
      this.#end();
    } else {
      this.#received.push(bytes);
    }
    this.#pump();
  }

  override _read(): void {
    this.#wanted = true;
    this.#pump();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#received.clear();
    if (!this.#ended) {
      this.#channel.send(FrameType.close, this.#handle, encodeFrameFor.close(this.#stream));
      this.#end();
    }
    callback(error);
  }

  #end(): void {
    this.#ended = true;
    this.#onDone();
  }

  #pump(): void {
    while (this.#wanted && !this.destroyed) {
      const piece = this.#received.shift();
      if (!piece) {
        if (this.#ended) this.push(null);
        this.#wanted &&= !this.#ended;
        return;
      }
      this.#giveBack(piece.length);
      this.#wanted = this.push(piece);
    }
  }

  #giveBack(bytes: number): void {
    this.#owedBytes += bytes;
    if (this.#owedBytes < creditStepBytes || this.#paying) return;
    // A guest that does not read what it is sent gets no more credit, and so can make us keep nothing more.
    this.#paying = true;
    this.#channel.whenRoom(() => this.#pay());
  }

  #pay(): void {
    this.#paying = false;
    if (this.#ended) return;
    this.#creditBytes += this.#owedBytes;
    this.#channel.send(FrameType.credit, this.#handle, encodeFrameFor.credit(this.#stream, this.#owedBytes));
    this.#owedBytes = 0;
  }
}

/**
 * The stdin of a guest process. A write is taken as the guest gives credit; the end closes the process's stdin after
 * what was written, destroying drops what the guest still holds. Is destroyed when the process takes no more.
 */
export class GuestInput extends Writable {
  readonly #channel: AgentChannel;
  readonly #handle: number;
  #creditBytes = streamWindowBytes;
  #waiting: (() => void) | null = null;
  #finished = false;

  constructor(channel: AgentChannel, handle: number) {
    super({ highWaterMark: pieceBytes, decodeStrings: true });
    this.#channel = channel;
    this.#handle = handle;
  }

  /** Takes credit from the guest; throws AgentProtocolError for more than was used. */
  credit(bytes: number): void {
    if (bytes > streamWindowBytes - this.#creditBytes) throw new AgentProtocolError(`more credit than was used for process ${this.#handle}`);
    this.#creditBytes += bytes;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (chunk.length === 0) {
      callback();
      return;
    }
    if (this.#creditBytes === 0) {
      this.#waiting = () => this._write(chunk, _encoding, callback);
      return;
    }
    this.#channel.whenRoom(() => {
      if (this.destroyed) return;
      const piece = chunk.subarray(0, Math.min(pieceBytes, this.#creditBytes));
      this.#creditBytes -= piece.length;
      this.#channel.send(FrameType.stdin, this.#handle, piece);
      this._write(chunk.subarray(piece.length), _encoding, callback);
    });
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#finished = true;
    this.#channel.send(FrameType.stdin, this.#handle, Buffer.alloc(0));
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    if (!this.#finished) this.#channel.send(FrameType.close, this.#handle, encodeFrameFor.close(0));
    this.#finished = true;
    callback(error);
  }
}
