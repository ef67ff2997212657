import { closeSync, fstatSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { exchangeFiles } from "../host-process/kernel.ts";

/** What the content of a reserved file may grow by, and the unit in which file systems count. */
const roomBytes = 1024;
const blockBytes = 4096;

const spareOf = (path: string): string => `${path}.spare`;

function writeFile(path: string, flags: "w" | "r+", content: Buffer, mode: number): void {
  const fd = openSync(path, flags, mode);
  try {
    for (let done = 0; done < content.length; ) done += writeSync(fd, content, done, content.length - done, done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The content, with blanks up to a size. */
function padded(content: string, bytes: number): Buffer {
  const text = Buffer.from(content);
  return Buffer.concat([text, Buffer.alloc(Math.max(0, bytes - text.length), " ")]);
}

/** Replaces a file so that a reader sees the old or the new content, never a part. Leaves nothing beside it on failure. */
function replace(path: string, content: Buffer, mode: number): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFile(temporary, "w", content, mode);
  renameSync(temporary, path);
}

/**
 * Makes a file, and another of its size beside it that keeps the room for a later content: `rewriteReserved` then needs no
 * space and no new name. What reads the content has to pass over blanks at its end.
 */
export function writeReserved(path: string, content: string, mode: number): void {
  const bytes = Math.ceil((Buffer.byteLength(content) + roomBytes) / blockBytes) * blockBytes;
  replace(spareOf(path), padded("", bytes), mode);
  replace(path, padded(content, bytes), mode);
}

/** How many bytes are reserved for a file's next content; 0 when nothing is. */
function reservedBytes(path: string): number {
  try {
    const fd = openSync(spareOf(path), "r");
    try {
      return fstatSync(fd).size;
    } finally {
      closeSync(fd);
    }
  } catch {
    return 0;
  }
}

/** As a reader sees the old or the new content, never a part, by the room that `writeReserved` keeps where that is enough. */
export function rewriteReserved(path: string, content: string, mode: number): void {
  const bytes = reservedBytes(path);
  if (Buffer.byteLength(content) > bytes) {
    writeReserved(path, content, mode);
    return;
  }
  writeFile(spareOf(path), "r+", padded(content, bytes), mode);
  exchangeFiles(spareOf(path), path);
}
