import assert from "node:assert/strict";
import { test } from "node:test";
import { halved, narrower } from "./resctrl.ts";

test("a narrower schema has one way less of each cache", () => {
  assert.equal(narrower("L3:0=7ff;1=fffff"), "L3:0=3ff;1=7ffff");
});

test("a halved schema has half of each share", () => {
  assert.equal(halved("MB:0=100;1=30"), "MB:0=50;1=15");
});
