import { createHash } from "node:crypto";
import { closeSync, fstatSync, readSync } from "node:fs";
import type { CommandRun } from "./command.ts";
import { openWritten } from "./written-files.ts";

/** Output of a command, bounded: what does not fit between head and tail is told by `bytes` and `sha256`. */
export interface BoundedText {
  readonly bytes: number;
  readonly sha256: string;
  readonly head: string;
  readonly tail: string;
}

export interface CommandEvidence {
  readonly argv: readonly string[];
  readonly exit: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly stdout: BoundedText;
  readonly stderr: BoundedText;
}

/** Bytes kept of each end of an output: 16 KiB together. */
const END_BYTES = 8 * 1024;
const EMPTY: BoundedText = { bytes: 0, sha256: createHash("sha256").digest("hex"), head: "", tail: "" };

/** Reads a file in pieces, so that a container's gigabyte of output stays on disk. */
export function boundFile(path: string): BoundedText {
  const fd = openWritten(path);
  if (fd === null) return EMPTY;
  try {
    const bytes = fstatSync(fd).size;
    if (bytes === 0) return EMPTY;
    const hash = createHash("sha256");
    const piece = Buffer.alloc(Math.min(bytes, 1024 * 1024));
    for (let at = 0; at < bytes; ) {
      const length = readSync(fd, piece, 0, piece.length, at);
      if (length === 0) break;
      hash.update(piece.subarray(0, length));
      at += length;
    }
    const headBytes = Math.min(bytes, END_BYTES);
    const tailBytes = Math.min(bytes - headBytes, END_BYTES);
    return { bytes, sha256: hash.digest("hex"), head: readAt(fd, 0, headBytes), tail: readAt(fd, bytes - tailBytes, tailBytes) };
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, at: number, length: number): string {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, at)).toString("utf8");
}

export function evidenceOf(run: CommandRun): CommandEvidence {
  return {
    argv: run.argv,
    exit: run.exit,
    signal: run.signal,
    durationMs: Math.round(run.durationMs * 10) / 10,
    stdout: boundFile(run.stdoutFile),
    stderr: boundFile(run.stderrFile),
  };
}
