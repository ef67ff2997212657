import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { checkout } from "../run-description.ts";

/** Opens a scope in a process of its own, writes into its /etc, and prints what is there then. */
const opener = `
  const { openScope } = require("./steps/domain/engines/scope.ts");
  const { execFileSync } = require("node:child_process");
  const [directory] = process.argv.slice(1);
  void openScope({ engines: null, launcher: ".cache/bin/launcher", directory, keep: [], hide: [] }).then(async (scope) => {
    const [program, ...words] = scope.enter(["sh", "-c", 'touch "/etc/$1" && ls /etc | grep -x "$1"', "-", require("node:path").basename(directory)]);
    process.stdout.write(execFileSync(program, words));
    await scope.close();
  });`;

/** @param around The words of a program that runs another one; may use the folder `root`. */
function tryScope(around: (root: string) => readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), "lacuna-scope-"));
  try {
    mkdirSync(join(folder, "root"));
    const [program = "", ...words] = [...around(join(folder, "root")), process.execPath, "--require", "ts-node/register", "-e", opener, folder];
    assert.equal(execFileSync(program, words, { cwd: checkout, encoding: "utf8" }).trim(), basename(folder));
    assert.ok(!existsSync(join("/etc", basename(folder))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const skip = process.geteuid?.() === 0 ? false : "needs the superuser, to mount";

test("what is written in a scope is not the host's", { skip }, () => tryScope(() => ["env"]));

test("a scope is one in a chroot too", { skip }, () => {
  tryScope((root) => ["unshare", "--mount", "--propagation", "private", "sh", "-ec", 'mount --rbind / "$0"; exec chroot "$0" sh -c \'cd "$0" && exec "$@"\' "$PWD" "$@"', root]);
});
