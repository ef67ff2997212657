import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ConfigError } from "../errors/errors.ts";
import { maxInputBytes, readInput } from "./read-input.ts";

const folder = mkdtempSync(join(tmpdir(), "vrun-input-"));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

test("a file is read whole, by a symbolic link too, and one of the kernel's that tells no size", () => {
  const text = "é".repeat(100_000);
  writeFileSync(at("file"), text);
  symlinkSync("file", at("link"));
  assert.equal(readInput(at("link")), text);
  assert.match(readInput("/proc/self/status"), /^Name:/);
});

test("what is no regular file is refused, and not waited for", async () => {
  execFileSync("mkfifo", [at("fifo")]);
  const server = createServer().listen(at("socket"));
  for (const path of [at("fifo"), "/dev/zero", "/dev/null", folder]) assert.throws(() => readInput(path), ConfigError);
  assert.throws(() => readInput(at("socket")), { code: "ENXIO" });
  await new Promise((resolve) => server.close(resolve));
});

test("a file that is too large is refused before it is read", () => {
  writeFileSync(at("large"), "");
  truncateSync(at("large"), maxInputBytes);
  assert.equal(readInput(at("large")).length, maxInputBytes);
  truncateSync(at("large"), 3e9);
  const before = process.memoryUsage().rss;
  assert.throws(() => readInput(at("large")), ConfigError);
  assert.ok(process.memoryUsage().rss - before < maxInputBytes);
});
