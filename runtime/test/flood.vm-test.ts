/** A guest that was taken over and says to its monitor what no agent says: nothing grows, nothing waits, and its container ends. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { VrunFixture } from "./vrun-fixture.ts";

const attackTimeoutMs = 120_000;
const pollMs = 50;
const floodBytes = 200_000_000;
const grownMaxBytes = 32 * 1024 * 1024;
const capabilities = ["CAP_SYS_ADMIN", "CAP_SYS_RAWIO", "CAP_DAC_OVERRIDE", "CAP_KILL"];
const all = { bounding: capabilities, effective: capabilities, permitted: capabilities };

/** Runs in the agent's own namespaces: the guest's kernel starts it for a process that dumps core. */
const flood = `#!/bin/sh
exec </dev/null
echo >/run/shared/flooding/rootfs/begun
exec /run/shared/flooding/rootfs/bin/flood ${floodBytes}
`;

/** Resident memory of a process in bytes, or null where it is gone. */
function residentBytes(pid: number): number | null {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return null;
  }
}

void describe("a guest that floods its monitor", () => {
  const fixture = new VrunFixture();
  const file = (name: string): string => join(fixture.directory, "flooding/rootfs", name);

  before(() => {
    fixture.prepare("flooding", {}, {}, { process: { capabilities: all, rlimits: [{ type: "RLIMIT_CORE", soft: 1 << 20, hard: 1 << 20 }] } });
    const built = spawnSync("gcc", ["-static", "-O1", "-o", file("bin/flood"), join(__dirname, "flood.c")], { encoding: "utf8" });
    assert.equal(built.status, 0, built.stderr);
    writeFileSync(file("flood"), flood, { mode: 0o755 });
    const ran = fixture.run("run", "--detach", "--bundle", "{bundles}/flooding", "flooding");
    assert.equal(ran.status, 0, ran.stderr);
  });
  after(() => {
    fixture.run("delete", "--force", "flooding");
    fixture.close();
  });

  void it("loses its connection at the first bytes that are no frame, and its container can be deleted", async () => {
    const [monitor] = fixture.processes("flooding", "vrun-monitor");
    assert.ok(monitor !== undefined, "the monitor runs");
    const before = residentBytes(monitor) ?? 0;
    const exec = fixture.start("exec", "flooding", "sh", "-c", "echo '|/run/shared/flooding/rootfs/flood' >/proc/sys/kernel/core_pattern; ulimit -c 1000; sh -c 'kill -SEGV $$'");
    let most = before;
    for (const deadline = Date.now() + attackTimeoutMs; Date.now() < deadline; await delay(pollMs)) {
      const now = residentBytes(monitor);
      if (now === null) break;
      most = Math.max(most, now);
      if (existsSync(file("begun")) && exec.exitCode !== null && fixture.status("flooding") === "stopped") break;
    }
    assert.ok(existsSync(file("begun")), "the attack ran");
    assert.ok(most - before < grownMaxBytes, `the monitor grew by ${most - before} bytes`);
    assert.equal(await fixture.waitForStatus("flooding", "stopped"), "stopped");
    const deleted = fixture.run("delete", "--force", "flooding");
    assert.equal(deleted.status, 0, deleted.stderr);
    assert.deepEqual(await fixture.leftOf("flooding"), []);
    exec.kill("SIGKILL");
  });
});
