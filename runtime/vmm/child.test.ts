import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { HostError } from "../errors/errors.ts";
import { boundToUs, startChild } from "./child.ts";
import { Tail } from "./tail.ts";

const shell = (script: string, channels = 0, output = new Tail(1000)) =>
  startChild({ launcher: boundToUs, program: "/bin/sh", args: ["-c", script], cwd: "/tmp", channels, output });

describe("a child", () => {
  it("reports how it ended and what it said", async () => {
    const output = new Tail(1000);
    const child = await shell("pwd; echo oops >&2; exit 3", 0, output);
    assert.deepEqual(await child.ended, { kind: "exited", status: 3 });
    assert.match(output.text(), /\/tmp/);
    assert.match(output.text(), /oops/);
  });

  it("has our socket pairs as its descriptors", async () => {
    const child = await shell("read line <&4; echo \"$line back\" >&3", 2);
    child.channels[1]?.write("there and\n");
    const [piece] = (await once(child.channels[0] ?? assert.fail("no channel"), "data")) as [Buffer];
    assert.equal(piece.toString(), "there and back\n");
    await child.ended;
  });

  it("is killed and reaped, once or twice", async () => {
    const child = await shell("exec sleep 1000");
    await Promise.all([child.kill(), child.kill()]);
    assert.deepEqual(await child.ended, { kind: "signalled", signal: "SIGKILL" });
  });

  it("is an error when its directory is not there", async () => {
    await assert.rejects(startChild({ launcher: boundToUs, program: "/bin/true", args: [], cwd: "/no/such/directory", channels: 0, output: new Tail(10) }), HostError);
  });
});
