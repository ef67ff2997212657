import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { test } from "node:test";
import { signalName, signalNumber } from "./names.ts";
import { version } from "./version.ts";

test("every signal of this host has its number, with and without SIG, in any case", () => {
  for (const [name, number] of Object.entries(constants.signals)) {
    assert.equal(signalNumber(name), number);
    assert.equal(signalNumber(name.slice(3).toLowerCase()), number);
  }
});

test("a number stands for itself, and nonsense for nothing", () => {
  assert.deepEqual(["0", "9", "64", "FOO", "-1", ""].map(signalNumber), [0, 9, 64, undefined, undefined, undefined]);
  assert.equal(signalName(9), "SIGKILL");
});

test("the version is the package's", () => {
  const { version: packaged } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.equal(version, packaged);
});
