import assert from "node:assert/strict";
import { test } from "node:test";
import { parseVersion } from "../steps/domain/profile.ts";
import { UsageError } from "./failure.ts";
import { chooseRuntime, genericProfile } from "./runtime-argument.ts";

const usage = (pattern: RegExp) => (error: unknown): boolean => error instanceof UsageError && pattern.test(error.message);

test("a path makes any program a runtime, called as runc is", () => {
  const { profile, path } = chooseRuntime("mine=/bin/true", "/nowhere");
  assert.equal(path, "/bin/true");
  assert.equal(profile.name, "mine");
  assert.equal(profile.isolation, "process");
});

test("a known name with a path keeps its profile", () => {
  assert.equal(chooseRuntime("runsc=/bin/true", "/nowhere").profile.isolation, "user-kernel");
});

test("what names no runtime is bad usage", () => {
  assert.throws(() => chooseRuntime("rnc", "/nowhere"), usage(/no profile is called "rnc"; did you mean "runc"/));
  assert.throws(() => chooseRuntime("mine=/no/such/file", "/nowhere"), usage(/there is no such file/));
  assert.throws(() => chooseRuntime("mine=/etc/passwd", "/nowhere"), usage(/not an executable file/));
  assert.throws(() => chooseRuntime("Mine=/bin/true", "/nowhere"), usage(/is no name/));
  assert.throws(() => chooseRuntime("runc@9.9", "/nowhere"), usage(/lacuna runtimes install runc@sid/));
  assert.throws(() => chooseRuntime("runsc@9", "/nowhere"), usage(/lacuna runtimes install runsc@trixie/));
});

test("the version of an unknown runtime is found where runtimes print theirs", () => {
  const version = (text: string): string => parseVersion(genericProfile("mine", "mine"), text).version;
  assert.equal(version("youki version 0.5.3\ncommit: 1\n"), "0.5.3");
  assert.equal(version("mine v2.0.1-rc1"), "2.0.1-rc1");
  assert.throws(() => version("no number here"));
});
