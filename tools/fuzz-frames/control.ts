import { createConnection, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { formatRequest, type ControlRequest } from "../../runtime/sandbox/control.ts";
import { ControlServer } from "../../runtime/sandbox/control-server.ts";
import { controlSocketName } from "../../runtime/sandbox/paths.ts";
import { SandboxError } from "../../runtime/errors/errors.ts";
import type { Json } from "../../runtime/oci/json.ts";
import { between, weighted, type Random } from "../soak/random.ts";
import { Watched } from "./watched.ts";

/** Requests that a connection may have under way, and the one by which it is cut off. */
const underWayMax = 17;

/** The monitor's socket with nothing behind it: answers, refuses or lets wait as the case draws. Listens in the working directory. */
export class ControlDoor {
  private readonly server: ControlServer;
  private random: Random = () => 0;
  private underWay = 0;
  private most = 0;
  private waiting: (() => void)[] = [];

  constructor() {
    this.server = new ControlServer({
      perform: (request) => this.perform(request),
      onCommandGone: () => undefined,
      onShim: (socket) => socket.destroy(),
    });
  }

  listen(): Promise<void> {
    return this.server.listen();
  }

  close(): void {
    this.server.close(() => undefined);
  }

  private async perform(request: ControlRequest): Promise<Json> {
    this.most = Math.max(this.most, ++this.underWay);
    try {
      const how = weighted(this.random, { answer: 10, refuse: 1, break: 0.3, wait: 1 });
      if (how === "wait") await new Promise<void>((resolve) => this.waiting.push(resolve));
      if (how === "refuse") throw new SandboxError("no\nsuch container");
      if (how === "break") throw new TypeError("a fault of ours");
      return JSON.stringify(request);
    } finally {
      this.underWay--;
    }
  }

  /** Bytes of a command that is none against the socket: each line is answered by a line, in its order, or the connection is cut. */
  async play(random: Random): Promise<readonly string[]> {
    const watched = new Watched();
    [this.random, this.most] = [random, 0];
    const socket = createConnection(controlSocketName);
    socket.on("error", () => undefined);
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    const replies = random() < 0.8 ? repliesOf(socket, watched) : undefined;
    let lines = 0;
    for (let steps = between(random, 1, 12); steps > 0 && !socket.destroyed; steps--) {
      const said = line(random);
      lines += said.toString("latin1").split("\n").length - 1;
      await sayInPieces(random, socket, said);
      if (random() < 0.2) this.release();
    }
    this.release();
    if (replies !== undefined) while (!socket.destroyed && replies.count < lines && this.underWay > 0) await this.turnOver();
    if ((replies?.count ?? 0) > lines) watched.fault(`${replies?.count} replies to ${lines} lines`);
    socket.destroy();
    await closed;
    while (this.underWay > 0) await this.turnOver();
    if (this.most > underWayMax) watched.fault(`${this.most} requests under way at once`);
    return watched.faults;
  }

  private async turnOver(): Promise<void> {
    this.release();
    await turn();
  }

  private release(): void {
    for (const go of this.waiting.splice(0)) go();
  }
}

function repliesOf(socket: Socket, watched: Watched): { count: number } {
  const replies = { count: 0 };
  let pending = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (pending + text).split("\n");
    pending = lines.pop() ?? "";
    replies.count += lines.length;
    for (const reply of lines) if (!/^\{"ok":(true,"value":|false,"code":")/.test(reply)) watched.fault(`a reply that is none: ${reply.slice(0, 200)}`);
  });
  return replies;
}

function line(random: Random): Buffer {
  const id = "ü€😀x".repeat(between(random, 0, 20));
  const request = Buffer.from(formatRequest({ op: "pause", id }));
  switch (weighted(random, { request: 10, many: 1, deep: 0.5, cut: 0.5, noise: 1, other: 0.3, large: 0.02 })) {
    case "request": return request;
    case "many": return Buffer.concat(Array.from({ length: between(random, 2, 400) }, () => request));
    case "deep": return Buffer.from(`${'{"op":'.repeat(between(random, 1, 20_000))}\n`);
    case "cut": return request.subarray(0, between(random, 0, request.length));
    case "noise": return Buffer.from([...Array.from({ length: between(random, 0, 60) }, () => between(random, 0, 255)), 0x0a]);
    case "other": return Buffer.from(`${["null", "[]", "{}", '{"op":7}', '{"op":"__proto__","id":"constructor"}', '"'][between(random, 0, 5)]}\n`);
    case "large": return Buffer.alloc(1 << 20, "{");
  }
}

/** Cut anywhere, within characters too. */
async function sayInPieces(random: Random, socket: Socket, bytes: Buffer): Promise<void> {
  const pieces = random() < 0.7 ? 1 : between(random, 2, 6);
  for (let at = 0, left = pieces; left > 0 && !socket.destroyed; left--) {
    const end = left === 1 ? bytes.length : between(random, at, bytes.length);
    socket.write(bytes.subarray(at, end));
    at = end;
    if (pieces > 1) await turn();
  }
}
