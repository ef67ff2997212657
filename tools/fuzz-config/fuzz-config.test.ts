import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cases } from "./cases.ts";
import { readCorpus } from "./corpus.ts";
import { bases } from "./documents.ts";
import { judge } from "./judge.ts";

test("the documents that cases are made from are taken", () => {
  for (const { document, value } of bases) assert.deepEqual(judge({ document, text: JSON.stringify(value) }), { wrong: undefined, taken: true });
});

test("what once went wrong does not any more", () => {
  for (const tried of readCorpus()) assert.equal(judge(tried).wrong, undefined, tried.name);
});

test("2,000 cases are taken, or refused in one line", () => {
  fc.assert(fc.property(cases, (tried) => assert.equal(judge(tried).wrong, undefined)), { numRuns: 2000, seed: 20 });
});
