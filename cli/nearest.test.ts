import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance, nearest, suggestion } from "./nearest.ts";

test("the distance counts insertions, removals and replacements", () => {
  assert.equal(editDistance("runc", "runc"), 0);
  assert.equal(editDistance("runc", "crun"), 2);
  assert.equal(editDistance("", "abc"), 3);
});

test("a mistyped name finds its neighbour, a foreign one finds none", () => {
  assert.equal(nearest("rnc", ["crun", "runc", "runsc", "vrun"]), "runc");
  assert.equal(nearest("kubernetes", ["crun", "runc"]), null);
});

test("a suggestion lists what is known where nothing is near and the list is short", () => {
  assert.equal(suggestion("@smoek", ["@smoke", "@slow"]), '; did you mean "@smoke"?');
  assert.equal(suggestion("elephant", ["html", "md"]), "; known are html, md");
  assert.equal(suggestion("elephant", []), "");
});
