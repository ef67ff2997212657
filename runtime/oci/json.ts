/** JSON as config.json needs it: whole numbers beyond 2^53 (an rlimit of "infinity") must survive being read and written. */

export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t",
};
const maxDepth = 200;
/** The largest number that a property can have is of 20 digits, and a double of 309. */
const maxNumberLength = 400;
const quote = 0x22;
const backslash = 0x5c;
const blank = 0x20;

/** Reads in one pass; what it takes is in proportion to the text. */
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
      const c = this.text.charCodeAt(this.at);
      if (c !== blank && c !== 0x0a && c !== 0x09 && c !== 0x0d) return;
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
    const found = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.text.slice(this.at, this.at + maxNumberLength + 1))?.[0];
    if (found === undefined) throw this.wrong("a value");
    if (found.length > maxNumberLength) throw this.wrong(`a number of at most ${maxNumberLength} characters`);
    this.at += found.length;
    const value = Number(found);
    return Number.isSafeInteger(value) || !/^-?\d+$/.test(found) ? value : BigInt(found);
  }

  private string(): string {
    let result = "";
    let start = ++this.at;
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c === quote) return result + this.text.slice(start, this.at++);
      if (c === backslash) {
        result += this.text.slice(start, this.at++);
        result += this.escape();
        start = this.at;
      } else if (c >= blank) this.at++;
      else throw this.wrong("the end of a string");
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
    const result: Record<string, Json> = {};
    this.at++;
    this.space();
    if (this.text[this.at] === "}") {
      this.at++;
      return result;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.wrong("a property name");
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ":") throw this.wrong('":"');
      this.at++;
      setOwn(result, key, this.value(depth + 1));
      if (this.next("}")) return result;
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

/** To assign to __proto__ would not set a property, and no other key is costly to set. */
function setOwn(object: Record<string, Json>, key: string, value: Json): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
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
  return `{${Object.keys(value).map((key) => `${JSON.stringify(key)}:${formatJson(value[key] ?? null)}`).join(",")}}`;
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
