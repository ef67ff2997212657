import { UsageError } from "../errors/errors.ts";

const unitsMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, "µs": 0.001, ns: 0.000001 };

/** A duration as Go writes it, such as `1m30s` or `200ms`, in milliseconds. @throws {UsageError} unless it is above 0. */
export function parseDuration(flag: string, text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?|\.\d+)(h|ms|m|us|µs|ns|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text)
    throw new UsageError(`invalid value ${JSON.stringify(text)} for flag -${flag}: must be a duration such as 5s`);
  const totalMs = parts.reduce((sum, [, value, unit]) => sum + Number(value) * (unitsMs[unit ?? ""] ?? 0), 0);
  if (totalMs <= 0) throw new UsageError(`duration ${flag} must be greater than 0`);
  return totalMs;
}
