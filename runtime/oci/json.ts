/** JSON as config.json needs it: whole numbers beyond 2^53 (an rlimit of "infinity") must survive being read and written. */

export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t",
};
const maxDepth = 200;

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): Json {
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) throw this.wrong("end of file");
    return value;
  }

  private wrong(expected: string): SyntaxError {
    const before = this.text.slice(0, this.at).split("\n");
    const found = this.at < this.text.length ? JSON.stringify(this.text[this.at]) : "the end of the file";
    const column = (before[before.length - 1] ?? "").length + 1;
    return new SyntaxError(`line ${before.length} column ${column}: expected ${expected}, found ${found}`);
  }

  private space(): void {
    for (;;) {
      const c = this.text[this.at];
      if (c !== " " && c !== "\n" && c !== "\t" && c !== "\r") return;
      this.at++;
    }
  }

  private value(depth: number): Json {
    if (depth > maxDepth) throw this.wrong(`at most ${maxDepth} levels of nesting`);
    this.space();
    switch (this.text[this.at] ?? "") {
      case "{": return this.object(depth);
      case "[": return this.array(depth);
      case '"': return this.string();
      case "t": return this.word("true", true);
      case "f": return this.word("false", false);
      case "n": return this.word("null", null);
      default: return this.number();
    }
  }

  private word(word: string, value: Json): Json {
    if (!this.text.startsWith(word, this.at)) throw this.wrong("a value");
    this.at += word.length;
    return value;
  }

  private number(): number | bigint {
    const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    match.lastIndex = this.at;
    const found = match.exec(this.text)?.[0];
    if (found === undefined) throw this.wrong("a value");
    this.at += found.length;
    const value = Number(found);
    return Number.isSafeInteger(value) || !/^-?\d+$/.test(found) ? value : BigInt(found);
  }

  private string(): string {
    let result = "";
    this.at++;
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || c < " ") throw this.wrong("the end of a string");
      this.at++;
      if (c === '"') return result;
      result += c === "\\" ? this.escape() : c;
    }
  }

  private escape(): string {
    const c = this.text[this.at] ?? "";
    if (c === "u") {
      const digits = this.text.slice(this.at + 1, this.at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.wrong("four hexadecimal digits");
      this.at += 5;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const plain = escapes[c];
    if (plain === undefined) throw this.wrong("an escape");
    this.at++;
    return plain;
  }

  private array(depth: number): Json[] {
    const result: Json[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === "]") {
      this.at++;
      return result;
    }
    for (;;) {
      result.push(this.value(depth + 1));
      if (this.next("]")) return result;
    }
  }

  private object(depth: number): JsonObject {
    const result = new Map<string, Json>();
    this.at++;
    this.space();
    if (this.text[this.at] === "}") {
      this.at++;
      return {};
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.wrong("a property name");
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ":") throw this.wrong('":"');
      this.at++;
      result.set(key, this.value(depth + 1));
      // fromEntries defines properties, so that a key named __proto__ is only a key.
      if (this.next("}")) return Object.fromEntries(result);
    }
  }

  private next(closing: string): boolean {
    this.space();
    const c = this.text[this.at];
    if (c !== closing && c !== ",") throw this.wrong(`"," or "${closing}"`);
    this.at++;
    return c === closing;
  }
}

/** Reads a JSON document. @throws {SyntaxError} with line and column. */
export function parseJson(text: string): Json {
  return new Reader(text).document();
}

/** Writes JSON without white space; bigints as whole numbers. */
export function formatJson(value: Json): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(formatJson).join(",")}]`;
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${formatJson(item)}`).join(",")}}`;
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value without properties that are null: the spec's own parser reads those as absent. */
export function withoutNulls(value: Json): Json {
  if (isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([k, item]) => [k, withoutNulls(item)]));
}
