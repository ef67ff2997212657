import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { HostError } from "../errors/errors.ts";
import { checkHostCgroup } from "./host-cgroup-check.ts";

const root = mkdtempSync(join(tmpdir(), "cgroup-"));
after(() => rmSync(root, { recursive: true }));

/** A folder with the files that the kernel would have there. */
function cgroup(name: string, files: Readonly<Record<string, string>>): string {
  const directory = join(root, name);
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return directory;
}

function check(directory: string): void {
  checkHostCgroup({ leaves: [{ directory, isCpuset: false }] });
}

function refusal(directory: string): string {
  try {
    check(directory);
  } catch (error) {
    assert.ok(error instanceof HostError, String(error));
    return error.message;
  }
  throw new Error("it was accepted");
}

test("a cgroup that is not there, or empty, is fit", () => {
  check(join(root, "missing", "deeper"));
  check(cgroup("empty", { "cgroup.procs": "", "freezer.state": "THAWED\n" }));
  check(cgroup("empty2", { "cgroup.procs": "", "cgroup.events": "populated 0\nfrozen 0\n" }));
});

test("one with processes, in it or below it, is not", () => {
  cgroup("full/below", { "cgroup.procs": "7\n8\n" });
  assert.match(refusal(cgroup("full", { "cgroup.procs": "" })), /container's cgroup is not empty: 2 process\(es\) found/);
});

test("one that is frozen, or will be by what is above it, is not", () => {
  assert.match(refusal(cgroup("frozen1", { "freezer.state": "FROZEN\n" })), /unexpectedly frozen/);
  assert.match(refusal(join(cgroup("frozen2", { "cgroup.events": "populated 0\nfrozen 1\n" }), "new")), /unexpectedly frozen/);
});
