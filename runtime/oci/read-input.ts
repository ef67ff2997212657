/** Reads files that a caller names, whatever is there. */

import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { ConfigError } from "../errors/errors.ts";

/** Larger files are no configs; the kernel's own limits on arguments are far below. */
export const maxInputBytes = 16 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/** Reads to the end. @param name For messages. @throws {ConfigError} when there is more than `maxInputBytes`; no more than that is read. */
function readAll(fd: number, sizeBytes: number, name: string): string {
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    if (Math.max(total, sizeBytes) > maxInputBytes) throw new ConfigError(`${name} has more than ${maxInputBytes} bytes`);
    // One byte beyond what is there finds the end.
    const piece = Buffer.allocUnsafe(Math.min(maxInputBytes + 1, Math.max(pieceBytes, sizeBytes + 1 - total)));
    const got = readSync(fd, piece);
    if (got === 0) return Buffer.concat(pieces).toString("utf8");
    pieces.push(piece.subarray(0, got));
    total += got;
  }
}

/**
 * The text of a regular file, or of what a symbolic link to one leads to.
 *
 * Its size is looked at before it is read. Nothing else is read or waited for: a FIFO without a writer, a device.
 *
 * @throws {ConfigError} It is no regular file, or larger than `maxInputBytes`.
 * @throws {NodeJS.ErrnoException} It cannot be opened or read.
 */
export function readInput(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const status = fstatSync(fd);
    if (!status.isFile()) throw new ConfigError(`${path} must be a regular file`);
    return readAll(fd, status.size, path);
  } finally {
    closeSync(fd);
  }
}

/** What comes on standard input, to its end. @throws {ConfigError} when it is more than `maxInputBytes`. */
export function readStandardInput(): string {
  return readAll(0, 0, "standard input");
}
