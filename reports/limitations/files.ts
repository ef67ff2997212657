import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Results } from "../model/results.ts";
import { renderLimitations } from "./document.ts";

/** Writes the limitation document of a runtime. @throws {InputError} The results hold no run of it. */
export function writeLimitations(results: Results, runtime: string, file: string): void {
  const text = renderLimitations(results, runtime);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * Compares a committed limitation document with what the results give.
 *
 * @returns null where they agree, else one line: where they first differ and how to mend it
 * @throws {InputError} The results hold no run of the runtime.
 */
export function checkLimitations(results: Results, runtime: string, file: string): string | null {
  const wanted = renderLimitations(results, runtime);
  const mend = "make it again with \"lacuna limitations\" from the recorded results, and commit it";
  if (!existsSync(file)) return `${file}: does not exist; ${mend}`;
  const found = readFileSync(file, "utf8");
  if (found === wanted) return null;
  const [wantedLines, foundLines] = [wanted.split("\n"), found.split("\n")];
  const at = wantedLines.findIndex((line, index) => line !== foundLines[index]);
  return `${file}:${(at === -1 ? wantedLines.length : at) + 1}: does not follow from the recorded results; ${mend}`;
}
