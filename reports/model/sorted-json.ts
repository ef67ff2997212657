/** The value with the keys of every object in code-unit order, so that equal data gives equal text. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** JSON text with sorted keys and an indent of two blanks. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(sortKeys(value), null, 2);
}

/** Whether two values are equal as JSON, whatever the order of their keys. */
export function equalAsJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
}

/** Whether all that one object has is in another, with equal values. */
export function holdsAllOf(part: { readonly [name: string]: unknown }, whole: { readonly [name: string]: unknown }): boolean {
  return Object.entries(part).every(([name, value]) => Object.hasOwn(whole, name) && equalAsJson(value, whole[name]));
}

/** Orders strings by code unit, which is the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
