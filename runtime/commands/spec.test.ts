import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { spec } from "./spec.ts";

test("a configuration for a user other than root is refused, and none is written", () => {
  const bundle = mkdtempSync(join(tmpdir(), "vrun-spec-"));
  try {
    assert.throws(() => spec(bundle, true), { refusal: "a user other than root" });
    assert.deepEqual(readdirSync(bundle), []);
  } finally {
    rmdirSync(bundle);
  }
});
