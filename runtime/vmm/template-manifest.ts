import { TemplateCorruptError } from "../errors/template-errors.ts";
import type { RamRange } from "./template-ram.ts";

/** Raised when what a template consists of changes; part of its key. */
export const templateFormat = 2;

/** What is stored beside a saved VM. */
export interface TemplateManifest {
  readonly format: typeof templateFormat;
  readonly key: string;
  /** What went into the key, for people. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly ranges: readonly RamRange[];
  readonly state: { readonly bytes: number; readonly crc32: number };
  /** What the saved guest's memory holds beside zeros, in bytes. */
  readonly usedBytes: number;
  /** How long it took to build, in milliseconds. */
  readonly buildMs: number;
}

/** @throws {TemplateCorruptError} The text is no manifest of this format. */
export function parseManifest(text: string): TemplateManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TemplateCorruptError("the template's manifest is no JSON");
  }
  if (!isManifest(value)) throw new TemplateCorruptError("the template's manifest lacks a field or is of another format");
  return value;
}

function isManifest(value: unknown): value is TemplateManifest {
  if (!isRecord(value)) return false;
  const { format, key, inputs, ranges, state, vcpus, memoryBytes, usedBytes, buildMs } = value;
  return (
    format === templateFormat &&
    typeof key === "string" &&
    isRecord(inputs) &&
    [vcpus, memoryBytes, usedBytes, buildMs].every(isCount) &&
    isRecord(state) &&
    isCount(state["bytes"]) &&
    isCount(state["crc32"]) &&
    Array.isArray(ranges) &&
    ranges.every((range: unknown) => isRange(range, Number(memoryBytes)))
  );
}

function isRange(value: unknown, memoryBytes: number): boolean {
  if (!isRecord(value)) return false;
  const { offset, bytes, crc32 } = value;
  return isCount(offset) && isCount(bytes) && isCount(crc32) && Number(bytes) <= 4 * 1024 * 1024 && Number(offset) + Number(bytes) <= memoryBytes;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
