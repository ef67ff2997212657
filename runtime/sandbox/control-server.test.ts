import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, test } from "node:test";
import { maxControlLine, type ControlRequest } from "./control.ts";
import { ControlServer } from "./control-server.ts";
import type { Json } from "../oci/json.ts";

const home = process.cwd();
let directory = "";
let server: ControlServer;
let answers: (request: ControlRequest) => Promise<Json> = async () => null;

beforeEach(async () => {
  directory = mkdtempSync(`${tmpdir()}/control-`);
  process.chdir(directory);
  server = new ControlServer({ perform: (request) => answers(request), onCommandGone: () => undefined, onShim: (socket) => socket.destroy() });
  await server.listen();
});
afterEach(() => {
  server.close(() => undefined);
  process.chdir(home);
  rmSync(directory, { recursive: true });
});

function connected(): Promise<Socket> {
  const socket = createConnection("control.sock");
  socket.on("error", () => undefined);
  return new Promise((resolve) => socket.once("connect", () => resolve(socket)));
}

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once("close", () => resolve()));

test("a request that comes in pieces, cut within a character, is whole", async () => {
  answers = async (request) => JSON.stringify(request);
  const socket = await connected();
  const reply = new Promise<string>((resolve) => socket.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8"))));
  for (const byte of Buffer.from('{"op":"pause","id":"grün-€"}\n')) {
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.match(await reply, /grün-€/);
  socket.destroy();
});

test("who sends a line without an end, asks without waiting for answers, or is no command at all is cut off", async () => {
  answers = () => new Promise(() => undefined);
  const endless = await connected();
  const piece = Buffer.alloc(1 << 20, "{");
  const ended = closed(endless);
  for (let sent = 0; sent <= maxControlLine && !endless.destroyed; sent += piece.length) if (!endless.write(piece)) await Promise.race([ended, new Promise((resolve) => endless.once("drain", resolve))]);
  await ended;

  const impatient = await connected();
  const cut = closed(impatient);
  impatient.write('{"op":"ps","id":"c"}\n'.repeat(1000));
  await cut;

  const stranger = await connected();
  const gone = closed(stranger);
  stranger.write("GET / HTTP/1.1\r\n\r\n");
  await gone;
});

test("of many requests at once few are performed, and who reads no answers is cut off", async () => {
  let performed = 0;
  answers = async () => {
    performed++;
    return null;
  };
  const many = await connected();
  const cut = closed(many);
  many.write('{"op":"ps","id":"c"}\n'.repeat(1000));
  await cut;
  assert.ok(performed <= 17, `${performed} performed`);

  const deaf = (await connected()).pause();
  const gone = new Promise<void>((resolve) => deaf.once("error", () => resolve()));
  answers = async () => "x".repeat(1 << 20);
  for (let asked = 0; asked < 100; asked++) {
    deaf.write('{"op":"ps","id":"c"}\n');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await gone;
});

test("a request that is no JSON, or not ours, gets an error and the next its answer", async () => {
  answers = async () => 7;
  const socket = await connected();
  let said = "";
  socket.setEncoding("utf8").on("data", (text: string) => (said += text));
  socket.write('{"op":\n');
  socket.write('{"op":"ps","id":"c"}\n');
  while (said.split("\n").length < 3) await new Promise((resolve) => setImmediate(resolve));
  const [first = "", second = ""] = said.split("\n");
  assert.deepEqual([(JSON.parse(first) as { ok: boolean }).ok, JSON.parse(second)], [false, { ok: true, value: 7 }]);
  socket.destroy();
});
