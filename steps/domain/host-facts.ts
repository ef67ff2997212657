import { readFileSync, readdirSync, readlinkSync } from "node:fs";

const line = (path: string): string => readFileSync(path, "utf8").trim();
const namespace = (kind: string) => (): string => readlinkSync(`/proc/self/ns/${kind}`);
const matchIn = (path: string, pattern: RegExp): string => pattern.exec(readFileSync(path, "utf8"))?.[1] ?? "";

/** What the host's kernel tells of itself; each fact in the words in which a guest program prints it. */
const FACTS = {
  "boot id": () => line("/proc/sys/kernel/random/boot_id"),
  "kernel release": () => line("/proc/sys/kernel/osrelease"),
  "number of processors": () => String(readFileSync("/proc/cpuinfo", "utf8").match(/^processor/gm)?.length ?? 0),
  "size of memory": () => matchIn("/proc/meminfo", /^MemTotal: *(.*)$/m),
  "block devices": () => readdirSync("/sys/block").sort().join(" ") || "none",
  "pid namespace": namespace("pid"),
  "net namespace": namespace("net"),
  "ipc namespace": namespace("ipc"),
  "uts namespace": namespace("uts"),
} as const satisfies Readonly<Record<string, () => string>>;

export type HostFact = keyof typeof FACTS;

export const hostFactNames = Object.keys(FACTS) as readonly HostFact[];

/** Reads one fact of the host that the suite runs on. */
export function readHostFact(fact: HostFact): string {
  return FACTS[fact]();
}
