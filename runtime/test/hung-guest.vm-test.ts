/** A guest whose agent answers no more, since root in the guest's own kernel has frozen it: its containers end all the same. */

import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { VrunFixture } from "./vrun-fixture.ts";

const frozenTimeoutMs = 60_000;
const pollMs = 100;
const capabilities = ["CAP_SYS_ADMIN", "CAP_SYS_RAWIO", "CAP_DAC_OVERRIDE", "CAP_KILL"];
const all = { bounding: capabilities, effective: capabilities, permitted: capabilities };

/** Runs in the agent's own namespaces: the guest's kernel starts it for a process that dumps core. */
const freeze = `#!/bin/sh
exec </dev/null
cgroup=/sys/fs/cgroup/ice
busybox mkdir $cgroup
echo 1 >$cgroup/cgroup.procs
echo >/run/shared/hung/rootfs/frozen
echo 1 >$cgroup/cgroup.freeze
`;

void describe("a guest whose agent is frozen", () => {
  const fixture = new VrunFixture();
  const file = (name: string): string => join(fixture.directory, "hung/rootfs", name);

  before(async () => {
    fixture.prepare("hung", {}, {}, { process: { capabilities: all, rlimits: [{ type: "RLIMIT_CORE", soft: 1 << 20, hard: 1 << 20 }] } });
    writeFileSync(file("freeze"), freeze, { mode: 0o755 });
    const ran = fixture.run("run", "--detach", "--bundle", "{bundles}/hung", "hung");
    assert.equal(ran.status, 0, ran.stderr);
    const exec = fixture.start("exec", "hung", "sh", "-c", "echo '|/run/shared/hung/rootfs/freeze' >/proc/sys/kernel/core_pattern; ulimit -c 1000; sh -c 'kill -SEGV $$'");
    for (const deadline = Date.now() + frozenTimeoutMs; !existsSync(file("frozen")) && Date.now() < deadline; ) await delay(pollMs);
    assert.ok(existsSync(file("frozen")), "the attack ran");
    exec.kill("SIGKILL");
  });
  after(() => {
    fixture.run("delete", "--force", "hung");
    fixture.close();
  });

  void it("loses its container to SIGKILL, after which a delete without force is enough", async () => {
    const killed = fixture.run("kill", "hung", "KILL");
    assert.equal(killed.status, 0, killed.stderr);
    assert.equal(await fixture.waitForStatus("hung", "stopped"), "stopped");
    const deleted = fixture.run("delete", "hung");
    assert.equal(deleted.status, 0, deleted.stderr);
    assert.deepEqual(await fixture.leftOf("hung"), []);
  });
});
