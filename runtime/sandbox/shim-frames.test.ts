import assert from "node:assert/strict";
import { test } from "node:test";
import { SandboxError } from "../errors/errors.ts";
import { ShimFrameReader, toShim } from "./shim-frames.ts";

function shimFrame(type: string, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 0, "latin1");
  header[1] = stream;
  header.writeUInt32LE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

const key = "0123456789abcdef".repeat(2);

test("frames come out whole however the bytes are cut", () => {
  const bytes = Buffer.concat([
    shimFrame("H", 0, Buffer.from(key)),
    shimFrame("D", 0, Buffer.from("in")),
    shimFrame("C", 2, Buffer.from([1, 2, 0, 0])),
    shimFrame("W", 0, Buffer.from([80, 0, 0, 0, 24, 0, 0, 0])),
    shimFrame("E", 66, Buffer.alloc(0)),
  ]);
  const reader = new ShimFrameReader();
  const frames = [...bytes].flatMap((byte) => reader.read(Buffer.from([byte])));
  assert.deepEqual(frames, [
    { kind: "hello", key },
    { kind: "data", stream: 0, bytes: Buffer.from("in") },
    { kind: "credit", stream: 2, bytes: 513 },
    { kind: "window", columns: 80, rows: 24 },
    { kind: "end", stream: 66 },
  ]);
});

const malformed: readonly (readonly [string, Buffer])[] = [
  ["an unknown type", shimFrame("?", 0, Buffer.alloc(0))],
  ["credit for stdin", shimFrame("C", 0, Buffer.alloc(4))],
  ["input on an output", shimFrame("D", 1, Buffer.alloc(1))],
  ["a descriptor beyond the last", shimFrame("D", 67, Buffer.alloc(1))],
  ["credit of another size", shimFrame("C", 1, Buffer.alloc(5))],
  ["a key that is none", shimFrame("H", 0, Buffer.from("../../../etc"))],
  ["a frame longer than any", Buffer.from([0x44, 0, 0, 0, 1, 0, 1, 0])],
];
for (const [name, bytes] of malformed)
  test(`${name} breaks the protocol`, () => {
    assert.throws(() => new ShimFrameReader().read(bytes), SandboxError);
  });

test("an ending has its kind and its value", () => {
  assert.deepEqual([...toShim.signalled(9)], [0x58, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0]);
  assert.deepEqual([...toShim.exited(42)].slice(8), [0, 0, 0, 0, 42, 0, 0, 0]);
});
