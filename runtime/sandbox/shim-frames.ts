/**
 * The frames between a shim and the monitor; runtime/host/shim.h is the other end.
 *
 * Eight bytes of header: type, stream (0 stdin, 1 stdout, 2 stderr, 3 and more the descriptor of that number, both ways),
 * two of zero, length of the payload (little-endian).
 */

import { SandboxError } from "../errors/errors.ts";

/** The first stream that is neither stdin, stdout nor stderr. */
export const firstDescriptor = 3;
/** As many as the guest agent and the shim take. */
export const maxDescriptors = 64;
/** Bytes that each side may send on a stream before it is given credit. */
export const windowBytes = 256 * 1024;
export const maxPayload = 64 * 1024;
export const keyLength = 32;
const headerBytes = 8;

/** What a shim says. */
export type ShimFrame =
  | { readonly kind: "hello"; readonly key: string }
  | { readonly kind: "data"; readonly stream: number; readonly bytes: Buffer }
  | { readonly kind: "end"; readonly stream: number }
  | { readonly kind: "credit"; readonly stream: number; readonly bytes: number }
  | { readonly kind: "closed"; readonly stream: number }
  | { readonly kind: "signal"; readonly signal: number }
  | { readonly kind: "window"; readonly columns: number; readonly rows: number };

function broken(what: string): SandboxError {
  return new SandboxError(`a shim broke the protocol: ${what}`);
}

function output(stream: number): number {
  if (stream < 1 || stream >= firstDescriptor + maxDescriptors) throw broken(`stream ${stream}`);
  return stream;
}

function input(stream: number): number {
  return stream === 0 ? 0 : output(stream < firstDescriptor ? 0 : stream);
}

function words(payload: Buffer, count: number): number[] {
  if (payload.length !== 4 * count) throw broken(`a payload of ${payload.length} bytes`);
  return Array.from({ length: count }, (_, index) => payload.readUInt32LE(4 * index));
}

function decode(type: string, stream: number, payload: Buffer): ShimFrame {
  switch (type) {
    case "H": {
      const key = payload.toString("latin1");
      if (!/^[0-9a-f]{32}$/.test(key)) throw broken("a malformed key");
      return { kind: "hello", key };
    }
    case "D": return { kind: "data", stream: input(stream), bytes: payload };
    case "E": return { kind: "end", stream: input(stream) };
    case "C": return { kind: "credit", stream: output(stream), bytes: words(payload, 1)[0] ?? 0 };
    case "Q": return { kind: "closed", stream: output(stream) };
    case "S": return { kind: "signal", signal: words(payload, 1)[0] ?? 0 };
    case "W": {
      const [columns = 0, rows = 0] = words(payload, 2);
      return { kind: "window", columns, rows };
    }
    default: throw broken(`type ${JSON.stringify(type)}`);
  }
}

/** Cuts a byte stream into frames. */
export class ShimFrameReader {
  private pending: Buffer = Buffer.alloc(0);

  /** @throws {SandboxError} when the bytes are no frames. */
  read(chunk: Buffer): ShimFrame[] {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const frames: ShimFrame[] = [];
    let at = 0;
    while (this.pending.length - at >= headerBytes) {
      const length = this.pending.readUInt32LE(at + 4);
      if (length > maxPayload) throw broken(`a frame of ${length} bytes`);
      if (this.pending.length - at < headerBytes + length) break;
      const payload = this.pending.subarray(at + headerBytes, at + headerBytes + length);
      frames.push(decode(String.fromCharCode(this.pending[at] ?? 0), this.pending[at + 1] ?? 0, payload));
      at += headerBytes + length;
    }
    this.pending = this.pending.subarray(at);
    return frames;
  }
}

/** A frame of any type, which the other end may not know. */
export function frame(type: string, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write(type, 0, "latin1");
  header[1] = stream;
  header.writeUInt32LE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Words of 32 bits, one after the other. */
export function wordPayload(...values: number[]): Buffer {
  const payload = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => payload.writeUInt32LE(value >>> 0, 4 * index));
  return payload;
}

/** What the monitor says. */
export const toShim = {
  data: (stream: number, bytes: Buffer): Buffer => frame("D", stream, bytes),
  end: (stream: number): Buffer => frame("E", stream, Buffer.alloc(0)),
  inputCredit: (stream: number, bytes: number): Buffer => frame("C", stream, wordPayload(bytes)),
  inputClosed: (stream: number): Buffer => frame("Q", stream, Buffer.alloc(0)),
  exited: (status: number): Buffer => frame("X", 0, wordPayload(0, status)),
  signalled: (signal: number): Buffer => frame("X", 0, wordPayload(1, signal)),
};
