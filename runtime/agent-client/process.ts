import { AgentProtocolError, SpawnFailedError } from "../errors/agent-errors.ts";
import type { AgentGoneError } from "../errors/agent-errors.ts";
import { FrameType, PayloadWriter } from "../protocol/frames.ts";
import type { GuestProcess, ProcessEnding, SpawnRequest } from "./agent-client.ts";
import type { AgentChannel, ProcessFrame } from "./channel.ts";
import { collect } from "./collect.ts";
import { DescriptorRecord } from "./descriptor.ts";
import { GuestInput, GuestOutput } from "./streams.ts";

/** What a spawned program may say at most when it fails, for each stream. */
const failureOutputBytes = 64 * 1024;

/** One process that the agent started for us, from the request to its last frame. */
export class ProcessRecord {
  readonly handle: number;
  readonly stdin: GuestInput | null;
  readonly stdout: GuestOutput;
  readonly stderr: GuestOutput;
  readonly descriptors: readonly DescriptorRecord[];
  readonly ending: Promise<ProcessEnding>;
  readonly #channel: AgentChannel;
  readonly #request: SpawnRequest;
  readonly #onFinished: () => void;
  #resolveEnding: (ending: ProcessEnding) => void = () => undefined;
  #rejectEnding: (error: Error) => void = () => undefined;
  #state: "starting" | "running" | "ended" = "starting";

  /** @param onFinished Called once when the guest will send nothing more about the process. */
  constructor(channel: AgentChannel, handle: number, request: SpawnRequest, onFinished: () => void) {
    this.#channel = channel;
    this.handle = handle;
    this.#request = request;
    this.#onFinished = onFinished;
    const hasInput = request.stdio.kind === "console" || request.stdio.stdin;
    this.stdin = hasInput ? new GuestInput(channel, handle) : null;
    this.stdout = new GuestOutput(channel, handle, 1, () => this.#finish());
    this.stderr = new GuestOutput(channel, handle, 2, () => this.#finish());
    this.descriptors = (request.descriptors ?? []).map((use) => new DescriptorRecord(channel, use, () => this.#finish()));
    // Whoever never writes or reads must not be ended by a broken stream.
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream?.on("error", () => undefined);
    this.ending = new Promise((resolve, reject) => {
      this.#resolveEnding = resolve;
      this.#rejectEnding = reject;
    });
    this.ending.catch(() => undefined);
  }

  receive(frame: ProcessFrame): void {
    switch (frame.kind) {
      case "stdout":
        this.stdout.receive(frame.bytes);
        return;
      case "stderr":
        this.stderr.receive(frame.bytes);
        return;
      case "credit":
        this.#input(frame.stream).credit(frame.bytes);
        return;
      case "close":
        this.#input(frame.stream).destroy();
        return;
      case "exited":
        this.#exited(frame.ending);
    }
  }

  /** The guest has started it. Its end may be the very next frame, so that this must be known before. Throws AgentProtocolError after its end. */
  spawned(): void {
    if (this.#state !== "starting") throw new AgentProtocolError(`process ${this.handle} started after its end`);
    this.#state = "running";
  }

  /** For whoever asked for the process. The program's own output before a terminal's is of no more use then. */
  started(pid: number): GuestProcess {
    const terminal = this.#request.stdio.kind === "console";
    if (terminal) this.stderr.resume();
    return {
      pid,
      stdin: this.stdin,
      stdout: this.stdout,
      stderr: terminal ? null : this.stderr,
      descriptors: this.descriptors,
      ending: this.ending,
      resize: (columns, rows) => this.#resize(columns, rows),
    };
  }

  /** Nobody waits for the process any more: whatever it is by now, it has to end. */
  abandon(pid: number | null): void {
    if (pid !== null) this.#channel.sendIgnored(FrameType.signal, new PayloadWriter().u32(pid).u32(9).payload());
    this.discard();
  }

  /** Closes all streams. */
  discard(): void {
    this.stdin?.destroy();
    this.stdout.destroy();
    this.stderr.destroy();
    for (const descriptor of this.descriptors) descriptor.destroy();
  }

  gone(error: AgentGoneError): void {
    this.#rejectEnding(error);
    for (const stream of [this.stdin, this.stdout, this.stderr, ...this.descriptors]) stream?.destroy(error);
  }

  #exited(ending: ProcessEnding): void {
    if (this.#state === "ended") throw new AgentProtocolError(`process ${this.handle} ended twice`);
    const starting = this.#state === "starting";
    this.#state = "ended";
    this.#resolveEnding(ending);
    if (starting) void this.#failSpawn(ending);
    this.#finish();
  }

  async #failSpawn(ending: ProcessEnding): Promise<void> {
    const [stdout, stderr] = await Promise.all([collect(this.stdout, failureOutputBytes), collect(this.stderr, failureOutputBytes)]);
    this.stdin?.destroy();
    for (const descriptor of this.descriptors) descriptor.destroy();
    this.#channel.reject(this.handle, new SpawnFailedError(this.#request.argv[0] ?? "", ending, stdout, stderr));
  }

  #input(stream: number): GuestInput {
    if (stream !== 0 || !this.stdin) throw new AgentProtocolError(`control of stream ${stream} of process ${this.handle}`);
    return this.stdin;
  }

  #finish(): void {
    if (this.#state !== "ended" || !this.stdout.done || !this.stderr.done || !this.descriptors.every(({ done }) => done)) return;
    this.stdin?.destroy();
    for (const { input } of this.descriptors) input?.destroy();
    this.#onFinished();
  }

  async #resize(columns: number, rows: number): Promise<void> {
    const payload = new PayloadWriter().u32(this.handle).u32(columns).u32(rows).payload();
    await this.#channel.request("resize", FrameType.resize, payload, "done", resizeTimeoutMs);
  }
}

/** A terminal's size is set without any waiting in the guest. */
const resizeTimeoutMs = 10_000;
