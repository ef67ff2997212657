import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { constants } from "node:os";
import type { ProcessIdentity } from "./processes.ts";

/** How a process ended. */
export type Ending = { readonly kind: "exited"; readonly status: number } | { readonly kind: "signalled"; readonly signal: string };

/** "status 7" or "signal KILL". */
export function describeEnding(ending: Ending): string {
  return ending.kind === "exited" ? `status ${ending.status}` : `signal ${ending.signal}`;
}

/** An ending as the launcher writes it: "exit" or "signal", and a number. */
export function parseEnding(kind: string, value: string): Ending {
  return kind === "exit" ? { kind: "exited", status: Number(value) } : { kind: "signalled", signal: signalName(Number(value)) };
}

export function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found === undefined ? String(number) : found[0].slice("SIG".length);
}

/** Reads the subreaper's log (steps/native/launcher.c), each line once. */
export class ReaperLog {
  readonly #path: string;
  readonly #endings = new Map<string, Ending>();
  readonly #latest = new Map<number, string>();
  #offset = 0;
  #rest = "";

  constructor(path: string) {
    this.#path = path;
  }

  /** How the process ended; null while the subreaper has not seen its end. */
  endingOf(process: ProcessIdentity): Ending | null {
    this.#readOn();
    return this.#endings.get(`${process.pid} ${process.startTime}`) ?? null;
  }

  /** The last process with this number that was reaped; null when none was. */
  latestOf(pid: number): ProcessIdentity | null {
    this.#readOn();
    const startTime = this.#latest.get(pid);
    return startTime === undefined ? null : { pid, startTime };
  }

  #readOn(): void {
    if (!existsSync(this.#path)) return;
    const fd = openSync(this.#path, "r");
    try {
      const buffer = Buffer.alloc(64 * 1024);
      for (let length = -1; length !== 0; ) {
        length = readSync(fd, buffer, 0, buffer.length, this.#offset);
        this.#offset += length;
        this.#rest += buffer.toString("latin1", 0, length);
      }
    } finally {
      closeSync(fd);
    }
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    const [pid = "", startTime = "", kind = "", value = ""] = line.split(" ");
    this.#latest.set(Number(pid), startTime);
    this.#endings.set(`${pid} ${startTime}`, parseEnding(kind, value));
  }
}
