/** The flags of `update` for one limit each, and the resources that they ask for. */

import { UsageError } from "../errors/errors.ts";
import type { Json, JsonObject } from "./json.ts";

/** How a value is written: `signed` and `unsigned` in base 10, `integer` as Go's flags take it, `size` with a unit, `names` as it is. */
type Kind = "unsigned" | "signed" | "integer" | "size" | "names";

export interface LimitFlag {
  readonly name: string;
  readonly kind: Kind;
  /** Where in the resources; null for what vrun refuses or, as runc, ignores. */
  readonly path: readonly [part: "memory" | "cpu" | "blockIO" | "pids", property: string] | null;
  readonly help: string;
  readonly hidden?: boolean;
}

/** Their names are runc's. */
export const limitFlags = [
  { name: "blkio-weight", kind: "integer", path: ["blockIO", "weight"], help: "weight of the container's block I/O on the host (between 10 and 1000), or 0 to leave it" },
  { name: "cpu-period", kind: "unsigned", path: ["cpu", "period"], help: "CPU CFS period to be used for hardcapping (in usecs). 0 to use system default" },
  { name: "cpu-quota", kind: "signed", path: ["cpu", "quota"], help: "CPU CFS hardcap limit (in usecs). Allowed cpu time in a given period" },
  { name: "cpu-burst", kind: "unsigned", path: ["cpu", "burst"], help: "CPU CFS hardcap burst limit (in usecs). Allowed accumulated cpu time additionally for burst a given period" },
  { name: "cpu-share", kind: "unsigned", path: ["cpu", "shares"], help: "CPU shares (relative weight vs. other containers)" },
  { name: "cpu-rt-period", kind: "unsigned", path: ["cpu", "realtimePeriod"], help: "refused: the guest has cgroup version 2" },
  { name: "cpu-rt-runtime", kind: "signed", path: ["cpu", "realtimeRuntime"], help: "refused: the guest has cgroup version 2" },
  { name: "cpuset-cpus", kind: "names", path: ["cpu", "cpus"], help: "CPU(s) to use" },
  { name: "cpuset-mems", kind: "names", path: ["cpu", "mems"], help: "Memory node(s) to use" },
  { name: "kernel-memory", kind: "size", path: null, help: "(obsoleted; do not use)", hidden: true },
  { name: "kernel-memory-tcp", kind: "size", path: null, help: "(obsoleted; do not use)", hidden: true },
  { name: "memory", kind: "size", path: ["memory", "limit"], help: "Memory limit (in bytes)" },
  { name: "cpu-idle", kind: "signed", path: ["cpu", "idle"], help: "set cgroup SCHED_IDLE or not, 0: default behavior, 1: SCHED_IDLE" },
  { name: "memory-reservation", kind: "size", path: ["memory", "reservation"], help: "Memory reservation or soft_limit (in bytes)" },
  { name: "memory-swap", kind: "size", path: ["memory", "swap"], help: "Total memory usage (memory + swap); set '-1' to enable unlimited swap" },
  { name: "pids-limit", kind: "integer", path: ["pids", "limit"], help: "Maximum number of pids allowed in the container" },
  { name: "l3-cache-schema", kind: "names", path: null, help: "refused: resctrl is the host CPU's" },
  { name: "mem-bw-schema", kind: "names", path: null, help: "refused: resctrl is the host CPU's" },
] as const satisfies readonly LimitFlag[];

/** Flags that were given, without their dashes, with their values; those of kind `integer` in base 10. */
export type GivenLimits = ReadonlyMap<string, string>;

function wholeNumber(flag: string, text: string, isSigned: boolean): Json {
  const fits = isSigned ? /^[+-]?\d{1,19}$/ : /^\d{1,20}$/;
  if (!fits.test(text)) throw new UsageError(`invalid value for ${flag}: must be a whole number, is ${JSON.stringify(text)}`);
  const value = BigInt(text);
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

const units = "bkmgtp";

/** A size as people write it: `64M`, `1.5g`, `67108864`; each unit is 1024 of the one before. -1 is no limit. @throws {UsageError} */
export function parseBytes(flag: string, text: string): number {
  if (text === "-1") return -1;
  const match = /^((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text);
  if (match === null) throw new UsageError(`invalid value for ${flag}: invalid size: must be one such as 64M, is ${JSON.stringify(text)}`);
  const exponent = Math.max(0, units.indexOf((match[2] ?? "b").toLowerCase()));
  return Math.floor(Number(match[1]) * 1024 ** exponent);
}

function valueOf({ name, kind }: LimitFlag, text: string): Json {
  switch (kind) {
    case "unsigned": return wholeNumber(name, text, false);
    case "signed": case "integer": return wholeNumber(name, text, true);
    case "size": return parseBytes(name, text);
    case "names": return text;
  }
}

/** Whether a flag asks for anything, as runc sees it: a weight of 0 leaves it as it is, and a limit of processes of 0 is one. */
function asks({ name }: LimitFlag, text: string | undefined): text is string {
  return text !== undefined && text !== "" && !(name === "blkio-weight" && text === "0");
}

/** The resources that the flags of `update` ask for. @throws {UsageError} for a value that does not fit. */
export function resourcesFromFlags(given: GivenLimits): JsonObject {
  const resources: Record<string, Record<string, Json>> = {};
  for (const flag of limitFlags) {
    const text = given.get(flag.name);
    if (!asks(flag, text)) continue;
    const value = valueOf(flag, text);
    if (flag.path === null) continue;
    const [part, property] = flag.path;
    resources[part] = { ...resources[part], [property]: value };
  }
  return resources;
}
