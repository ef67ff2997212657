import { setImmediate as turn } from "node:timers/promises";
import { RuntimeError } from "../../runtime/errors/errors.ts";
import { messageMax, oneLine } from "../../runtime/errors/one-line.ts";

const turnsMax = 200;

/** What a case waits for, and what went wrong in it. */
export class Watched {
  readonly faults: string[] = [];
  private readonly waiting = new Set<string>();
  private count = 0;

  fault(what: string): void {
    this.faults.push(what);
  }

  /** It may be refused, by an error of ours that is a line. */
  watch(what: string, promise: Promise<unknown>): void {
    const name = `${what} (${this.count++})`;
    this.waiting.add(name);
    promise.then(
      () => this.waiting.delete(name),
      (error: unknown) => {
        this.waiting.delete(name);
        if (!(error instanceof RuntimeError)) this.fault(`${name} ended by ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        else if (oneLine(error.message).length > messageMax || oneLine(error.message).includes("\n")) this.fault(`${name} ended by more than a line`);
      },
    );
  }

  /** Lets what is ready happen; what still waits then will wait for ever. */
  async settle(): Promise<void> {
    for (let turns = 0; this.waiting.size > 0 && turns < turnsMax; turns++) await turn();
    for (const name of this.waiting) this.fault(`${name} waits for ever`);
  }
}
