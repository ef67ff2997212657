import assert from "node:assert/strict";
import { test } from "node:test";
import { playCases, readers } from "./trial.ts";

for (const reader of readers)
  test(`5,000 hostile conversations with who reads a ${reader}'s frames go on, or end in one line`, async () => {
    const { cases, faults } = await playCases(reader, 20, 0, 5000);
    assert.deepEqual([cases, faults], [5000, []]);
  });
