import assert from "node:assert/strict";
import { test } from "node:test";
import { normaliseSetting, parseCgroupMounts, parseCgroups } from "./cgroups.ts";

test("v1, named and v2 hierarchies are told apart", () => {
  assert.deepEqual(parseCgroups("9:name=systemd:/\n4:cpu,cpuacct:/a\n0::/b\n"), [
    { controllers: ["name=systemd"], path: "/" },
    { controllers: ["cpu", "cpuacct"], path: "/a" },
    { controllers: [], path: "/b" },
  ]);
});

test("mounts name their controllers, a v2 mount none", () => {
  const text = "30 25 0:26 / /sys/fs/cgroup/pids rw,nosuid shared:9 - cgroup cgroup rw,pids\n31 25 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n32 25 0:1 / /proc rw - proc proc rw\n";
  assert.deepEqual(parseCgroupMounts(text), [
    { point: "/sys/fs/cgroup/pids", v2: false, controllers: ["pids"] },
    { point: "/sys/fs/cgroup/unified", v2: true, controllers: [] },
  ]);
});

test("no limit reads max on v1 and v2", () => {
  assert.equal(normaliseSetting("9223372036854771712\n"), "max");
  assert.equal(normaliseSetting("9223372036852678656\n"), "max");
  assert.equal(normaliseSetting("-1\n"), "max");
  assert.equal(normaliseSetting("50000 100000\n"), "50000 100000");
});

test("the ends of CPU shares and weights read alike, quota and period apart", () => {
  assert.equal(normaliseSetting("10000\n", "cpu shares"), normaliseSetting("262144\n", "cpu shares"));
  assert.equal(normaliseSetting("50000 100000\n", "cpu quota"), "50000");
  assert.equal(normaliseSetting("50000 100000\n", "cpu period"), "100000");
  assert.equal(normaliseSetting("100000\n", "cpu period"), "100000");
});
