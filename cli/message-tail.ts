import { closeSync, openSync, readSync } from "node:fs";

/** How far a run has come. */
export interface RunProgress {
  /** Scenarios that have ended. */
  readonly finished: number;
  /** Of these, those with a failed step; expectations are not looked at here. */
  readonly failed: number;
  /** Names of the scenarios that run now. */
  readonly running: readonly string[];
}

interface Started {
  readonly name: string;
  failed: boolean;
}

interface Message {
  readonly pickle?: { readonly id: string; readonly name: string };
  readonly testCase?: { readonly id: string; readonly pickleId: string };
  readonly testCaseStarted?: { readonly id: string; readonly testCaseId: string };
  readonly testStepFinished?: { readonly testCaseStartedId: string; readonly testStepResult: { readonly status: string } };
  readonly testCaseFinished?: { readonly testCaseStartedId: string; readonly willBeRetried: boolean };
}

/** Messages that say nothing of progress, and may be large. */
const irrelevant = /^\{"(?:attachment|source|gherkinDocument|stepDefinition|hook|parameterType|meta|testStepStarted)"/;

/** Follows a messages file while cucumber writes it. Owns no descriptor between reads. */
export class MessageTail {
  readonly #file: string;
  readonly #names = new Map<string, string>();
  readonly #pickles = new Map<string, string>();
  readonly #running = new Map<string, Started>();
  readonly #buffer = Buffer.alloc(256 * 1024);
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  #finished = 0;
  #failed = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Reads what was added since the last call. */
  read(): RunProgress {
    let descriptor: number;
    try {
      descriptor = openSync(this.#file, "r");
    } catch {
      return this.#progress(); // not there yet
    }
    try {
      for (;;) {
        const count = readSync(descriptor, this.#buffer, 0, this.#buffer.length, this.#offset);
        if (count === 0) break;
        this.#offset += count;
        this.#take(this.#buffer.subarray(0, count));
      }
    } finally {
      closeSync(descriptor);
    }
    return this.#progress();
  }

  #take(added: Buffer): void {
    const bytes = Buffer.concat([this.#rest, added]);
    const end = bytes.lastIndexOf(10);
    this.#rest = Buffer.from(bytes.subarray(end + 1));
    if (end < 0) return;
    for (const line of bytes.subarray(0, end).toString("utf8").split("\n")) {
      if (line !== "" && !irrelevant.test(line)) this.#count(line);
    }
  }

  #count(line: string): void {
    let message: Message;
    try {
      message = JSON.parse(line) as Message;
    } catch {
      return; // the results say that the run is damaged
    }
    const { pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished } = message;
    if (pickle !== undefined) this.#pickles.set(pickle.id, pickle.name);
    else if (testCase !== undefined) this.#names.set(testCase.id, this.#pickles.get(testCase.pickleId) ?? "");
    else if (testCaseStarted !== undefined) {
      this.#running.set(testCaseStarted.id, { name: this.#names.get(testCaseStarted.testCaseId) ?? "", failed: false });
    } else if (testStepFinished !== undefined) {
      const started = this.#running.get(testStepFinished.testCaseStartedId);
      const { status } = testStepFinished.testStepResult;
      if (started !== undefined && status !== "PASSED" && status !== "SKIPPED") started.failed = true;
    } else if (testCaseFinished !== undefined) {
      const started = this.#running.get(testCaseFinished.testCaseStartedId);
      this.#running.delete(testCaseFinished.testCaseStartedId);
      if (testCaseFinished.willBeRetried) return;
      this.#finished += 1;
      if (started?.failed === true) this.#failed += 1;
    }
  }

  #progress(): RunProgress {
    return { finished: this.#finished, failed: this.#failed, running: [...this.#running.values()].map((started) => started.name) };
  }
}
