/** Checks a parsed config.json against the types of `properties`. */

import { ConfigError } from "../errors/errors.ts";
import { isArray, isObject, type Json, type JsonObject } from "./json.ts";
import { properties } from "./properties.ts";
import type { Kind, Property } from "./property.ts";

/** A property, and those that it consists of. The whole config has none. */
interface Node {
  readonly property: Property | undefined;
  readonly named: Map<string, Node>;
  /** Of a map, what each key has; of an array, what each item is. */
  each: Node | undefined;
  readonly required: string[];
}

const newNode = (property: Property | undefined): Node => ({ property, named: new Map(), each: undefined, required: [] });

/** By path. The table has a property before what it consists of. */
const nodes = new Map<string, Node>([["", newNode(undefined)]]);
for (const property of properties) {
  const { path, required } = property;
  const dot = path.endsWith("[]") ? path.length - 2 : path.lastIndexOf(".");
  const parent = nodes.get(path.slice(0, Math.max(0, dot)));
  const name = path.slice(path.endsWith("[]") ? dot : dot + 1);
  const node = newNode(property);
  nodes.set(path, node);
  if (name === "*" || name === "[]") Object.assign(parent ?? {}, { each: node });
  else parent?.named.set(name, node);
  if (required) parent?.required.push(name);
}

const ranges: Readonly<Record<"uint16" | "uint32" | "uint64" | "int32" | "int64", readonly [bigint, bigint]>> = {
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** What was found; of an environment, which may be secret, no more than its kind. */
function nameOf(value: Json, path: string): string {
  if (value === null) return "null";
  if (isArray(value)) return "an array";
  if (isObject(value)) return "an object";
  if (/\.env(?:\[\])?$/.test(path)) return `a ${typeof value}`;
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

/** Checks an object's properties. @returns The object without those that are null, which the spec's own parser reads as absent, and without unknown ones. */
function takeObject(value: JsonObject, shown: string, node: Node, unknown: string[]): JsonObject {
  const at = (key: string): string => (shown === "" ? key : `${shown}.${key}`);
  for (const key of node.required)
    if ((value[key] ?? null) === null) throw new ConfigError(`config.json: ${at(key)} is required`);
  const changed = new Map<string, Json | undefined>();
  for (const key of Object.keys(value)) {
    const item = value[key] ?? null;
    const known = node.named.get(key) ?? node.each;
    if (item !== null && known === undefined) unknown.push(at(key));
    const taken = item === null || known === undefined ? undefined : takeValue(item, at(key), known, unknown);
    if (taken !== item) changed.set(key, taken);
  }
  if (changed.size === 0) return value;
  const entries = Object.keys(value).map((key) => [key, changed.has(key) ? changed.get(key) : value[key]] as const);
  return Object.fromEntries(entries.flatMap(([key, item]) => (item === undefined ? [] : [[key, item]])));
}

function takeValue(value: Json, shown: string, node: Node, unknown: string[]): Json {
  const { property, each } = node;
  if (property === undefined || property.kind === "any") return value;
  if (!fits(value, property.kind))
    throw new ConfigError(`config.json: ${shown} must be ${needed(property.kind)}, is ${nameOf(value, property.path)}`);
  if (property.where === "other platform") return value;
  if (isObject(value)) return takeObject(value, shown, node, unknown);
  if (!isArray(value) || each === undefined) return value;
  const items = value.map((item, index) => takeValue(item, `${shown}[${index}]`, each, unknown));
  return items.every((item, index) => item === value[index]) ? value : items;
}

/** A part of a config that fits the table, and the paths of what was left out since the spec does not know it and wants it ignored. */
export interface Taken {
  readonly known: JsonObject;
  readonly unknown: readonly string[];
}

/**
 * Checks the types of every property that the spec knows.
 *
 * @param path Where the object is in a config.json when it comes in a file of its own: `process` or `linux.resources`.
 * @throws {ConfigError} naming the first property that is wrong.
 */
export function takeShape(object: JsonObject, path: "" | "process" | "linux.resources" = ""): Taken {
  const unknown: string[] = [];
  const known = takeObject(object, path, nodes.get(path) ?? newNode(undefined), unknown);
  return { known, unknown };
}
