import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Makes a file of the host, below the scenario's folder; scenarios reach it as `${scratch}/PATH`. */
export function makeHostFile(scratch: string, path: string, text: string): void {
  const file = join(scratch, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Writes what a container's process will read, and returns the file. */
export function writeInput(scratch: string, text: string): string {
  const file = join(scratch, "input");
  writeFileSync(file, text);
  return file;
}
