import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../errors/errors.ts";
import { parseOptions, type OptionSpec } from "./options.ts";

const specs: readonly OptionSpec[] = [
  { name: "bundle", short: "b", kind: "text", help: "" },
  { name: "detach", short: "d", kind: "flag", help: "" },
  { name: "env", short: "e", kind: "list", help: "" },
  { name: "preserve-fds", kind: "number", help: "" },
];

for (const argv of [["--bundle", "x"], ["--bundle=x"], ["-b", "x"], ["-b=x"], ["-bundle", "x"]])
  test(`${argv.join(" ")} gives the bundle`, () => {
    const { options, rest } = parseOptions([...argv, "id"], specs, false);
    assert.equal(options.text("bundle"), "x");
    assert.deepEqual(rest, ["id"]);
  });

test("flags, lists and numbers", () => {
  const { options } = parseOptions(["-d", "-e", "A=1", "--env=B=2,3", "--preserve-fds", "2"], specs, false);
  assert.equal(options.flag("detach"), true);
  assert.deepEqual(options.list("env"), ["A=1", "B=2,3"]);
  assert.equal(options.number("preserve-fds"), 2);
  assert.equal(parseOptions(["--detach=false"], specs, false).options.flag("detach"), false);
});

test("what follows the first positional argument belongs to the command that is executed", () => {
  assert.deepEqual(parseOptions(["-d", "id", "sh", "-c", "ls", "-b"], specs, true).rest, ["id", "sh", "-c", "ls", "-b"]);
  assert.deepEqual(parseOptions(["id", "-d"], specs, false).rest, ["id"]);
  assert.deepEqual(parseOptions(["--", "-d"], specs, false).rest, ["-d"]);
});

for (const argv of [["--nope"], ["--bundle"], ["--detach=maybe"], ["--preserve-fds", "x"], ["---bundle"], ["-=x"], ["--detach="]])
  test(`${argv.join(" ")} is bad usage`, () => {
    assert.throws(() => parseOptions(argv, specs, false), UsageError);
  });

test("an unknown option after the first positional argument is one more of these", () => {
  assert.deepEqual(parseOptions(["web", "-9", "--detach"], specs, false).rest, ["web", "-9"]);
  assert.throws(() => parseOptions(["-9", "web"], specs, false), UsageError);
});

test("a dash alone is a positional argument", () => {
  assert.deepEqual(parseOptions(["-"], specs, false).rest, ["-"]);
});
