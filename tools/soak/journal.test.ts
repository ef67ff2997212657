import assert from "node:assert/strict";
import { test } from "node:test";
import { Journal, oneLine } from "./journal.ts";

const failure = { step: 3, operation: "create", container: "c-3", fault: "", observed: "status 1: no\nmore" };

test("a failure that a kill explains is not an unexpected one", () => {
  const journal = new Journal();
  journal.fail({ ...failure, expected: true, fault: "kill qemu in create" });
  journal.fail({ ...failure, expected: false });
  assert.deepEqual(journal.unexpected, [{ ...failure, expected: false, observed: "status 1: no" }]);
});

test("operations are counted with their times, those that only failed too", () => {
  const journal = new Journal();
  for (const ms of [30, 10, 20]) journal.took("start", ms);
  journal.fail({ ...failure, expected: false });
  assert.deepEqual(journal.operations(), {
    create: { count: 0, failed: 1, medianMs: 0, p95Ms: 0 },
    start: { count: 3, failed: 0, medianMs: 20, p95Ms: 30 },
  });
  assert.equal(journal.medianMs("start", 5), 20);
  assert.equal(journal.medianMs("stop", 5), 5);
});

test("what a command says becomes one printable line", () => {
  assert.equal(oneLine("\n\u001b[1mred\u0007\nrest"), "[1mred");
});
