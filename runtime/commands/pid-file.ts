import { closeSync, openSync, renameSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HostError, messageOf } from "../errors/errors.ts";

/** Writes a pid as runc does: no newline, by a new file beside it that then takes its name. @throws {HostError} */
export function writePidFile(path: string, pid: number): void {
  const temporary = join(dirname(path), `.${basename(path)}`);
  try {
    const fd = openSync(temporary, "wx", 0o666);
    writeSync(fd, String(pid));
    closeSync(fd);
    renameSync(temporary, path);
  } catch (error) {
    throw new HostError(messageOf(error), { cause: error });
  }
}
