import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteQueue } from "./byte-queue.ts";

function all(queue: ByteQueue): Buffer {
  const pieces: Buffer[] = [];
  for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("bytes come out as they went in, whatever their pieces", () => {
  const queue = new ByteQueue();
  const written: Buffer[] = [];
  const read: Buffer[] = [];
  for (let round = 0; round < 2000; round++) {
    const piece = Buffer.alloc([0, 1, 7, 4095, 4096, 5000, 40_000][round % 7] ?? 0, round % 251);
    queue.push(piece);
    written.push(piece);
    if (round % 3 === 0) read.push(queue.shift() ?? Buffer.alloc(0));
  }
  const waiting = queue.length;
  const rest = all(queue);
  assert.equal(rest.length, waiting);
  assert.ok(Buffer.concat([...read, rest]).equals(Buffer.concat(written)));
  assert.deepEqual([queue.length, queue.shift()], [0, undefined]);
});

test("single bytes take no more pieces than blocks", () => {
  const queue = new ByteQueue();
  for (let i = 0; i < 256 * 1024; i++) queue.push(Buffer.of(i & 0xff));
  let pieces = 0;
  while (queue.shift() !== undefined) pieces++;
  assert.ok(pieces < 20, `${pieces} pieces`);
});

test("what was cleared does not come out", () => {
  const queue = new ByteQueue();
  queue.push(Buffer.from("a"));
  queue.push(Buffer.alloc(5000));
  queue.clear();
  queue.push(Buffer.from("b"));
  assert.equal(all(queue).toString(), "b");
});
