import assert from "node:assert/strict";
import { test } from "node:test";
import { formatJson, parseJson } from "./json.ts";

test("a whole number beyond 2^53 survives", () => {
  const text = '{"hard":18446744073709551615,"soft":-9223372036854775808}';
  assert.equal(formatJson(parseJson(text)), text);
});

test("strings, escapes and nesting are read as JSON.parse reads them", () => {
  const text = '  {"a":[1,-2.5e3,true,false,null,"x\\u0041\\n\\\\"],"b":{"c":[]},"d":{}} ';
  assert.deepEqual(parseJson(text), JSON.parse(text));
});

test("an error says where", () => {
  assert.throws(() => parseJson('{\n  "a": tru\n}'), { name: "SyntaxError", message: /^line 2 column 8: expected a value/ });
});

for (const text of ["", "{", "[1,]", '{"a":1,}', "01", "1 2", '"\u0001"', '{"a" 1}', "[".repeat(300), "nul", '"\\x"'])
  test(`${JSON.stringify(text.slice(0, 12))} is refused`, () => {
    assert.throws(() => parseJson(text), SyntaxError);
  });

test("a key named __proto__ stays a plain key", () => {
  const value = parseJson('{"__proto__":{"polluted":true}}');
  assert.equal(formatJson(value), '{"__proto__":{"polluted":true}}');
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test("a number has at most 400 characters", () => {
  const longest = "1".repeat(400);
  assert.equal(formatJson(parseJson(`[${longest}]`)), `[${longest}]`);
  assert.throws(() => parseJson(`[\n ${longest}1]`), { name: "SyntaxError", message: /^line 2 column 2: expected a number of at most 400 characters/ });
});

test("ever longer documents take no more than their share of time", () => {
  // A text for which any step back, or a copy for each of its items, would take minutes.
  const entries = Array.from({ length: 200_000 }, (_, index) => `"annotation.${index}":"\\"${index}\\u0041"`).join(",");
  assert.equal(Object.keys(parseJson(`{${entries}}`) as object).length, 200_000);
  assert.throws(() => parseJson("9".repeat(8_000_000)), SyntaxError);
  assert.throws(() => parseJson(`"${"a".repeat(8_000_000)}`), SyntaxError);
});
