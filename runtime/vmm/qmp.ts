import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { HostError } from "../errors/errors.ts";

/** QEMU's answers are short; what is longer comes from something else. */
const lineBytesMax = 1024 * 1024;
const pollMs = 4;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Puts a command, one line, on the channel. */
export type Send = (line: string, channel: Duplex) => Promise<void> | void;

const write: Send = (line, channel) => void channel.write(line);

/** QEMU's control channel. Answers are known by the number of their command; events are not looked at. */
export class Qmp {
  readonly #channel: Duplex;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #pending = "";
  #failed: Error | null = null;

  constructor(channel: Duplex) {
    this.#channel = channel;
    channel.setEncoding("utf8");
    channel.on("data", (text: string) => this.#take(text));
    channel.on("error", () => undefined);
    channel.on("close", () => this.#fail(new HostError("QEMU closed its control channel")));
  }

  /**
   * Runs one command.
   *
   * @param send For a command that comes with a descriptor, which Node cannot send.
   * @throws {HostError} QEMU refused, closed the channel, or did not answer in time.
   */
  async execute(command: string, args: Readonly<Record<string, unknown>>, timeoutMs: number, send: Send = write): Promise<unknown> {
    if (this.#failed) throw this.#failed;
    const id = ++this.#last;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    answer.catch(() => undefined); // awaited below, unless the sender fails first
    const timer = setTimeout(() => this.#fail(new HostError(`QEMU has not answered ${command} after ${timeoutMs} ms`)), timeoutMs);
    try {
      await send(`${JSON.stringify({ execute: command, arguments: args, id })}\n`, this.#channel);
      return await answer;
    } catch (error) {
      throw error instanceof HostError ? error : new HostError(`QEMU refused ${command}: ${String(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Waits until a migration, in either direction, has completed. @throws {HostError} when it failed or took too long. */
  async migrated(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const state = await this.execute("query-migrate", {}, Math.max(1, deadline - Date.now()));
      const status = stringField(state, "status");
      if (status === "completed") return;
      if (status === "failed") throw new HostError(`QEMU's migration failed: ${stringField(state, "error-desc") ?? "no reason given"}`);
      if (Date.now() > deadline) throw new HostError(`QEMU's migration is still ${status ?? "not under way"} after ${timeoutMs} ms`);
      await delay(pollMs);
    }
  }

  #take(text: string): void {
    this.#pending += text;
    if (this.#pending.length > lineBytesMax) this.#fail(new HostError("QEMU wrote a line without an end on its control channel"));
    const lines = this.#pending.split("\n");
    this.#pending = lines.pop() ?? "";
    for (const line of lines) this.#answer(line);
  }

  #answer(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return this.#fail(new HostError("QEMU wrote something other than JSON on its control channel"));
    }
    if (typeof message !== "object" || message === null) return;
    const waiting = "id" in message && typeof message.id === "number" ? this.#waiting.get(message.id) : undefined;
    if ("return" in message) waiting?.resolve(message.return);
    else if ("error" in message) this.#refuse(waiting, stringField(message.error, "desc") ?? "no reason given");
  }

  /** QEMU names no command where it could not read one. */
  #refuse(waiting: Waiting | undefined, reason: string): void {
    if (waiting === undefined) this.#fail(new HostError(`QEMU could not read its control channel: ${reason}`));
    else waiting.reject(new Error(reason));
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    this.#channel.destroy();
    for (const waiting of this.#waiting.values()) waiting.reject(error);
  }
}

function stringField(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const field: unknown = Reflect.get(value, name);
  return typeof field === "string" ? field : undefined;
}
