import { closeSync, constants, openSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { SandboxError, messageOf } from "../errors/errors.ts";
import type { Json } from "../oci/json.ts";
import { formatRequest, parseReply, type ControlRequest } from "./control.ts";
import { controlSocketName } from "./paths.ts";

/** A command's connection to a monitor. */
export class ControlClient {
  private readonly socket: Socket;
  private received: Buffer[] = [];
  private waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => this.waiting?.reject(new SandboxError("the sandbox's monitor has gone")));
  }

  /**
   * Connects to the monitor of a sandbox through a descriptor of its directory: the path of the socket may be longer
   * than an address can hold.
   *
   * @throws {SandboxError} when no monitor listens there.
   */
  static connect(sandboxDirectory: string): Promise<ControlClient> {
    return new Promise((resolve, reject) => {
      const refuse = (cause: NodeJS.ErrnoException): void => {
        const isGone = ["ENOENT", "ENOTDIR", "ECONNREFUSED", "ECONNRESET"].includes(cause.code ?? "");
        reject(new SandboxError(isGone ? "the sandbox's monitor is not running" : `cannot reach the sandbox's monitor: ${messageOf(cause)}`, { cause }));
      };
      let directory: number;
      try {
        directory = openSync(sandboxDirectory, constants.O_RDONLY | constants.O_DIRECTORY);
      } catch (error) {
        refuse(error as NodeJS.ErrnoException);
        return;
      }
      const socket = createConnection(`/proc/self/fd/${directory}/${controlSocketName}`);
      const settle = (): void => closeSync(directory);
      socket.once("error", (error) => {
        settle();
        refuse(error);
      });
      socket.once("connect", () => {
        settle();
        socket.removeAllListeners("error");
        resolve(new ControlClient(socket));
      });
    });
  }

  /** Sends one request and waits for its reply. @throws {RemoteError} what the monitor says went wrong. */
  async request(request: ControlRequest, timeoutMs: number): Promise<Json> {
    const line = await new Promise<string>((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(new SandboxError("the sandbox's monitor has gone"));
        return;
      }
      const timer = setTimeout(() => reject(new SandboxError(`the sandbox's monitor did not answer ${request.op} within ${timeoutMs} ms`)), timeoutMs);
      this.waiting = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.socket.write(formatRequest(request));
    });
    return parseReply(line);
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const end = chunk.indexOf(0x0a);
    if (end < 0) {
      this.received.push(chunk);
      return;
    }
    const line = Buffer.concat([...this.received, chunk.subarray(0, end)]).toString("utf8");
    this.received = [chunk.subarray(end + 1)];
    this.waiting?.resolve(line);
    this.waiting = undefined;
  }
}

/** One request on a connection of its own. */
export async function ask(sandboxDirectory: string, request: ControlRequest, timeoutMs: number): Promise<Json> {
  const client = await ControlClient.connect(sandboxDirectory);
  try {
    return await client.request(request, timeoutMs);
  } finally {
    client.close();
  }
}
