import { readFileSync, readSync, readdirSync, readlinkSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { HostError } from "../errors/errors.ts";
import { TemplateCorruptError } from "../errors/template-errors.ts";
import { memoryPath } from "./qemu-arguments.ts";

const pageBytes = 4096;
/** Longest range, and how much is read at once. */
const chunkBytes = 4 * 1024 * 1024;
/** Zeros are cheaper to store than a further range, up to here. */
const gapPages = 8;
const zeroPage = Buffer.alloc(pageBytes);

/** A piece of the guest's memory; the pieces follow each other without a gap in the stored file. */
export interface RamRange {
  /** Bytes from the start of the guest's memory. */
  readonly offset: number;
  readonly bytes: number;
  readonly crc32: number;
}

/** The path through which this process can open the memory of the guest that QEMU, a child of ours, runs; null while there is none. */
export function guestMemoryPath(childPid: number): string | null {
  const directory = `/proc/${procPid(childPid)}/fd`;
  for (const name of readdirSync(directory))
    if (readLink(`${directory}/${name}`) === memoryPath) return `${directory}/${name}`;
  return null;
}

/**
 * The pid of a child as /proc has it: that of the host, where this process may be in a pid namespace of its own.
 *
 * @see proc(5), /proc/pid/task/tid/children (Linux 3.5) and NSpid in /proc/pid/status (Linux 4.1)
 */
function procPid(childPid: number): string {
  for (const thread of readdirSync("/proc/self/task"))
    for (const pid of readText(`/proc/self/task/${thread}/children`).split(" "))
      if (pid !== "" && /^NSpid:.*\s(\d+)$/m.exec(readText(`/proc/${pid}/status`))?.[1] === `${childPid}`) return pid;
  throw new HostError(`/proc does not show the child ${childPid}`);
}

/** Threads and children may end between being listed and being read. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** A descriptor may be closed between being listed and being looked at. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/**
 * Copies what is not zero of a stopped guest's memory.
 *
 * @param memory Descriptor of the guest's memory, of `memoryBytes`.
 * @param to Descriptor of a new file.
 */
export function saveRam(memory: number, memoryBytes: number, to: number): RamRange[] {
  const ranges: RamRange[] = [];
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let at = 0; at < memoryBytes; at += chunkBytes) {
    const count = readFully(memory, chunk, Math.min(chunkBytes, memoryBytes - at), at);
    for (const { start, end } of usedParts(chunk.subarray(0, count))) {
      const part = chunk.subarray(start, end);
      writeFully(to, part, null);
      ranges.push({ offset: at + start, bytes: part.length, crc32: crc32(part) });
    }
  }
  return ranges;
}

/**
 * Fills a new guest's memory.
 *
 * @param memory Descriptor of the guest's memory, all zero.
 * @throws {TemplateCorruptError} The stored bytes are not those that were saved; the guest must not run.
 */
export function loadRam(from: number, ranges: readonly RamRange[], memory: number): void {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (const range of ranges) {
    const part = chunk.subarray(0, readFully(from, chunk, range.bytes, null));
    if (part.length !== range.bytes || crc32(part) !== range.crc32) throw new TemplateCorruptError(`the template's memory at ${range.offset} is not what was saved`);
    writeFully(memory, part, range.offset);
  }
}

function* usedParts(bytes: Buffer): Generator<{ start: number; end: number }> {
  let start = -1;
  let end = 0;
  for (let at = 0; at < bytes.length; at += pageBytes) {
    if (zeroPage.compare(bytes, at, at + pageBytes) === 0) continue;
    if (start >= 0 && at - end > gapPages * pageBytes) {
      yield { start, end };
      start = -1;
    }
    if (start < 0) start = at;
    end = at + pageBytes;
  }
  if (start >= 0) yield { start, end };
}

function readFully(fd: number, to: Buffer, count: number, position: number | null): number {
  let got = 0;
  while (got < count) {
    const bytes = readSync(fd, to, got, count - got, position === null ? null : position + got);
    if (bytes === 0) break;
    got += bytes;
  }
  return got;
}

function writeFully(fd: number, from: Buffer, position: number | null): void {
  let done = 0;
  while (done < from.length) done += writeSync(fd, from, done, from.length - done, position === null ? null : position + done);
}
