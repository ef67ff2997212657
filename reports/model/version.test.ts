import assert from "node:assert/strict";
import { test } from "node:test";
import { isRange, parseVersion, rangeCovers } from "./version.ts";

test("versions of distributions are understood", () => {
  for (const [text, want] of [["1.1.5+ds1", "1.1.5"], ["1.1.5+ds1-1+deb12u1", "1.1.5"], ["1.28", "1.28.0"], ["1.8.1", "1.8.1"],
    ["release-20240101.0", "20240101.0.0"], ["1.0.0-rc95", "1.0.0-rc95"]] as const) {
    assert.equal(parseVersion(text)?.version, want, text);
  }
  assert.equal(parseVersion("unknown"), null);
});

test("a range covers what it says", () => {
  assert.ok(rangeCovers(">=1.1.0 <1.2.0", "1.1.5+ds1"));
  assert.ok(!rangeCovers(">=1.1.0 <1.2.0", "1.3.6"));
  assert.ok(rangeCovers("*", "1.0.0-rc95"));
  assert.ok(!rangeCovers("*", "unknown"));
  assert.ok(!isRange("one or two"));
});
