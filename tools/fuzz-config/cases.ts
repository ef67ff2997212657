/** What the fuzzer tries: documents that vrun takes, with what no manager writes put in anywhere, and broken as bytes. */

import fc from "fast-check";
import { properties } from "../../runtime/oci/properties.ts";
import type { Kind } from "../../runtime/oci/property.ts";
import { bases, type Base, type Document } from "./documents.ts";

/** One text for one of vrun's parsers. */
export interface Case {
  readonly document: Document;
  readonly text: string;
}

/** JSON that is nobody's type, at the edges of one, or in the way of a program that is careless with it. */
const hostile = fc.oneof(
  fc.constantFrom(
    "null", "true", "-0", "-1", "0.5", "1e19", "1e400", "18446744073709551615", "18446744073709551616", "9223372036854775807", "-9223372036854775808", "4294967295", "9".repeat(400), "9".repeat(401),
    '""', '"\\u0000"', '"\\ud800"', '"/"', '"."', '"../../.."', '"-x"', '"--"', '"a,b=c:d"', '"\\u001b[2J"', '"\\n\\n"', '"ü漢😀"', '"="', '"0-8191,0-8191,0-8191"',
    "[]", "{}", "[null]", "[[]]", "[{}]", '{"toString":1,"valueOf":1}', '{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"length":-1}', '{"":""}',
    "[".repeat(199) + "]".repeat(199), "[".repeat(5000) + "]".repeat(5000),
  ),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => JSON.stringify(text)),
  fc.nat({ max: 20_000 }).map((length) => JSON.stringify("x".repeat(length))),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.json({ maxDepth: 3 }),
);

function wellFormed(kind: Kind): fc.Arbitrary<string> {
  if (typeof kind === "object") return fc.constantFrom(...kind.oneOf.map((word) => JSON.stringify(word)));
  switch (kind) {
    case "object": case "map": return fc.constant("{}");
    case "array": return fc.constant("[]");
    case "string": return fc.constantFrom('"/a"', '"a"', '"A=b"', '"ro"', '"rbind"', '"1-3"', '"CAP_KILL"');
    case "bool": return fc.boolean().map(String);
    case "any": return fc.json({ maxDepth: 1 });
    case "uint16": case "uint32": case "uint64": return fc.nat({ max: 70_000 }).map(String);
    case "int32": case "int64": return fc.integer({ min: -70_000, max: 70_000 }).map(String);
  }
}

/** How one place of a document is changed. */
interface Edit {
  /** Counted in the order in which they are written, and beyond the last from the first again. */
  readonly place: number;
  readonly how: "replace" | "add" | "drop" | "repeat";
  /** For `add`, a property of the table, counted likewise among those that fit there. */
  readonly which: number;
  readonly fragment: string;
}

const kinds = new Map(properties.map(({ path, kind }) => [path, kind]));
const fragment = fc.oneof(hostile, ...[...new Set(kinds.values())].map(wellFormed));
const edit: fc.Arbitrary<Edit> = fc.record({ place: fc.nat(), how: fc.constantFrom("replace", "replace", "add", "add", "drop", "repeat"), which: fc.nat(), fragment });

/** The names that the table has below a path. */
function namesBelow(path: string): string[] {
  const prefix = path === "" ? "" : `${path}.`;
  return properties.map((property) => property.path).filter((full) => full.startsWith(prefix) && /^[^.[]+$/.test(full.slice(prefix.length))).map((full) => full.slice(prefix.length));
}

function countPlaces(value: unknown): number {
  return 1 + (typeof value === "object" && value !== null ? Object.values(value).reduce((sum: number, item: unknown) => sum + countPlaces(item), 0) : 0);
}

/** Writes a document with its changes. */
function write(base: Base, edits: readonly Edit[]): string {
  const total = countPlaces(base.value);
  const at = new Map(edits.map((one) => [one.place % total, one]));
  let place = 0;
  const put = (value: unknown, path: string): string | undefined => {
    const change = at.get(place++);
    if (change?.how === "drop") return undefined;
    if (change?.how === "replace") return change.fragment;
    if (Array.isArray(value)) {
      const items = value.flatMap((item: unknown) => put(item, `${path}[]`) ?? []);
      const more = change === undefined ? [] : change.how === "repeat" ? items : [change.fragment];
      return `[${[...items, ...more].join(",")}]`;
    }
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const members = Object.entries(value).flatMap(([key, item]) => {
      const text = put(item, path === "" ? key : `${path}.${key}`);
      return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
    });
    if (change?.how === "repeat") members.push(...members.slice(change.which % Math.max(1, members.length)));
    if (change?.how === "add") {
      const names = [...namesBelow(path), "unknown", "__proto__", "toString"];
      members.push(`${JSON.stringify(names[change.which % names.length])}:${change.fragment}`);
    }
    return `{${members.join(",")}}`;
  };
  return put(base.value, base.path) ?? "";
}

/** A change of the text that knows nothing of JSON. */
const splice = fc.record({ at: fc.nat(), drop: fc.nat({ max: 30 }), insert: fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "\\", "\ufeff", "\0", "//", "NaN", "1e")) });

function spliced(text: string, splices: readonly { at: number; drop: number; insert: string }[]): string {
  return splices.reduce((current, { at, drop, insert }) => {
    const start = at % (current.length + 1);
    return current.slice(0, start) + insert + current.slice(start + drop);
  }, text);
}

export const cases: fc.Arbitrary<Case> = fc
  .record({
    base: fc.constantFrom(...bases),
    edits: fc.array(edit, { maxLength: 4 }),
    splices: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(splice, { maxLength: 3 }) }),
  })
  .map(({ base, edits, splices }) => ({ document: base.document, text: spliced(write(base, edits), splices) }));
