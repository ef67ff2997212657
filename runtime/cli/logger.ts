import { appendFileSync, closeSync, openSync } from "node:fs";
import type { Logger } from "../commands/context.ts";
import { HostError, messageOf, UsageError } from "../errors/errors.ts";

type Level = "debug" | "warning" | "error";

/** Writes log records as runc does: to stderr or a file, as text or JSON, one line each. */
export class RecordLogger implements Logger {
  private readonly file: string;
  private readonly isJson: boolean;
  private readonly isDebug: boolean;

  /** @throws {UsageError} for an unknown format. @throws {HostError} when the file cannot be opened. */
  constructor(file: string, format: string, isDebug: boolean) {
    if (format !== "" && format !== "text" && format !== "json") throw new UsageError(`invalid log-format: ${format}`);
    this.file = file;
    this.isJson = format === "json";
    this.isDebug = isDebug;
    if (file === "") return;
    try {
      closeSync(openSync(file, "a", 0o644));
    } catch (error) {
      throw new HostError(messageOf(error), { cause: error });
    }
  }

  debug(message: string): void {
    if (this.isDebug) this.record("debug", message);
  }

  warn(message: string): void {
    this.record("warning", message);
  }

  /** Records an error; with a log file it is on stderr as well, as a plain line. */
  error(message: string): void {
    this.record("error", message);
    if (this.file !== "") process.stderr.write(`${message}\n`);
  }

  private record(level: Level, msg: string): void {
    const time = new Date().toISOString();
    const line = this.isJson ? JSON.stringify({ level, msg, time }) : `time="${time}" level=${level} msg=${JSON.stringify(msg)}`;
    if (this.file === "") process.stderr.write(`${line}\n`);
    else appendFileSync(this.file, `${line}\n`);
  }
}
