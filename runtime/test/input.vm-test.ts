/** What a caller may give, through the real command: ids that look like options, files that are none, and secrets. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const fixture = new VrunFixture();
after(() => fixture.close());

function must(...words: readonly string[]): string {
  const { status, stdout, stderr } = fixture.run(...words);
  assert.equal(status, 0, `${words.join(" ")}: ${stderr}`);
  return stdout;
}

for (const [what, make] of [
  ["a FIFO", (path: string) => execFileSync("mkfifo", [path])],
  ["a device", (path: string) => symlinkSync("/dev/zero", path)],
  ["3 GB of holes", (path: string) => (writeFileSync(path, ""), truncateSync(path, 3e9))],
] as const)
  void test(`a config.json that is ${what} is refused in one line, and nothing is left`, async () => {
    fixture.prepare("c");
    const path = join(fixture.directory, "c/config.json");
    rmSync(path);
    make(path);
    const { status, stderr } = fixture.run("create", "--bundle", "{bundles}/c", "c");
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^[^\n]*config\.json (must be a regular file|has more than 16777216 bytes)"\n$/);
    assert.deepEqual(await fixture.leftOf("c"), []);
  });

void test("paths of state root and bundle may have any characters", async () => {
  const odd = new VrunFixture([], "a,b c:d\"'ü\\\n=-");
  try {
    odd.prepare("c");
    assert.equal(odd.run("run", "--detach", "--bundle", join(odd.directory, "c"), "c").status, 0);
    assert.equal(odd.run("exec", "c", "cat", "/name").stdout, "c");
    assert.equal(odd.run("delete", "--force", "c").status, 0);
    assert.deepEqual(await odd.leftOf("c"), []);
  } finally {
    odd.close();
  }
});

for (const id of ["-x", "--", "--help"])
  void test(`the id ${id} is one for every command`, async () => {
    fixture.prepare(id);
    must("create", "--bundle", `{bundles}/${id}`, "--", id);
    must("start", "--", id);
    assert.equal(must("exec", "--", id, "cat", "/name"), id);
    assert.equal((JSON.parse(must("ps", "--format", "json", "--", id)) as unknown[]).length, 1);
    for (const command of [["pause"], ["resume"], ["update", "--pids-limit", "50"], ["events", "--stats"], ["state"]]) must(...command, "--", id);
    must("kill", "--", id, "KILL");
    must("delete", "--force", "--", id);
    assert.deepEqual(await fixture.leftOf(id), []);
  });

void test("no command line and no environment on the host has a container's secrets, or the key of its shim", async () => {
  const marker = "marker-of-a-secret";
  fixture.prepare("secret", {}, {}, { process: { env: ["PATH=/bin", `SECRET=${marker}`] } });
  must("run", "--detach", "--bundle", "{bundles}/secret", "secret");
  const pids = fixture.processes("secret", "");
  assert.ok(pids.length >= 4, `shim, monitor, QEMU and virtiofsd, not ${pids.length}`);
  for (const pid of pids)
    for (const file of ["cmdline", "environ"]) {
      const text = readFileSync(`/proc/${pid}/${file}`, "latin1");
      assert.doesNotMatch(text, new RegExp(`${marker}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])`), `${file} of ${text.split("\0")[0]}`);
    }
  const sandbox = fixture.sandbox("secret");
  for (const name of readdirSync(sandbox).filter((entry) => entry.endsWith(".log"))) assert.ok(!readFileSync(join(sandbox, name), "utf8").includes(marker), name);
  must("delete", "--force", "secret");
  assert.deepEqual(await fixture.leftOf("secret"), []);
});

void test("a hook of the container that prints 3 MB holds nobody up, and ends nothing", async () => {
  const printed = "busybox yes | busybox head -c 3000000; busybox yes | busybox head -c 3000000 >&2";
  fixture.prepare("loud", {}, {}, { hooks: { startContainer: [{ path: "/bin/busybox", args: ["sh", "-c", printed], env: ["PATH=/bin"] }] } });
  must("run", "--detach", "--bundle", "{bundles}/loud", "loud");
  assert.ok(await fixture.comesTrue(() => fixture.hasStarted("loud")), "the program did not start");
  assert.equal(fixture.status("loud"), "running");
  must("delete", "--force", "loud");
  assert.deepEqual(await fixture.leftOf("loud"), []);
});
