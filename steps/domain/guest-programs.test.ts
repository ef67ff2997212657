import assert from "node:assert/strict";
import { test } from "node:test";
import { guestProgramPatterns, parseGuestProgram } from "./guest-programs.ts";

test("a phrase gives its values to the program", () => {
  assert.deepEqual(parseGuestProgram('tries to open "/dev/fuse"').argv, ["/bin/attempt", "open", "/dev/fuse"]);
  assert.equal(parseGuestProgram("reports each signal it catches").readyLine, "ready");
});

test("a phrase that is not listed is an error", () => {
  assert.throws(() => parseGuestProgram("does as it likes"), /no guest program "does as it likes"/);
});

test("patterns hold no capture groups, so that a step gets the whole phrase", () => {
  for (const pattern of guestProgramPatterns) assert.equal(new RegExp(`${pattern.source}|`).exec("")?.length, 1, pattern.source);
});
