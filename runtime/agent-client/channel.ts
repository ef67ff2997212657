import type { Duplex } from "node:stream";
import { AgentGoneError, AgentProtocolError, AgentRequestError, AgentTimeoutError, GuestError, NoSuchProcessError } from "../errors/agent-errors.ts";
import { encodeFrame, FrameParser, framePayloadMax } from "../protocol/frames.ts";
import type { GuestFrame, RequestType } from "../protocol/frames.ts";

/** Linux ESRCH. */
const noSuchProcess = 3;

/** The frame kinds that answer a request; errors become exceptions. */
export type Answer = Extract<GuestFrame, { kind: "done" | "helloReply" | "fileData" | "spawned" }>;

/** Frames about a process. */
export type ProcessFrame = Extract<GuestFrame, { kind: "stdout" | "stderr" | "credit" | "close" | "exited" }>;

interface Pending {
  readonly expected: Answer["kind"];
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/**
 * Frames over one byte stream: requests with their answers and deadlines, and the frames of processes.
 *
 * Control frames go out at once; stream frames wait until the channel has room, so that they never queue before one.
 */
export class AgentChannel {
  /** Resolves once when the channel is closed, whatever the reason. */
  readonly closed: Promise<void>;
  readonly #channel: Duplex;
  readonly #parser = new FrameParser();
  readonly #pending = new Map<number, Pending>();
  /** Requests whose deadline passed: their answers may still come. Cleared as they do. */
  readonly #abandoned = new Map<number, (answer: Answer) => void>();
  readonly #writers: (() => void)[] = [];
  #onProcessFrame: (frame: ProcessFrame) => void = () => undefined;
  #onGone: (error: AgentGoneError) => void = () => undefined;
  #resolveClosed: () => void = () => undefined;
  #gone: AgentGoneError | null = null;
  #nextId = 1;

  constructor(channel: Duplex) {
    this.#channel = channel;
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    channel.on("data", (chunk: Buffer) => this.#receive(chunk));
    channel.on("drain", () => this.#serveWriters());
    channel.on("error", (error: Error) => this.fail(error));
    channel.on("end", () => this.fail());
    channel.on("close", () => this.fail());
  }

  /** Sets who gets the frames of processes, and who is told when the channel is gone. */
  serve(onProcessFrame: (frame: ProcessFrame) => void, onGone: (error: AgentGoneError) => void): void {
    this.#onProcessFrame = onProcessFrame;
    this.#onGone = onGone;
  }

  /** An id that was given to a request is below this. */
  get nextId(): number {
    return this.#nextId;
  }

  takeId(): number {
    return this.#nextId++;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param late Called with an answer that came after the deadline.
   * @param arrived Called as soon as the answer is there: before any frame that follows it, and before this resolves.
   */
  request<Kind extends Answer["kind"]>(
    what: string,
    type: RequestType,
    payload: Buffer,
    expected: Kind,
    timeoutMs: number,
    id: number = this.takeId(),
    late: (answer: Answer) => void = () => undefined,
    arrived: () => void = () => undefined,
  ): Promise<Extract<Answer, { kind: Kind }>> {
    if (this.#gone) return Promise.reject(this.#gone);
    if (payload.length > framePayloadMax) {
      return Promise.reject(new AgentRequestError(`${what}: ${payload.length} bytes are too many for one request, at most ${framePayloadMax} fit`));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        this.#abandoned.set(id, late);
        reject(new AgentTimeoutError(what, timeoutMs));
      }, timeoutMs);
      this.#pending.set(id, {
        expected,
        resolve: (answer) => {
          clearTimeout(timer);
          if (!isKind(answer, expected)) return;
          arrived();
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.send(type, id, payload);
    });
  }

  /** Rejects a request from outside, for an answer that is not one of its own; false when it does not wait. */
  reject(id: number, error: Error): boolean {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(error);
    return pending !== undefined || this.#abandoned.delete(id);
  }

  /** Sends a control frame at once. */
  send(type: number, id: number, payload: Buffer): void {
    if (!this.#gone) this.#channel.write(encodeFrame(type, id, payload));
  }

  /** Sends a request whose answer nobody waits for. */
  sendIgnored(type: RequestType, payload: Buffer): void {
    const id = this.takeId();
    this.#abandoned.set(id, () => undefined);
    this.send(type, id, payload);
  }

  /** Calls `write` as soon as the channel has room for a stream frame; never when the channel is gone. */
  whenRoom(write: () => void): void {
    this.#writers.push(write);
    this.#serveWriters();
  }

  /** Closes the channel; everything that waits is rejected with AgentGoneError. Safe to call twice. */
  fail(cause?: Error): void {
    if (this.#gone) return;
    this.#gone = new AgentGoneError(cause);
    this.#channel.destroy();
    for (const pending of this.#pending.values()) pending.reject(this.#gone);
    this.#pending.clear();
    this.#abandoned.clear();
    this.#writers.length = 0;
    this.#onGone(this.#gone);
    this.#resolveClosed();
  }

  #serveWriters(): void {
    while (!this.#gone && !this.#channel.writableNeedDrain) {
      const write = this.#writers.shift();
      if (!write) return;
      write();
    }
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#parser.push(chunk)) {
        if (this.#gone) return;
        this.#dispatch(frame);
      }
    } catch (error) {
      if (!(error instanceof AgentProtocolError)) throw error;
      this.fail(error);
    }
  }

  #dispatch(frame: GuestFrame): void {
    switch (frame.kind) {
      case "stdout":
      case "stderr":
      case "credit":
      case "close":
      case "exited":
        this.#onProcessFrame(frame);
        return;
      case "error":
        if (!this.reject(frame.id, guestError(frame.errno, frame.step))) throw new AgentProtocolError(`an error for request ${frame.id}, which does not wait`);
        return;
      case "done":
      case "helloReply":
      case "fileData":
      case "spawned":
        this.#answer(frame);
    }
  }

  #answer(answer: Answer): void {
    const late = this.#abandoned.get(answer.id);
    if (late) {
      this.#abandoned.delete(answer.id);
      late(answer);
      return;
    }
    const pending = this.#pending.get(answer.id);
    if (pending?.expected !== answer.kind) throw new AgentProtocolError(`${answer.kind} for request ${answer.id}, which waits for ${pending?.expected ?? "nothing"}`);
    // An answer that its own request refuses breaks the channel, which then rejects the request as well.
    pending.resolve(answer);
    this.#pending.delete(answer.id);
  }
}

function isKind<Kind extends Answer["kind"]>(answer: Answer, kind: Kind): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind;
}

function guestError(errno: number, step: string): GuestError {
  return errno === noSuchProcess ? new NoSuchProcessError(errno, step) : new GuestError(errno, step);
}
