import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Most that is read of a text: more than any answer has, and no trouble for memory. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Of these bytes the last lines are taken. */
const TAIL_BYTES = 4096;

/**
 * Opens a file that a runtime or a container wrote, and can have put something else in place of, such as a FIFO, which nobody
 * must wait for.
 *
 * @returns a descriptor; null when the file is not there, or no regular file
 */
export function openWritten(file: string): number | null {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return null;
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  return null;
}

/** What such a file holds, of a very long one the beginning; null when there is none. */
export function readTextOrNull(file: string): string | null {
  const fd = openWritten(file);
  if (fd === null) return null;
  try {
    const pieces: Buffer[] = [];
    for (let bytes = 0; bytes < MOST_BYTES; ) {
      const piece = Buffer.allocUnsafe(Math.min(64 * 1024, MOST_BYTES - bytes));
      const length = readSync(fd, piece, 0, piece.length, null);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
      bytes += length;
    }
    return Buffer.concat(pieces).toString("utf8");
  } finally {
    closeSync(fd);
  }
}

/** As `readTextOrNull`, empty when there is none. */
export function readText(file: string): string {
  return readTextOrNull(file) ?? "";
}

/** The last lines of such a file, together. */
export function lastLines(file: string, count: number): string {
  const fd = openWritten(file);
  if (fd === null) return "";
  try {
    const tail = Buffer.alloc(TAIL_BYTES);
    const length = readSync(fd, tail, 0, TAIL_BYTES, Math.max(0, fstatSync(fd).size - TAIL_BYTES));
    return tail.toString("utf8", 0, length).trimEnd().split("\n").slice(-count).join("\n");
  } finally {
    closeSync(fd);
  }
}
