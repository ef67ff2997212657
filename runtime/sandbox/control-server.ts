/** The socket of a sandbox's monitor: commands ask there, and shims say whose stdio they have. */

import { createServer, type Server, type Socket } from "node:net";
import type { Json } from "../oci/json.ts";
import { formatReply, maxControlLine, parseRequest, type ControlRequest } from "./control.ts";
import { controlSocketName } from "./paths.ts";

const lineEnd = 0x0a;
/** Requests that a connection may have whose answers it has not read. */
const waitingMax = 16;

/** Who answers. */
export interface Door {
  /** Answers a command. A rejection is the reply too. */
  perform(request: ControlRequest, socket: Socket): Promise<Json>;
  /** A command's connection has closed. */
  onCommandGone(socket: Socket): void;
  /** Another than a command calls. @param first What it has said so far. */
  onShim(socket: Socket, first: Buffer): void;
}

export class ControlServer {
  private readonly door: Door;
  private readonly server: Server;

  constructor(door: Door) {
    this.door = door;
    this.server = createServer((socket) => this.accept(socket));
  }

  /** Listens in the working directory. A relative name: an absolute path may be longer than a socket's address and would be cut silently. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(controlSocketName, resolve);
    });
  }

  /** Takes no more calls. @param onClosed Called when the last connection has closed. */
  close(onClosed: () => void): void {
    this.server.close(onClosed);
  }

  /** The first byte says who calls: a command writes JSON, a shim its greeting. */
  private accept(socket: Socket): void {
    socket.on("error", () => undefined);
    socket.once("data", (first: Buffer) => {
      if (first[0] === 0x7b) this.serveCommand(socket, first);
      else this.door.onShim(socket, first);
    });
  }

  private serveCommand(socket: Socket, first: Buffer): void {
    let pieces: Buffer[] = [];
    let [pendingBytes, waiting] = [0, 0];
    let order = Promise.resolve();
    const take = (chunk: Buffer): void => {
      let from = 0;
      for (let end = chunk.indexOf(lineEnd); end >= 0; end = chunk.indexOf(lineEnd, from)) {
        const line = Buffer.concat([...pieces, chunk.subarray(from, end)]).toString("utf8");
        [pieces, pendingBytes, from] = [[], 0, end + 1];
        // Our own commands ask one thing at a time, and read what they are told.
        if (++waiting > waitingMax) {
          socket.destroy();
          return;
        }
        order = order.then(() => this.answer(socket, line, () => void waiting--));
      }
      pieces.push(chunk.subarray(from));
      pendingBytes += chunk.length - from;
      if (pendingBytes > maxControlLine) socket.destroy();
    };
    socket.on("data", take);
    socket.on("close", () => this.door.onCommandGone(socket));
    take(first);
  }

  /** @param onRead Called when the reply has left. */
  private async answer(socket: Socket, line: string, onRead: () => void): Promise<void> {
    let reply: string;
    try {
      reply = formatReply({ value: await this.door.perform(parseRequest(line), socket) });
    } catch (error) {
      reply = formatReply({ error });
    }
    if (!socket.destroyed) socket.write(reply, onRead);
  }
}
