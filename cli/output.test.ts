import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { UsageError } from "./failure.ts";
import { outputFile, outputFolder } from "./output.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "lacuna-output-"));
after(() => rmSync(scratch, { recursive: true }));
const inScratch = (name: string): string => path.join(scratch, name);
writeFileSync(inScratch("file"), "kept");
symlinkSync(inScratch("nowhere/else"), inScratch("dangling"));

/** Refused in one line that names the argument and what was given. */
function refused(value: string, check: (argument: string, value: string) => string): void {
  assert.throws(() => check("--out", value), (error: unknown) => error instanceof UsageError && error.message.startsWith(`--out ${value}`) && !error.message.includes("\n"));
}

for (const name of ["file", "file/below", "dangling", "dangling/below"]) {
  test(`${name} is no folder for output`, () => refused(inScratch(name), outputFolder));
}

test("what the kernel makes is no folder for output", () => refused("/proc/lacuna", outputFolder));

test("a folder for output is made with its parents", () => {
  assert.equal(outputFolder("--out", inScratch("new/folder")), inScratch("new/folder"));
  assert.ok(existsSync(inScratch("new/folder")));
});

test("a file for output may be there or not, and is no folder", () => {
  assert.equal(outputFile("--out", inScratch("file")), inScratch("file"));
  assert.equal(outputFile("--out", inScratch("other/results.json")), inScratch("other/results.json"));
  mkdirSync(inScratch("folder"));
  refused(inScratch("folder"), outputFile);
});

test("a file for output below a file is refused", () => {
  assert.throws(() => outputFile("--out", inScratch("file/results.json")), UsageError);
});
