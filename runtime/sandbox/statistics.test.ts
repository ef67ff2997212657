import assert from "node:assert/strict";
import { test } from "node:test";
import { statistics } from "./statistics.ts";

const cgroup = {
  "cpu.stat": "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\nnr_periods 3\nnr_throttled 1\nthrottled_usec 20",
  "cpuset.cpus.effective": "0-1",
  "memory.current": "4096",
  "memory.max": "67108864",
  "memory.peak": "8192",
  "memory.swap.max": "max",
  "memory.stat": "anon 1024\nfile 2048",
  "memory.events": "low 0\nmax 2\noom_kill 1",
  "pids.current": "3",
  "pids.max": "20",
  "io.stat": "254:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0",
};

test("huge pages are told by those sizes that the kernel has", () => {
  assert.deepEqual(statistics(cgroup)["hugetlb"], {});
  const { hugetlb } = statistics({ ...cgroup, "hugetlb.2MB.current": "2097152", "hugetlb.2MB.events": "max 3" });
  assert.deepEqual(hugetlb, { "2MB": { usage: 2097152, failcnt: 3 } });
});

test("times are nanoseconds", () => {
  const { cpu } = statistics(cgroup);
  assert.deepEqual(cpu, {
    usage: { total: 1500000, kernel: 500000, user: 1000000 },
    throttling: { periods: 3, throttledPeriods: 1, throttledTime: 20000 },
  });
});

test("memory has usage, limit, peak and how often the limit was met", () => {
  const memory = statistics(cgroup)["memory"] as { usage: object; raw: object };
  assert.deepEqual(memory.usage, { limit: 67108864, usage: 4096, max: 8192, failcnt: 2 });
  assert.deepEqual(memory.raw, { anon: 1024, file: 2048 });
});

test("no limit is the largest number for memory and left out for pids", () => {
  const shown = statistics({ ...cgroup, "memory.max": "max", "pids.max": "max" });
  assert.equal((shown["memory"] as { usage: { limit: bigint } }).usage.limit, 2n ** 64n - 1n);
  assert.deepEqual(shown["pids"], { current: 3 });
});

test("each device has an entry for reads and one for writes", () => {
  assert.deepEqual(statistics(cgroup)["blkio"], {
    ioServiceBytesRecursive: [{ major: 254, minor: 0, op: "Read", value: 1 }, { major: 254, minor: 0, op: "Write", value: 2 }],
    ioServicedRecursive: [{ major: 254, minor: 0, op: "Read", value: 3 }, { major: 254, minor: 0, op: "Write", value: 4 }],
  });
});

test("files that the kernel does not have count as nothing used", () => {
  assert.deepEqual(statistics({})["pids"], { current: 0 });
});
