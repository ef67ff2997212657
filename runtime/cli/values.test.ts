import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration, parseFlag, parseInteger } from "./values.ts";

test("durations are read as Go writes them", () => {
  for (const [text, ms] of [["5s", 5000], ["200ms", 200], ["1m30s", 90000], ["1.5s", 1500], ["2h", 7200000], ["0", 0], ["-1s", -1000], ["+.5s", 500]] as const)
    assert.equal(parseDuration(text), ms, text);
});

test("what is no duration is none", () => {
  for (const text of ["", "5", "s", "5 s", "-", "1s2", "--1s"]) assert.equal(parseDuration(text), undefined, text);
});

test("numbers are read by their prefix", () => {
  for (const [text, value] of [["0", 0], ["12", 12], ["-1", -1], ["+5", 5], ["0x20", 32], ["010", 8], ["0o17", 15], ["0b101", 5], ["-0x1", -1]] as const)
    assert.equal(parseInteger(text), value, text);
});

test("what is no whole number, or more than can be counted, is none", () => {
  for (const text of ["", "x", "1.5", "08", "0x", "1e3", " 1", "9007199254740993", "--1"]) assert.equal(parseInteger(text), undefined, text);
});

test("flags take Go's words alone", () => {
  for (const text of ["1", "t", "T", "TRUE", "true", "True"]) assert.equal(parseFlag(text), true, text);
  for (const text of ["0", "f", "F", "FALSE", "false", "False"]) assert.equal(parseFlag(text), false, text);
  for (const text of ["", "yes", "tRUE"]) assert.equal(parseFlag(text), undefined, text);
});
