/** A state root and a bundle behind links, as Docker's own below /var/run, and what Docker sends as an update. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const vrun = join(__dirname, "../../bin/vrun");
const commandTimeoutMs = 240_000;

void describe("a container whose state root and bundle are behind links", () => {
  const fixture = new VrunFixture();
  const folder = mkdtempSync(join(tmpdir(), "vrun-links-"));
  const root = join(folder, "link/not/made/yet");
  /** Its error output goes to a file: the shim, which has it too, would keep a pipe open. */
  const run = (words: readonly string[], input = ""): { readonly status: number | null; readonly stderr: string } => {
    const file = openSync(join(folder, "stderr"), "w+");
    const { status } = spawnSync(vrun, ["--root", root, ...words], { input, timeout: commandTimeoutMs, stdio: ["pipe", "ignore", file] });
    closeSync(file);
    return { status, stderr: readFileSync(join(folder, "stderr"), "utf8") };
  };
  const works = (words: readonly string[], input = ""): void => {
    const { status, stderr } = run(words, input);
    assert.equal(status, 0, `${words.join(" ")}: ${stderr}`);
  };

  before(() => {
    mkdirSync(join(folder, "real"));
    symlinkSync("real", join(folder, "link"));
    fixture.prepare("linked");
    symlinkSync(join(fixture.directory, "linked"), join(folder, "bundle"));
  });
  after(() => {
    run(["delete", "--force", "linked"]);
    fixture.close();
    rmSync(folder, { recursive: true, force: true });
  });

  void it("is made, started, executed in, updated as Docker does, and deleted", () => {
    works(["create", "--bundle", join(folder, "bundle"), "linked"]);
    works(["start", "linked"]);
    works(["exec", "linked", "true"]);
    works(["update", "--resources", "-", "linked"], JSON.stringify({
      memory: { limit: 134217728, reservation: 0, swap: 0, kernel: 0 }, cpu: { shares: 0, quota: 0, period: 0, cpus: "", mems: "" }, blockIO: { weight: 0 }, pids: { limit: 0 },
    }));
    works(["kill", "linked", "KILL"]);
    works(["delete", "--force", "linked"]);
  });
});
