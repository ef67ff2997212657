/** The shims of a sandbox: they call, are waited for by their keys, and carry guest processes to their ends. */

import type { Duplex } from "node:stream";
import type { GuestProcess, ProcessEnding } from "../agent-client/agent-client.ts";
import { SandboxError } from "../errors/errors.ts";
import { Relay } from "./relay.ts";
import { ShimFrameReader, type ShimFrame } from "./shim-frames.ts";

const longestWaitMs = 20_000;

export class Shims {
  private readonly relays = new Map<string, Relay>();
  private readonly arrivals = new Map<string, (relay: Relay) => void>();
  /** The relays whose process has not ended. */
  private readonly carried = new Set<Promise<unknown>>();
  /** Keys of shims whose command has gone before they called: they may be late. */
  private readonly unwanted = new Set<string>();
  /** Keys that a command has announced: their shims are waited for however long their process takes to come. */
  private readonly announced = new Set<string>();
  /** Those that have called and that nobody has asked for, until they are given up. */
  private readonly unclaimed = new Map<string, NodeJS.Timeout>();
  /** The pids of the shims by those of their processes in the guest. */
  private readonly pids = new Map<number, number>();
  private readonly timeoutMs: number;

  /** @param timeoutMs How long a shim and the request that brings its process wait for each other. */
  constructor(timeoutMs: number = longestWaitMs) {
    this.timeoutMs = timeoutMs;
  }

  /** A command that holds this key says so before its shim calls; `cut` must follow when it goes. */
  announce(key: string): void {
    this.announced.add(key);
  }

  /** Takes a shim's call. One that does not greet, or as another that is there, is cut off. @param first What it has said so far. */
  greet(socket: Duplex, first: Buffer): void {
    const reader = new ShimFrameReader();
    const [hello, ...rest] = readFrames(reader, first);
    if (hello?.kind !== "hello" || this.relays.has(hello.key) || this.unwanted.delete(hello.key)) {
      socket.destroy();
      return;
    }
    const relay = new Relay(hello.key, socket, rest, reader);
    this.relays.set(hello.key, relay);
    // A command that was killed before it asked leaves a shim that would wait for ever.
    if (!this.announced.has(hello.key)) this.unclaimed.set(hello.key, setTimeout(() => this.giveUp(relay), this.timeoutMs));
    this.arrivals.get(hello.key)?.(relay);
  }

  /** The connection of the shim with this key. @throws {SandboxError} when it does not come in time. */
  relayFor(key: string): Promise<Relay> {
    const present = this.relays.get(key);
    if (present !== undefined) {
      this.claim(key);
      return Promise.resolve(present);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.arrivals.delete(key);
        reject(new SandboxError(`the process's shim did not connect within ${this.timeoutMs} ms`));
      }, this.timeoutMs);
      this.arrivals.set(key, (relay) => {
        clearTimeout(timer);
        this.arrivals.delete(key);
        this.claim(key);
        resolve(relay);
      });
    });
  }

  private claim(key: string): void {
    clearTimeout(this.unclaimed.get(key));
    this.unclaimed.delete(key);
    this.announced.delete(key);
  }

  private giveUp(relay: Relay): void {
    this.unclaimed.delete(relay.key);
    this.drop(relay);
  }

  /**
   * Carries a process to its end, and kills it when its shim goes first.
   *
   * @param pid The shim's.
   * @param signal Signals the process, and resolves when the guest has answered; it does not matter whether it can.
   */
  carry(relay: Relay, process: GuestProcess, pid: number, signal: (signal: number) => Promise<void>): Promise<ProcessEnding | undefined> {
    this.pids.set(process.pid, pid);
    relay.onSignal = signal;
    relay.onAbandoned = () => void signal(9);
    const carried = relay.carry(process).catch(() => {
      relay.drop();
      return undefined;
    });
    this.carried.add(carried);
    return carried.finally(() => {
      this.carried.delete(carried);
      this.pids.delete(process.pid);
      this.forget(relay);
    });
  }

  /** Ends a shim that has no process to carry. */
  drop(relay: Relay): void {
    relay.drop();
    this.forget(relay);
  }

  /** Another may have called by its key since. */
  private forget(relay: Relay): void {
    if (this.relays.get(relay.key) === relay) this.relays.delete(relay.key);
  }

  /** Ends the shim with this key, whether or not it has called yet: no process will come for it. */
  cut(key: string): void {
    this.claim(key);
    const relay = this.relays.get(key);
    if (relay === undefined) this.unwanted.add(key);
    else this.drop(relay);
  }

  dropAll(): void {
    for (const relay of this.relays.values()) relay.drop();
  }

  /** The shim of a process in the guest, by its pid there. */
  pidOf(guestPid: number): number | undefined {
    return this.pids.get(guestPid);
  }

  /** Resolves when all that is carried now has been carried to its end. */
  async settled(): Promise<void> {
    await Promise.all(this.carried);
  }
}

function readFrames(reader: ShimFrameReader, bytes: Buffer): readonly ShimFrame[] {
  try {
    return reader.read(bytes);
  } catch {
    return [];
  }
}
