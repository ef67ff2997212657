/**
 * The conversation between vrun and the guest agent, over one virtio-serial port.
 *
 * Keep side by side with runtime/guest/agent/protocol.h, which explains it: same names, same numbers, same order.
 */
import { AgentProtocolError } from "../errors/agent-errors.ts";

export const protocolVersion = 5;
export const frameHeaderBytes = 12;
export const framePayloadMax = 65536;
export const streamWindowBytes = 262144;

/** Type numbers of frames, as enum frame_type. */
export const FrameType = {
  // host to guest: requests
  hello: 1,
  writeFile: 2,
  readFile: 3,
  makeDirectory: 4,
  removeTree: 5,
  mount: 6,
  unmount: 7,
  spawn: 8,
  signal: 9,
  resize: 10,
  sync: 11,
  release: 12,

  // both directions, id is the handle of a process or of one of its descriptors: no answer
  stdin: 32,
  stdout: 33,
  stderr: 34,
  credit: 35,
  close: 36,

  // guest to host
  done: 64,
  error: 65,
  helloReply: 66,
  fileData: 67,
  spawned: 68,
  exited: 69,
} as const;

/** What a hello is for, as enum hello_purpose. */
export const HelloPurpose = { serve: 0, prepare: 1 } as const;

/** Bits of a spawn request, as enum spawn_flag. */
export const SpawnFlag = { stdin: 1, console: 2, adopt: 4, sameLayout: 8 } as const;

/** What a program does with a descriptor from 3 on, as enum descriptor_kind. */
export const DescriptorKind = { input: 0, output: 1, both: 2 } as const;

/** Numbers of streams in credit and close frames. */
export type StreamNumber = 0 | 1 | 2;

/** A request that waits for exactly one answer. */
export type RequestType = Exclude<
  (typeof FrameType)[keyof typeof FrameType],
  32 | 33 | 34 | 35 | 36 | 64 | 65 | 66 | 67 | 68 | 69
>;

/** What a guest may send, parsed and checked. */
export type GuestFrame =
  | { kind: "stdout" | "stderr"; id: number; bytes: Buffer }
  | { kind: "credit"; id: number; stream: StreamNumber; bytes: number }
  | { kind: "close"; id: number; stream: StreamNumber }
  | { kind: "done"; id: number }
  | { kind: "error"; id: number; errno: number; step: string }
  | { kind: "helloReply"; id: number; version: number; kernelRelease: string; bootId: string }
  | { kind: "fileData"; id: number; bytes: Buffer }
  | { kind: "spawned"; id: number; pid: number }
  | { kind: "exited"; id: number; ending: { kind: "exited"; status: number } | { kind: "signalled"; signal: number } };

/** Makes a frame. The payload must not exceed framePayloadMax. */
export function encodeFrame(type: number, id: number, payload: Buffer): Buffer {
  const header = Buffer.allocUnsafe(frameHeaderBytes);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(0, 6);
  header.writeUInt32LE(id, 8);
  return Buffer.concat([header, payload]);
}

/** Builds a payload of integers and length-prefixed byte strings. */
export class PayloadWriter {
  readonly #parts: Buffer[] = [];

  u32(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32LE(value);
    this.#parts.push(part);
    return this;
  }

  u64(value: number | bigint): this {
    const part = Buffer.allocUnsafe(8);
    part.writeBigUInt64LE(BigInt(value));
    this.#parts.push(part);
    return this;
  }

  bytes(value: Buffer): this {
    this.u32(value.length);
    this.#parts.push(value);
    return this;
  }

  string(value: string): this {
    return this.bytes(Buffer.from(value, "utf8"));
  }

  strings(values: readonly string[]): this {
    this.u32(values.length);
    for (const value of values) this.string(value);
    return this;
  }

