import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { describe, it } from "node:test";
import { HostError } from "../errors/errors.ts";
import { Qmp } from "./qmp.ts";

/** A QEMU that answers each command by `answer`. */
function fakeQemu(answer: (command: string) => string): { qmp: Qmp; channel: Duplex } {
  const channel: Duplex = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, callback) => {
      const { execute, id } = JSON.parse(chunk.toString()) as { execute: string; id: number };
      channel.push(`${answer(execute).replace(/^\{"(return|error)"/m, `{"id": ${id}, "$1"`)}\n`);
      callback();
    },
  });
  channel.push('{"QMP": {"version": {}}}\n');
  return { qmp: new Qmp(channel), channel };
}

describe("QEMU's control channel", () => {
  it("gives each command its answer, past events", async () => {
    const { qmp } = fakeQemu((command) => `{"event": "STOP"}\n{"return": "${command}"}`);
    assert.deepEqual(await Promise.all([qmp.execute("stop", {}, 5000), qmp.execute("cont", {}, 5000)]), ["stop", "cont"]);
  });

  it("says why QEMU refused, and goes on", async () => {
    const { qmp } = fakeQemu((command) => (command === "cont" ? '{"return": {}}' : '{"error": {"class": "GenericError", "desc": "no such device"}}'));
    await assert.rejects(qmp.execute("device_add", {}, 5000), (error: unknown) => error instanceof HostError && error.message.includes("no such device"));
    await qmp.execute("cont", {}, 5000);
  });

  it("fails a command that nobody answers, in time, and all after it", async () => {
    const { qmp } = fakeQemu(() => "");
    await assert.rejects(qmp.execute("stop", {}, 50), HostError);
    await assert.rejects(qmp.execute("cont", {}, 5000), HostError);
  });

  it("fails what waits when QEMU goes", async () => {
    const { qmp, channel } = fakeQemu(() => "");
    const waiting = qmp.execute("stop", {}, 5000);
    channel.destroy();
    await assert.rejects(waiting, HostError);
  });

  it("waits for a migration to complete, and throws when it failed", async () => {
    const states = ["setup", "active", "completed"];
    await fakeQemu(() => `{"return": {"status": "${states.shift() ?? ""}"}}`).qmp.migrated(5000);
    assert.deepEqual(states, []);
    await assert.rejects(fakeQemu(() => '{"return": {"status": "failed", "error-desc": "bad stream"}}').qmp.migrated(5000), /bad stream/);
  });
});
