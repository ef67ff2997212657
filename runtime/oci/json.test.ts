import assert from "node:assert/strict";
import { test } from "node:test";
import { formatJson, parseJson, withoutNulls } from "./json.ts";

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

test("null properties are absent, as the spec's own parser has it", () => {
  assert.equal(formatJson(withoutNulls(parseJson('{"a":null,"b":[{"c":null}]}'))), '{"b":[{}]}');
});
