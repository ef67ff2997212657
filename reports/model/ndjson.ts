import { createReadStream } from "node:fs";
import type { Envelope } from "@cucumber/messages";
import { InputError } from "./input-error.ts";

/** Longest message that is read, in bytes; one that holds more was not written by this suite. */
const maxLineBytes = 32 * 1024 * 1024;

/** A message, or a note that one could not be read. */
export type Line = { readonly kind: "message"; readonly envelope: Envelope } | { readonly kind: "damaged" };

/**
 * Reads messages.ndjson as a stream, so that a long run needs no more memory than its results.
 *
 * @throws {InputError} There is no such file.
 */
export async function* readMessages(file: string): AsyncGenerator<Line> {
  const stream = createReadStream(file);
  let parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        parts.push(chunk.subarray(start, end));
        const line = bytes > maxLineBytes ? ({ kind: "damaged" } as const) : parseLine(Buffer.concat(parts));
        if (line !== null) yield line;
        parts = [];
        bytes = 0;
        start = end + 1;
      }
      bytes += chunk.length - start;
      if (bytes <= maxLineBytes) parts.push(chunk.subarray(start));
      else parts = [];
    }
  } catch (error) {
    if (error instanceof Error && "code" in error) throw new InputError(`${file}: no messages can be read here (${error.message})`, error);
    throw error;
  }
  const last = parseLine(Buffer.concat(parts));
  if (last !== null) yield last;
}

/** One line; null for an empty one. */
function parseLine(line: Buffer): Line | null {
  const text = line.toString("utf8").trim();
  if (text === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? { kind: "message", envelope: value } : { kind: "damaged" };
  } catch {
    return { kind: "damaged" };
  }
}
