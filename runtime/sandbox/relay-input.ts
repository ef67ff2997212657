/** One input of a guest process, on its way from the shim. */

import type { Writable } from "node:stream";
import { ByteQueue } from "../agent-client/byte-queue.ts";
import { SandboxError } from "../errors/errors.ts";
import { windowBytes } from "./shim-frames.ts";

/** Holds what the process has not taken yet: a window at most, which the shim must not go beyond. */
export class RelayInput {
  private readonly sink: Writable;
  private readonly queue = new ByteQueue();
  private readonly onTaken: (bytes: number) => void;
  private isWriting = false;
  private hasEnded = false;
  /** Bytes that the shim has sent and has no credit for yet. */
  private unpaidBytes = 0;

  /** @param onTaken Called with the bytes that the process has taken, for which there is credit again. */
  constructor(sink: Writable, onTaken: (bytes: number) => void) {
    this.sink = sink;
    this.onTaken = onTaken;
  }

  /** What comes after the end is dropped. @throws {SandboxError} for more than the shim has credit for. */
  take(bytes: Buffer): void {
    this.unpaidBytes += bytes.length;
    if (this.unpaidBytes > windowBytes) throw new SandboxError(`a shim broke the protocol: ${this.unpaidBytes} bytes of input without credit`);
    if (this.hasEnded || this.sink.destroyed) return;
    this.queue.push(bytes);
    this.feed();
  }

  /** The process finds the end behind what was taken. */
  end(): void {
    this.hasEnded = true;
    this.feed();
  }

  destroy(): void {
    this.queue.clear();
    this.sink.destroy();
  }

  private feed(): void {
    if (this.isWriting || this.sink.destroyed) return;
    const piece = this.queue.shift();
    if (piece === undefined) {
      if (this.hasEnded) this.sink.end();
      return;
    }
    this.isWriting = true;
    this.sink.write(piece, (error) => {
      this.isWriting = false;
      if (error) return;
      this.unpaidBytes -= piece.length;
      this.onTaken(piece.length);
      this.feed();
    });
  }
}
