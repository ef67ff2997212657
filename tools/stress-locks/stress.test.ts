import assert from "node:assert/strict";
import { test } from "node:test";
import { stressLocks } from "./stress.ts";

test("a lock whose owners are killed never has two", async () => {
  const { sections, killed, violations } = await stressLocks(200, 8);
  assert.deepEqual(violations, []);
  assert.ok(sections >= 200 && killed > 10, `${sections} sections, ${killed} killed`);
});