  payload(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Reads a payload that a guest sent; throws AgentProtocolError where it is short. */
class PayloadReader {
  readonly #payload: Buffer;
  #at = 0;

  constructor(payload: Buffer) {
    this.#payload = payload;
  }

  u32(): number {
    return this.#take(4).readUInt32LE();
  }

  string(maxBytes: number): string {
    const length = this.u32();
    if (length > maxBytes) throw new AgentProtocolError(`a string of ${length} bytes, at most ${maxBytes} allowed`);
    return this.#take(length).toString("utf8");
  }

  finish(): void {
    if (this.#at !== this.#payload.length) throw new AgentProtocolError("a payload with bytes left over");
  }

  #take(count: number): Buffer {
    if (this.#payload.length - this.#at < count) throw new AgentProtocolError("a payload that is too short");
    this.#at += count;
    return this.#payload.subarray(this.#at - count, this.#at);
  }
}

function streamNumber(value: number): StreamNumber {
  if (value === 0 || value === 1 || value === 2) return value;
  throw new AgentProtocolError(`stream number ${value}`);
}

function parseEnding(reader: PayloadReader): { kind: "exited"; status: number } | { kind: "signalled"; signal: number } {
  const kind = reader.u32();
  const value = reader.u32();
  if (kind === 0 && value <= 255) return { kind: "exited", status: value };
  if (kind === 1 && value >= 1 && value <= 64) return { kind: "signalled", signal: value };
  throw new AgentProtocolError(`an ending of kind ${kind} and value ${value}`);
}

function parseFields(type: number, id: number, reader: PayloadReader): GuestFrame {
  switch (type) {
    case FrameType.credit:
      return { kind: "credit", id, stream: streamNumber(reader.u32()), bytes: reader.u32() };
    case FrameType.close:
      return { kind: "close", id, stream: streamNumber(reader.u32()) };
    case FrameType.done:
      return { kind: "done", id };
    case FrameType.error:
      return { kind: "error", id, errno: reader.u32(), step: reader.string(256) };
    case FrameType.helloReply:
      return { kind: "helloReply", id, version: reader.u32(), kernelRelease: reader.string(64), bootId: reader.string(64) };
    case FrameType.spawned:
      return { kind: "spawned", id, pid: reader.u32() };
    case FrameType.exited:
      return { kind: "exited", id, ending: parseEnding(reader) };
    default:
      throw new AgentProtocolError(`frame type ${type}`);
  }
}

function parsePayload(type: number, id: number, payload: Buffer): GuestFrame {
  if (type === FrameType.stdout) return { kind: "stdout", id, bytes: payload };
  if (type === FrameType.stderr) return { kind: "stderr", id, bytes: payload };
  if (type === FrameType.fileData) return { kind: "fileData", id, bytes: payload };
  const reader = new PayloadReader(payload);
  const frame = parseFields(type, id, reader);
  reader.finish();
  return frame;
}

/**
 * Cuts what a guest sends into frames. Distrusts it: holds at most one frame, and throws AgentProtocolError for what no
 * agent sends. After that the parser must not be used again.
 */
export class FrameParser {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete with these bytes. Their buffers may share memory with `chunk`. */
  *push(chunk: Buffer): Generator<GuestFrame> {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const size = sizeOfFirst(bytes);
      if (size === null) break;
      const frame = bytes.subarray(0, size);
      bytes = bytes.subarray(size);
      yield parsePayload(frame.readUInt16LE(4), frame.readUInt32LE(8), frame.subarray(frameHeaderBytes));
    }
    // A copy, so that a small rest does not hold a large chunk in memory.
    this.#rest = Buffer.from(bytes);
  }
}

/** The size of the frame at the start, or null while it is not complete. */
function sizeOfFirst(bytes: Buffer): number | null {
  if (bytes.length < frameHeaderBytes) return null;
  const length = bytes.readUInt32LE(0);
  if (length > framePayloadMax) throw new AgentProtocolError(`a payload of ${length} bytes, at most ${framePayloadMax} allowed`);
  if (bytes.readUInt16LE(6) !== 0) throw new AgentProtocolError("a header with bits set that must be zero");
  const size = frameHeaderBytes + length;
  return bytes.length < size ? null : size;
}
