/** What a container's process tells the socket of NOTIFY_SOCKET, and what of it arrives at the host's. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const listenTimeoutMs = 30_000;

void describe("readiness", () => {
  const fixture = new VrunFixture();
  const socket = join(fixture.directory, "notify");
  const id = "service";
  const prepare = (...args: readonly string[]): void => {
    fixture.prepare(id, {}, {}, { process: { args } });
    const built = spawnSync("gcc", ["-static", "-o", join(fixture.directory, id, "rootfs/bin/datagrams"), join(__dirname, "datagrams.c")], { encoding: "utf8" });
    assert.equal(built.status, 0, built.stderr);
  };
  const withSocket = <T>(work: () => T): T => {
    process.env["NOTIFY_SOCKET"] = socket;
    try {
      return work();
    } finally {
      delete process.env["NOTIFY_SOCKET"];
    }
  };
  after(() => {
    fixture.run("delete", "--force", id);
    fixture.close();
  });

  void it("is told with the pid to watch, once the process says so, and nothing else is", async () => {
    prepare("datagrams", "send", "STATUS=starting", "READY=1\nMAINPID=7");
    const listener = spawn(join(fixture.directory, id, "rootfs/bin/datagrams"), ["listen", socket, "3"], { stdio: ["ignore", "pipe", "inherit"] });
    let received = "";
    listener.stdout.on("data", (chunk: Buffer) => (received += chunk.toString()));
    try {
      while (!received.includes("listening")) await once(listener.stdout, "data", { signal: AbortSignal.timeout(listenTimeoutMs) });
      const created = withSocket(() => fixture.run("create", "--bundle", `{bundles}/${id}`, id));
      assert.equal(created.status, 0, created.stderr);
      // The listener does not answer while start waits for it: the command has to be one that we do not wait for.
      const started = withSocket(() => fixture.start("start", id));
      const [status] = (await once(started, "exit")) as [number | null];
      assert.equal(status, 0);
      if (listener.exitCode === null) await once(listener, "exit", { signal: AbortSignal.timeout(listenTimeoutMs) });
      assert.equal(received, `listening\nREADY=1\nMAINPID=${fixture.pid(id)}\nBARRIER=1 with a descriptor\n`);
    } finally {
      listener.kill("SIGKILL");
      fixture.run("delete", "--force", id);
    }
  });

  void it("is not waited for when the process ends first", () => {
    rmSync(socket, { force: true });
    prepare("true");
    const created = withSocket(() => fixture.run("create", "--bundle", `{bundles}/${id}`, id));
    assert.equal(created.status, 0, created.stderr);
    const started = withSocket(() => fixture.run("start", id));
    assert.equal(started.status, 0, started.stderr);
    assert.equal(existsSync(socket), false);
  });
});
