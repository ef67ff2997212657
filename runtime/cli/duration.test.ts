import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../errors/errors.ts";
import { parseDuration } from "./duration.ts";

test("durations are read as Go writes them", () => {
  for (const [text, ms] of [["5s", 5000], ["200ms", 200], ["1m30s", 90000], ["1.5s", 1500], ["2h", 7200000]] as const) assert.equal(parseDuration("interval", text), ms, text);
});

test("what is no duration, and none at all, is refused", () => {
  for (const text of ["", "5", "s", "5 s", "0s", "-1s"]) assert.throws(() => parseDuration("interval", text), UsageError, text);
});
