import assert from "node:assert/strict";
import { test } from "node:test";
import { inheritedFlags, planOptions, planOptionsBelow, undoneFlags } from "./mount-options.ts";

const cases: readonly (readonly [string, readonly string[], readonly string[], readonly string[], readonly string[]])[] = [
  ["an option holds", ["noexec"], [], ["noexec"], []],
  ["the last of two holds", ["noexec", "exec", "suid", "nosuid"], [], ["nosuid"], []],
  ["one access time holds", ["noatime", "strictatime"], [], ["strictatime"], []],
  ["what undoes strictatime leaves the kernel's relatime", ["strictatime", "nostrictatime"], [], [], []],
  ["the source's flags are inherited", ["bind"], ["rw", "nosuid", "noatime", "relatime"], ["bind", "nosuid", "noatime"], []],
  ["an inherited flag is cleared", ["bind", "suid", "rrw"], ["ro", "nosuid"], ["bind"], []],
  ["a recursive option holds for the mount too, and over its own", ["rbind", "rnoexec", "exec"], [], ["rbind", "noexec"], []],
  ["what changes no flag goes nowhere", ["defaults", "loud", "iversion"], [], [], []],
  ["what crun does not know is for the helper", ["nosymfollow", "runbindable"], [], [], ["unbindable", "nosymfollow"]],
  ["what crun does not know is cleared too", ["nosymfollow", "symfollow"], [], [], []],
  ["an option of the file system stays", ["size=1m", "ro"], [], ["size=1m", "ro"], []],
];
for (const [name, options, inherited, crun, helper] of cases)
  test(`options of a mount: ${name}`, () => {
    assert.deepEqual(planOptions(options, inherited), { crun, helper });
  });

test("a mount below a recursive bind has its own flags, and takes the recursive options alone", () => {
  assert.deepEqual(planOptionsBelow(["rbind", "ro", "rnosuid", "rexec", "rprivate"], ["noexec", "nodev"]), { crun: ["bind", "rprivate", "nodev", "nosuid"], helper: [] });
  assert.deepEqual(planOptionsBelow(["rbind", "runbindable"], ["ro"]), { crun: ["bind", "ro"], helper: ["unbindable"] });
});

test("a bind mount takes over its source's flags, or those of access times where it names a flag", () => {
  assert.deepEqual(inheritedFlags(["rbind", "rslave"], ["ro", "noexec"]), ["ro", "noexec"]);
  assert.deepEqual(inheritedFlags(["rbind", "dev"], ["ro", "noexec", "noatime"]), ["noatime"]);
});

test("what a bind mount undoes of its source's flags is told", () => {
  assert.deepEqual(undoneFlags(["rbind", "ro"], ["rw", "nosuid", "noatime"]), []);
  assert.deepEqual(undoneFlags(["rbind", "exec"], ["ro", "noexec"]), ["noexec"]);
  assert.deepEqual(undoneFlags(["rbind", "strictatime"], ["noatime"]), ["noatime"]);
});
