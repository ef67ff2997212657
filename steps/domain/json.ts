/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Parses JSON text that must be an object; the error names `what` and shows how the text begins. */
export function parseObject(text: string, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${what} is not JSON: ${JSON.stringify(text.slice(0, 120))}`, { cause });
  }
  if (!isObject(value)) throw new Error(`${what} is not a JSON object: ${JSON.stringify(text.slice(0, 120))}`);
  return value;
}

/** The JSON object that a text is; null when it is something else. */
export function objectOrNull(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** RFC 7396: objects merge, null removes, anything else replaces. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** The same value, with the members of each object in the opposite order. */
export function reverseMembers(value: Json): Json {
  if (isList(value)) return value.map(reverseMembers);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reverseMembers(item)]));
}

/** The value at a path such as `process.user.uid` or `mounts.0.type`; undefined when there is none. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path === "" ? [] : path.split(".")) {
    if (isList(at)) at = at[Number(key)];
    else if (isObject(at)) at = at[key];
    else return undefined;
  }
  return at;
}

/** A merge patch that sets the value at a path of object keys. */
export function patchAt(path: string, value: Json): JsonObject {
  const keys = path.split(".");
  return keys.reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}

/** Replaces `${name}` in each string of a value; an unknown name is an error. */
export function substitute(value: Json, variables: Readonly<Record<string, string>>): Json {
  if (typeof value === "string") return substituteText(value, variables);
  if (isList(value)) return value.map((item) => substitute(item, variables));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [substituteText(key, variables), substitute(item, variables)]));
}

function substituteText(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const found = variables[name];
    if (found === undefined) throw new Error(`${whole} is unknown; known: ${Object.keys(variables).join(", ")}`);
    return found;
  });
}

/** A value as text: a string as it is, anything else as JSON; null when there is none. */
export function textOf(value: Json | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** True when `actual` has every property of `expected`, with equal values. */
export function covers(actual: Json | undefined, expected: Json): boolean {
  if (!isObject(expected)) return JSON.stringify(actual) === JSON.stringify(expected);
  return isObject(actual) && Object.entries(expected).every(([key, value]) => covers(actual[key], value));
}
