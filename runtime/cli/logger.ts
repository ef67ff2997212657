import { constants, openSync, writeSync } from "node:fs";
import type { Logger } from "../commands/context.ts";
import { HostError, messageOf, UsageError } from "../errors/errors.ts";
import { oneLine } from "../errors/one-line.ts";

type Level = "debug" | "warning" | "error";

/** What is not there is made; a FIFO that nobody reads is an error and not waited for. */
const openFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Writes log records as runc does: to stderr or a file, as text or JSON, one line each. */
export class RecordLogger implements Logger {
  /** Undefined for stderr. */
  private readonly descriptor: number | undefined;
  private readonly isJson: boolean;
  private readonly isDebug: boolean;

  /** @throws {UsageError} for an unknown format. @throws {HostError} when the file cannot be opened. */
  constructor(file: string, format: string, isDebug: boolean) {
    if (format !== "" && format !== "text" && format !== "json") throw new UsageError(`invalid log-format: ${format}`);
    this.isJson = format === "json";
    this.isDebug = isDebug;
    try {
      this.descriptor = file === "" ? undefined : openSync(file, openFlags, 0o644);
    } catch (error) {
      throw new HostError(messageOf(error), { cause: error });
    }
  }

  debug(message: string): void {
    if (this.isDebug) this.record("debug", oneLine(message));
  }

  warn(message: string): void {
    this.record("warning", oneLine(message));
  }

  /** Records an error; with a log file it is on stderr as well, as a plain line. */
  error(message: string): void {
    const line = oneLine(message);
    this.record("error", line);
    if (this.descriptor !== undefined) process.stderr.write(`${line}\n`);
  }

  private record(level: Level, msg: string): void {
    const time = new Date().toISOString();
    const line = this.isJson ? JSON.stringify({ level, msg, time }) : `time="${time}" level=${level} msg=${JSON.stringify(msg)}`;
    if (this.descriptor === undefined) process.stderr.write(`${line}\n`);
    else this.append(`${line}\n`);
  }

  /** What the file does not take is no reason for the command to fail; runc says so on stderr, too. */
  private append(line: string): void {
    try {
      writeSync(this.descriptor ?? 2, line);
    } catch (error) {
      process.stderr.write(`Failed to write to log, ${messageOf(error)}\n`);
    }
  }
}
