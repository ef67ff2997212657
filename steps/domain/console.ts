import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { poll } from "./poll.ts";
import { checkout } from "./run-description.ts";
import type { Scenario } from "./scenario.ts";
import { readText } from "./written-files.ts";

/** What a console socket received: null as long as nothing has come. */
export interface ReceivedTerminal {
  readonly descriptors: number;
  readonly terminals: number;
  /** True once the runtime has closed the connection. */
  readonly closed: boolean;
}

/** Someone at a console socket who takes the terminal, as a container manager does (steps/native/console-receiver.c). */
export class ConsoleReceiver {
  readonly #scenario: Scenario;
  readonly #reportFile: string;
  readonly #outputFile: string;
  readonly #act: (line: string) => void;

  constructor(scenario: Scenario, files: { readonly report: string; readonly output: string }, act: (line: string) => void) {
    this.#scenario = scenario;
    this.#reportFile = files.report;
    this.#outputFile = files.output;
    this.#act = act;
  }

  /** Waits until the runtime has sent something and closed the connection, or the deadline has passed. */
  async received(): Promise<ReceivedTerminal | null> {
    await this.#await(() => this.#received()?.closed === true);
    return this.#received();
  }

  /** Waits until the terminal has printed a line, nobody has it open any more, or the deadline has passed; returns the lines that there are. */
  async linesWith(line: string): Promise<readonly string[]> {
    const lines = (): string[] => readText(this.#outputFile).split(/\r?\n/);
    await this.#await(() => lines().includes(line) || readText(this.#reportFile).includes("\nhangup\n"));
    return lines().filter((one) => one !== "");
  }

  /** What the terminal printed, byte for byte, once it is `wanted` or the deadline has passed. */
  async textLike(wanted: string): Promise<string> {
    await this.#await(() => readText(this.#outputFile) === wanted);
    return readText(this.#outputFile);
  }

  type(text: string): void {
    this.#act(`type ${text}`);
  }

  resize(rows: number, columns: number): void {
    this.#act(`resize ${rows} ${columns}`);
  }

  /** Closes the only descriptor that the manager has of the terminal. */
  close(): void {
    this.#act("close");
  }

  #received(): ReceivedTerminal | null {
    const report = readText(this.#reportFile);
    const counts = [...report.matchAll(/^received (\d+) (\d+)$/gm)].map(([, all, terminals]) => [Number(all), Number(terminals)] as const);
    if (counts.length === 0) return null;
    return { descriptors: counts.reduce((sum, [all]) => sum + all, 0), terminals: counts.reduce((sum, [, one]) => sum + one, 0), closed: report.includes("\nclosed\n") };
  }

  async #await(condition: () => boolean): Promise<void> {
    await poll(() => (condition() ? true : null), this.#scenario.suite.description.profile.timeoutsMs.output);
  }
}

const LISTEN_MS = 5000;

/**
 * Starts to listen at a socket below the scenario's folder. Ends with the scenario.
 *
 * @throws when the helper is not built or cannot listen.
 */
export async function openConsole(scenario: Scenario, path: string): Promise<ConsoleReceiver> {
  const helper = join(checkout, ".cache/bin/console-receiver");
  if (!existsSync(helper)) throw new Error(`no ${helper}: run make -C steps/native`);
  const socket = join(scenario.directory, path);
  const files = { report: `${socket}.report`, output: `${socket}.output` };
  const receiver = execa(helper, [socket, files.report, files.output], { cwd: dirname(socket), stdin: "pipe", stdout: "ignore", reject: false });
  scenario.onEnd(`stop listening at ${path}`, async () => {
    receiver.stdin.end();
    await receiver;
  });
  const listening = await poll(() => (readText(files.report).startsWith("listening\n") ? true : receiver.exitCode === null ? null : false), LISTEN_MS);
  if (listening !== true) throw new Error(`nobody listens at ${socket}: ${(await receiver).stderr}`);
  return new ConsoleReceiver(scenario, files, (line) => void receiver.stdin.write(`${line}\n`));
}
