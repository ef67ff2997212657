import type { Readable } from "node:stream";

/** Reads a stream to its end and keeps the first `maxBytes`. Never rejects: a stream that breaks has ended. */
export function collect(stream: Readable, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let leftBytes = maxBytes;
  stream.on("data", (piece: Buffer) => {
    if (leftBytes > 0) pieces.push(piece.subarray(0, leftBytes));
    leftBytes -= Math.min(leftBytes, piece.length);
  });
  return new Promise((resolve) => {
    const finish = (): void => resolve(Buffer.concat(pieces));
    stream.once("end", finish);
    stream.once("close", finish);
    if (stream.closed) finish();
  });
}
