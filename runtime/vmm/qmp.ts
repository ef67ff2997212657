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

/** QEMU's control channel. Commands are answered in their order; events are not looked at. */
export class Qmp {
  readonly #channel: Duplex;
  readonly #waiting: Waiting[] = [];
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
   * @throws {HostError} QEMU refused, closed the channel, or did not answer in time.
   */
  async execute(command: string, args: Readonly<Record<string, unknown>>, timeoutMs: number): Promise<unknown> {
    if (this.#failed) throw this.#failed;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    const timer = setTimeout(() => this.#fail(new HostError(`QEMU has not answered ${command} after ${timeoutMs} ms`)), timeoutMs);
    this.#channel.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    try {
      return await answer;
    } catch (error) {
      throw error instanceof HostError ? error : new HostError(`QEMU refused ${command}: ${String(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
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
    if ("return" in message) this.#waiting.shift()?.resolve(message.return);
    else if ("error" in message) this.#waiting.shift()?.reject(new Error(stringField(message.error, "desc") ?? "no reason given"));
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    this.#channel.destroy();
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}

function stringField(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const field: unknown = Reflect.get(value, name);
  return typeof field === "string" ? field : undefined;
}
