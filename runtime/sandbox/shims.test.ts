import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Shims } from "./shims.ts";

let directory = "";
let server: Server;
let shims: Shims;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "shims-"));
  shims = new Shims();
  server = createServer((socket) => socket.once("data", (first: Buffer) => shims.greet(socket, first)));
  server.listen(join(directory, "s"));
  await once(server, "listening");
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const key = "0123456789abcdef0123456789abcdef";

/** A shim's first frame: runtime/host/shim.h. */
function greeting(): Buffer {
  return Buffer.concat([Buffer.from("H\0\0\0", "latin1"), Buffer.from([key.length, 0, 0, 0]), Buffer.from(key)]);
}

/** A shim that has said who it is. */
async function call(): Promise<{ socket: Socket; closed: Promise<unknown> }> {
  const socket = createConnection(join(directory, "s"));
  socket.on("error", () => undefined).resume();
  const closed = once(socket, "close");
  await once(socket, "connect");
  socket.write(greeting());
  return { socket, closed };
}

test("a shim is found by its key, whether it or its process comes first", async () => {
  const waiting = shims.relayFor(key);
  const { socket } = await call();
  const relay = await waiting;
  assert.equal(relay.key, key);
  assert.equal(await shims.relayFor(key), relay);
  socket.destroy();
});

test("a shim whose command has gone is ended, also when it calls late", async () => {
  const early = await call();
  await shims.relayFor(key);
  shims.cut(key);
  await early.closed;
  const late = await call();
  await late.closed;
});

test("a second shim of the same key is cut off, and the first stays", async () => {
  const first = await call();
  const relay = await shims.relayFor(key);
  const second = await call();
  await second.closed;
  assert.ok(relay.isOpen());
  first.socket.destroy();
});

test("a shim whose command was killed before it asked is ended and forgotten, and one that a command announced is not", async () => {
  shims = new Shims(100);
  shims.announce(key);
  const announced = await call();
  await delay(300);
  assert.ok(!announced.socket.destroyed);
  const relay = await shims.relayFor(key);
  assert.ok(relay.isOpen());
  shims.drop(relay);
  await announced.closed;

  const orphan = await call();
  await orphan.closed;
  await assert.rejects(shims.relayFor(key), /did not connect/);
});

test("a shim that was cut off late is not kept in mind", async () => {
  shims.cut(key);
  await (await call()).closed;
  const { socket } = await call();
  assert.ok((await shims.relayFor(key)).isOpen());
  socket.destroy();
});
