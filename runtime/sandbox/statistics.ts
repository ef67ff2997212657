/** What a container has used, read from its cgroup in the guest and told in the shape of runc's events. */

import { join } from "node:path";
import type { AgentClient } from "../agent-client/agent-client.ts";
import type { Json, JsonObject } from "../oci/json.ts";
import { parseCpuList } from "../oci/cpu-list.ts";

const readTimeoutMs = 30_000;
const maxFileBytes = 64 * 1024;
/** What version 2 says for "no limit" is the largest number that runc has. */
const unlimited = 2n ** 64n - 1n;
/** Sizes of huge pages on x86, as the kernel names them. */
const pageSizes = ["2MB", "1GB"] as const;
const files = [
  "cpu.stat", "cpuset.cpus.effective", "cpuset.mems.effective", "memory.current", "memory.max", "memory.peak", "memory.stat", "memory.events",
  "memory.swap.current", "memory.swap.max", "memory.swap.peak", "pids.current", "pids.max", "io.stat",
  "hugetlb.2MB.current", "hugetlb.2MB.events", "hugetlb.1GB.current", "hugetlb.1GB.events",
] as const;
type StatisticsFile = (typeof files)[number];

/** The files of a cgroup by their names; one that the guest's kernel does not have is left out. */
export type CgroupFiles = Partial<Readonly<Record<StatisticsFile, string>>>;

/** Reads the files that `statistics` needs. */
export async function readCgroup(agent: AgentClient, directory: string): Promise<CgroupFiles> {
  const read = async (name: StatisticsFile): Promise<[StatisticsFile, string]> => [name, await readText(agent, join(directory, name))];
  const found = await Promise.all(files.map((name) => read(name).catch(() => undefined)));
  return Object.fromEntries(found.filter((entry) => entry !== undefined));
}

async function readText(agent: AgentClient, path: string): Promise<string> {
  return (await agent.readFile(path, maxFileBytes, readTimeoutMs)).toString("utf8").trim();
}

/** How often the kernel has killed a process of the cgroup for lack of memory. */
export async function oomKills(agent: AgentClient, directory: string): Promise<number> {
  return Number(keyed(await readText(agent, join(directory, "memory.events")))["oom_kill"] ?? 0n);
}

function keyed(text: string | undefined): Record<string, bigint> {
  const pairs = (text ?? "").split("\n").map((line) => line.split(" "));
  return Object.fromEntries(pairs.filter(([, value]) => /^\d+$/.test(value ?? "")).map(([key = "", value = "0"]) => [key, BigInt(value)]));
}

function count(text: string | undefined): bigint {
  if (text === "max") return unlimited;
  return /^\d+$/.test(text ?? "") ? BigInt(text ?? "") : 0n;
}

/** Numbers that JavaScript holds exactly stay numbers. */
function number(value: bigint): Json {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function list(text: string | undefined): number[] {
  return text === undefined || text === "" ? [] : [...(parseCpuList(text) ?? [])];
}

/** io.stat has one line a device: `8:0 rbytes=1 wbytes=2 rios=3 wios=4 ...`. */
function ioEntries(text: string | undefined, names: Readonly<Record<string, string>>): Json[] {
  return (text ?? "").split("\n").flatMap((line) => {
    const [device = "", ...values] = line.split(" ");
    const [major, minor] = device.split(":").map(Number);
    if (major === undefined || minor === undefined) return [];
    return values.flatMap((entry) => {
      const [name = "", value = ""] = entry.split("=");
      const op = names[name];
      return op === undefined ? [] : [{ major, minor, op, value: number(count(value)) }];
    });
  });
}

const entry = (limit: bigint, usage: bigint, max: bigint, failures: bigint): JsonObject => ({
  limit: number(limit), usage: number(usage), max: number(max), failcnt: number(failures),
});

/** For each size of huge pages that the kernel counts. */
function hugePages(cgroup: CgroupFiles): JsonObject {
  const known = pageSizes.filter((size) => cgroup[`hugetlb.${size}.current`] !== undefined);
  return Object.fromEntries(known.map((size) => [size, {
    usage: number(count(cgroup[`hugetlb.${size}.current`])),
    failcnt: number(keyed(cgroup[`hugetlb.${size}.events`])["max"] ?? 0n),
  }]));
}

/** runc's statistics. Times are in nanoseconds, sizes in bytes. @see runc, types/events.go */
export function statistics(cgroup: CgroupFiles): JsonObject {
  const cpu = keyed(cgroup["cpu.stat"]);
  const memory = keyed(cgroup["memory.stat"]);
  const events = keyed(cgroup["memory.events"]);
  const nanoseconds = (name: string): Json => number((cpu[name] ?? 0n) * 1000n);
  const usage = count(cgroup["memory.current"]);
  const swapLimit = count(cgroup["memory.swap.max"]);
  const memoryLimit = count(cgroup["memory.max"]);
  const both = (a: bigint, b: bigint): bigint => (a === unlimited || b === unlimited ? unlimited : a + b);
  const pidsLimit = cgroup["pids.max"];
  return {
    cpu: {
      usage: { total: nanoseconds("usage_usec"), kernel: nanoseconds("system_usec"), user: nanoseconds("user_usec") },
      throttling: {
        periods: number(cpu["nr_periods"] ?? 0n),
        throttledPeriods: number(cpu["nr_throttled"] ?? 0n),
        throttledTime: nanoseconds("throttled_usec"),
      },
    },
    cpuset: {
      cpus: list(cgroup["cpuset.cpus.effective"]), cpu_exclusive: 0, mems: list(cgroup["cpuset.mems.effective"]), mem_hardwall: 0, mem_exclusive: 0,
      memory_migrate: 0, memory_spread_page: 0, memory_spread_slab: 0, memory_pressure: 0, sched_load_balance: 0, sched_relax_domain_level: 0,
    },
    memory: {
      cache: number(memory["file"] ?? 0n),
      usage: entry(memoryLimit, usage, count(cgroup["memory.peak"]), events["max"] ?? 0n),
      // As runc has it, swap counts memory and swap together.
      swap: entry(both(memoryLimit, swapLimit), usage + count(cgroup["memory.swap.current"]), 0n, 0n),
      kernel: { limit: 0, failcnt: 0 },
      kernelTCP: { limit: 0, failcnt: 0 },
      raw: Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, number(value)])),
    },
    pids: { current: number(count(cgroup["pids.current"])), ...(pidsLimit === undefined || pidsLimit === "max" ? {} : { limit: number(count(pidsLimit)) }) },
    blkio: {
      ioServiceBytesRecursive: ioEntries(cgroup["io.stat"], { rbytes: "Read", wbytes: "Write" }),
      ioServicedRecursive: ioEntries(cgroup["io.stat"], { rios: "Read", wios: "Write" }),
    },
    hugetlb: hugePages(cgroup),
    intel_rdt: {},
    network_interfaces: null,
  };
}
