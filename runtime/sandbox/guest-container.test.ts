import assert from "node:assert/strict";
import { test } from "node:test";
import { startFailure } from "./guest-container.ts";

const cases: readonly (readonly [string, string, string])[] = [
  ["executable file `foo` not found in $PATH: No such file or directory", "foo", 'exec: "foo": executable file not found in $PATH'],
  ["2026-01-01T00:00:00.1Z: executable file `/no` not found: No such file or directory\n", "/no", 'exec: "/no": stat /no: no such file or directory'],
  ["cannot find `` in $PATH: No such file or directory", "", 'exec: "": executable file not found in $PATH'],
  ["open executable: Permission denied", "/etc/x", 'exec: "/etc/x": permission denied'],
  ["the path `/etc/x` exists but it is not executable: Operation not permitted", "/etc/x", 'exec: "/etc/x": permission denied'],
  ["first\nmount `proc` to `proc`: Operation not permitted", "x", "mount `proc` to `proc`: Operation not permitted"],
];
for (const [output, program, expected] of cases)
  test(`crun's ${JSON.stringify(output.slice(0, 40))} is put in words that managers match on`, () => {
    assert.equal(startFailure(output, [program]), expected);
  });
