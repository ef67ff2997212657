/** Turns the single-limit flags of `update` into resources. */

import { UsageError } from "../errors/errors.ts";
import type { Json, JsonObject } from "./json.ts";

type Range = "unsigned" | "signed";

const wholeNumbers: readonly { readonly flag: string; readonly property: string; readonly range: Range }[] = [
  { flag: "cpu-burst", property: "burst", range: "unsigned" },
  { flag: "cpu-period", property: "period", range: "unsigned" },
  { flag: "cpu-rt-period", property: "realtimePeriod", range: "unsigned" },
  { flag: "cpu-share", property: "shares", range: "unsigned" },
  { flag: "cpu-quota", property: "quota", range: "signed" },
  { flag: "cpu-rt-runtime", property: "realtimeRuntime", range: "signed" },
  { flag: "cpu-idle", property: "idle", range: "signed" },
];

const byteCounts: readonly { readonly flag: string; readonly property: string }[] = [
  { flag: "memory", property: "limit" },
  { flag: "memory-swap", property: "swap" },
  { flag: "memory-reservation", property: "reservation" },
];

function wholeNumber(flag: string, text: string, range: Range): Json {
  const fits = range === "unsigned" ? /^\d{1,20}$/ : /^-?\d{1,19}$/;
  if (!fits.test(text)) throw new UsageError(`invalid value for ${flag}: must be a whole number, is ${JSON.stringify(text)}`);
  const value = BigInt(text);
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

const units = "bkmgtp";

/** A size as people write it: `64M`, `1.5g`, `67108864`; each unit is 1024 of the one before. -1 is no limit. @throws {UsageError} */
export function parseBytes(flag: string, text: string): number {
  if (text === "-1") return -1;
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgtp])?i?b?)$/i.exec(text);
  if (match === null) throw new UsageError(`invalid value for ${flag}: must be a size such as 64M, is ${JSON.stringify(text)}`);
  const exponent = Math.max(0, units.indexOf((match[2] ?? "b").toLowerCase()));
  return Math.floor(Number(match[1]) * 1024 ** exponent);
}

/**
 * The resources that the flags of `update` ask for.
 *
 * @param given The flags that were given, without their dashes, with their values.
 * @throws {UsageError} for a value that does not fit.
 */
export function resourcesFromFlags(given: ReadonlyMap<string, string>): JsonObject {
  const cpu: Record<string, Json> = {};
  const memory: Record<string, Json> = {};
  const value = (flag: string): string => given.get(flag) ?? "";
  for (const { flag, property, range } of wholeNumbers) if (value(flag) !== "") cpu[property] = wholeNumber(flag, value(flag), range);
  for (const { flag, property } of byteCounts) if (value(flag) !== "") memory[property] = parseBytes(flag, value(flag));
  if (value("cpuset-cpus") !== "") cpu["cpus"] = value("cpuset-cpus");
  if (value("cpuset-mems") !== "") cpu["mems"] = value("cpuset-mems");
  const weight = value("blkio-weight");
  const pids = given.get("pids-limit");
  return {
    ...(Object.keys(memory).length > 0 ? { memory } : {}),
    ...(Object.keys(cpu).length > 0 ? { cpu } : {}),
    ...(weight === "" || weight === "0" ? {} : { blockIO: { weight: wholeNumber("blkio-weight", weight, "unsigned") } }),
    ...(pids === undefined ? {} : { pids: { limit: wholeNumber("pids-limit", pids, "signed") } }),
  };
}
