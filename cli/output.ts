import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { UsageError } from "./failure.ts";

/**
 * The folder that an argument names, made when it is missing. Called before any work, which would be lost otherwise.
 *
 * @param argument as it is written, for the message: "--out"
 * @throws {UsageError} It cannot be a folder that files are written to.
 */
export function outputFolder(argument: string, value: string): string {
  const folder = path.resolve(value);
  try {
    make(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UsageError(`${argument} ${value}: no folder that can be written to (${reasonOf(error)})`);
  }
  return folder;
}

/**
 * The file that an argument names, in a folder made when it is missing.
 *
 * @throws {UsageError} It cannot be a file that is written.
 */
export function outputFile(argument: string, value: string): string {
  const file = path.resolve(value);
  outputFolder(argument, path.dirname(file));
  const status = statSync(file, { throwIfNoEntry: false });
  if (status !== undefined && !status.isFile()) throw new UsageError(`${argument} ${value}: no file, but something else of that name`);
  return file;
}

/** With its parents, each by itself: Node's recursive mkdir never ends below a link that leads nowhere (seen with 20.20.2). */
function make(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (path.dirname(folder) !== folder) make(path.dirname(folder));
  mkdirSync(folder);
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
