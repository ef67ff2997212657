import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { rewriteReserved } from "./files.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "files-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a file is there with its content, private, and with one that keeps its room", () => {
  const path = join(directory, "state");
  rewriteReserved(path, "one", 0o600);
  assert.equal(readFileSync(path, "utf8").trimEnd(), "one");
  rewriteReserved(path, "a second", 0o600);
  assert.equal(readFileSync(path, "utf8").trimEnd(), "a second");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(directory).sort(), ["state", "state.spare"]);
});

test("a content that has outgrown the room gets more", () => {
  const path = join(directory, "state");
  rewriteReserved(path, "one", 0o600);
  const long = "x".repeat(20_000);
  rewriteReserved(path, long, 0o600);
  rewriteReserved(path, `${long}y`, 0o600);
  assert.equal(readFileSync(path, "utf8").trimEnd(), `${long}y`);
});

/** In a mount namespace of its own. */
const onFullDisk = `
  const assert = require("node:assert/strict"), { readFileSync, writeFileSync } = require("node:fs"), { join } = require("node:path");
  const directory = process.argv[1], path = join(directory, "state");
  require("node:child_process").execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", directory]);
  require("ts-node/register");
  const { rewriteReserved } = require(${JSON.stringify(join(__dirname, "files.ts"))});
  rewriteReserved(path, "one", 0o600);
  assert.throws(() => writeFileSync(join(directory, "rest"), Buffer.alloc(2 << 20)), { code: "ENOSPC" });
  rewriteReserved(path, "a second content that is longer than the first", 0o600);
  assert.match(readFileSync(path, "utf8"), /^a second content/);
`;

test("a file is written anew on a full disk", { skip: process.geteuid?.() !== 0 && "mounts, which takes root" }, () => {
  execFileSync("unshare", ["--mount", process.execPath, "-e", onFullDisk, directory], { stdio: ["ignore", "inherit", "inherit"] });
});
