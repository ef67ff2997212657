import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";

const script = path.join(__dirname, "run.sh");

test("a host that there is not is named, with those that there are", () => {
  const { status, stderr } = spawnSync(script, ["cgroup-v3", "/nonexistent/out", "true"], { encoding: "utf8" });
  assert.equal(status, 2);
  assert.match(stderr, /^test host: there is no host cgroup-v3; there are cgroup-v2, .*selinux\n$/);
});

test("a call without a command is refused", () => {
  assert.equal(spawnSync(script, ["cgroup-v2", "/nonexistent/out"]).status, 2);
});

test("the help names each host", () => {
  const help = execFileSync(script, ["--help"], { encoding: "utf8" });
  for (const host of ["cgroup-v2", "cgroup-v1", "no-memory", "systemd", "selinux"]) assert.ok(help.includes(`  ${host} `), host);
});
