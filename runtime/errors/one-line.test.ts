import assert from "node:assert/strict";
import { test } from "node:test";
import { messageMax, oneLine, printable } from "./one-line.ts";

test("several lines become one", () => {
  assert.equal(oneLine("first\r\n  second\n\tthird \n"), "first; second; third");
});

test("what a terminal would obey is written out", () => {
  assert.equal(oneLine("\u001b[2Jred\u009b31m\u0007\u202e"), "\\x1b[2Jred\\x9b31m\\x07\\u202e");
  assert.equal(printable("a\nb ü 漢 😀"), "a\\x0ab ü 漢 😀");
});

test("a long text is cut in the middle, and says so", () => {
  const line = oneLine(`begins so ${"x".repeat(1_000_000)} ends so`);
  assert.match(line, /^begins so x{600,} \[\.\.\. cut, 1000018 characters in all \.\.\.\] x{100,} ends so$/);
  for (const text of ["\u001b".repeat(999), "\n".repeat(5000), "😀".repeat(3000), "\u001b".repeat(100_000)]) {
    const short = oneLine(text);
    assert.ok(short.length <= messageMax, `${short.length}`);
    assert.ok(Buffer.from(short).toString("utf8") === short, "whole characters");
  }
});
