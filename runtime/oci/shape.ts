/** Checks a parsed config.json against the types of `properties`. */

import { ConfigError } from "../errors/errors.ts";
import { isArray, isObject, type Json, type JsonObject } from "./json.ts";
import { properties } from "./properties.ts";
import type { Kind, Property } from "./property.ts";

const byPath = new Map<string, Property>(properties.map((property) => [property.path, property]));
const requiredBelow = new Map<string, string[]>();
for (const { path, required } of properties) {
  if (!required) continue;
  const dot = path.lastIndexOf(".");
  const parent = dot < 0 ? "" : path.slice(0, dot);
  requiredBelow.set(parent, [...(requiredBelow.get(parent) ?? []), path.slice(dot + 1)]);
}

const ranges: Readonly<Record<"uint16" | "uint32" | "uint64" | "int32" | "int64", readonly [bigint, bigint]>> = {
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

function nameOf(value: Json): string {
  if (value === null) return "null";
  if (isArray(value)) return "an array";
  if (isObject(value)) return "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function needed(kind: Kind): string {
  if (typeof kind === "object") return `one of ${kind.oneOf.filter((word) => word !== "").join(", ")}`;
  switch (kind) {
    case "object": case "map": return "an object";
    case "array": return "an array";
    case "string": return "a string";
    case "bool": return "true or false";
    case "any": return "anything";
    case "uint16": case "uint32": case "uint64": case "int32": case "int64":
      return `a whole number from ${ranges[kind][0]} to ${ranges[kind][1]}`;
  }
}

function fits(value: Json, kind: Kind): boolean {
  if (typeof kind === "object") return typeof value === "string" && kind.oneOf.includes(value);
  switch (kind) {
    case "object": case "map": return isObject(value);
    case "array": return isArray(value);
    case "string": return typeof value === "string" && !value.includes("\0");
    case "bool": return typeof value === "boolean";
    case "any": return true;
    case "uint16": case "uint32": case "uint64": case "int32": case "int64": {
      if (typeof value !== "bigint" && !(typeof value === "number" && Number.isSafeInteger(value))) return false;
      const [low, high] = ranges[kind];
      return BigInt(value) >= low && BigInt(value) <= high;
    }
  }
}

function checkObject(value: JsonObject, shown: string, path: string, unknown: string[]): void {
  for (const key of requiredBelow.get(path) ?? [])
    if (value[key] === undefined) throw new ConfigError(`config.json: ${shown === "" ? key : `${shown}.${key}`} is required`);
  const prefix = path === "" ? "" : `${path}.`;
  for (const [key, item] of Object.entries(value)) {
    const shownKey = shown === "" ? key : `${shown}.${key}`;
    const property = byPath.get(`${prefix}${key}`) ?? byPath.get(`${prefix}*`);
    if (property === undefined) unknown.push(shownKey);
    else checkValue(item, shownKey, property, unknown);
  }
}

function checkValue(value: Json, shown: string, property: Property, unknown: string[]): void {
  if (!fits(value, property.kind))
    throw new ConfigError(`config.json: ${shown} must be ${needed(property.kind)}, is ${nameOf(value)}`);
  if (property.kind === "any" || property.where === "other platform") return;
  const itemProperty = byPath.get(`${property.path}[]`);
  if (isArray(value) && itemProperty !== undefined)
    value.forEach((item, index) => checkValue(item, `${shown}[${index}]`, itemProperty, unknown));
  else if (isObject(value)) checkObject(value, shown, property.path, unknown);
}

/**
 * Checks the types of every property that the spec knows.
 *
 * @returns The paths of properties that the spec does not know, which it wants ignored.
 * @throws {ConfigError} naming the first property that is wrong.
 */
export function checkShape(config: JsonObject): string[] {
  const unknown: string[] = [];
  checkObject(config, "", "", unknown);
  return unknown;
}

/**
 * The same for one part that comes in a file of its own.
 *
 * @param path Where the part is in a config.json: `process` or `linux.resources`.
 */
export function checkPartShape(part: JsonObject, path: string): string[] {
  const unknown: string[] = [];
  checkObject(part, path, path, unknown);
  return unknown;
}
