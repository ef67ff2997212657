/**
 * Programs from memory that held other programs before, as virtiofsd fills it, on the QEMU and virtiofsd of this host.
 *
 * An emulated guest has a limit that docs/vrun.md tells: memory that a program has executed from, and then reads other code
 * into by O_DIRECT. Only the data is looked at there.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const pageBytes = 4096;
const fileCount = 16;
const pagesOfFile = 16;
const rounds = 20;

/** Pages that each begin with a function: it returns the number that the page's last four bytes say. */
function code(file: number): Buffer {
  const bytes = Buffer.alloc(pagesOfFile * pageBytes);
  for (let page = 0; page < pagesOfFile; page++) {
    const at = page * pageBytes;
    const number = file * 1000 + page;
    // mov eax, number; ret
    bytes.writeUInt8(0xb8, at);
    bytes.writeUInt32LE(number, at + 1);
    bytes.writeUInt8(0xc3, at + 5);
    bytes.writeUInt32LE(number, at + pageBytes - 4);
  }
  return bytes;
}

void describe("memory that is executed from again", () => {
  const fixture = new VrunFixture();
  const id = "executed-pages";
  after(() => {
    fixture.run("delete", "--force", id);
    fixture.close();
  });

  void it("runs what was read into it last", (context) => {
    fixture.prepare(id, {}, {}, { process: { args: ["executed-pages", "/code", `${rounds}`] } });
    const root = join(fixture.directory, id, "rootfs");
    const built = spawnSync("gcc", ["-static", "-O1", "-o", join(root, "bin/executed-pages"), join(__dirname, "executed-pages.c")], { encoding: "utf8" });
    assert.equal(built.status, 0, built.stderr);
    mkdirSync(join(root, "code"));
    for (let file = 0; file < fileCount; file++) writeFileSync(join(root, "code", `${file}`), code(file));
    const emulated = !fixture.run("check").stdout.includes("accelerator: kvm");
    const ran = fixture.run("run", "--bundle", `{bundles}/${id}`, id);
    assert.equal(ran.status, 0, ran.stderr);
    context.diagnostic(ran.stdout);
    const called = fileCount * pagesOfFile * rounds;
    assert.match(ran.stdout, new RegExp(`^cached: ${called} called, 0 stale, 0 torn$`, "m"));
    assert.match(ran.stdout, new RegExp(`^direct: ${called} called, ${emulated ? "\\d+" : "0"} stale, 0 torn$`, "m"));
  });
});
