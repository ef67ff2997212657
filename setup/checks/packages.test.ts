/** What set-up asks of apt, on machines whose apt has other packages: a stand-in answers for it. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { root } from "./command.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lacuna-packages-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A machine, as apt shows it: what its sources have, and which call fails with what words. */
interface Machine {
  readonly offered: readonly string[];
  readonly fails?: { readonly command: "update" | "install"; readonly words: string };
}

const needed = ["qemu-system-x86", "patchelf", "virtiofsd"];

/** Has set-up install `needed` there. `calls` are those of apt-get, but for the options that go with all. */
function install({ offered, fails }: Machine): { status: number | null; stderr: string; calls: readonly string[] } {
  const place = mkdtempSync(path.join(folder, "machine-"));
  const program = (name: string, text: string): void => writeFileSync(path.join(place, "bin", name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  mkdirSync(path.join(place, "bin"));
  mkdirSync(path.join(place, "setup"));
  cpSync(path.join(root, "setup/common.sh"), path.join(place, "setup/common.sh"));
  program("apt-cache", `case " ${offered.join(" ")} " in *" $2 "*) printf '%s:\\n  Installed: (none)\\n  Candidate: 1.0\\n' "$2" ;; esac`);
  program("apt-get", `
    calls=${place}/calls
    while [[ $1 == -* ]]; do if [ "$1" = -o ]; then shift; fi; shift; done
    printf '%s\\n' "$*" >>$calls
    if [ "$1" = "${fails?.command ?? ""}" ]; then printf '%s\\n' "${fails?.words ?? ""}" >&2; exit 100; fi`);
  const lines = needed.map((name) => `${name}|/nowhere|of use`).join("\n");
  const { status, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", `. setup/common.sh; install_packages "$1"`, "-", lines], {
    cwd: place, encoding: "utf8", env: { PATH: `${place}/bin:${process.env["PATH"] ?? ""}` },
  });
  return { status, stderr, calls: readFileSync(path.join(place, "calls"), "utf8").trim().split("\n") };
}

test("all that is missing is installed by one call, after the lists were read", () => {
  const { status, calls } = install({ offered: needed });
  assert.equal(status, 0);
  assert.deepEqual(calls, ["update", "install qemu-system-x86 patchelf virtiofsd"]);
});

test("where virtiofsd is no package, it is QEMU's, and nobody asks for it", () => {
  const { status, calls } = install({ offered: ["qemu-system-x86", "patchelf"] });
  assert.equal(status, 0);
  assert.deepEqual(calls, ["update", "install qemu-system-x86 patchelf"]);
});

test("a package that no source has is named, and nothing is installed", () => {
  const { status, stderr, calls } = install({ offered: ["qemu-system-x86", "virtiofsd"] });
  assert.equal(status, 3);
  assert.match(stderr, /^lacuna: needs patchelf, which no apt source .* universe$/m);
  assert.deepEqual(calls, ["update"]);
});

test("apt's own words say why it failed", () => {
  for (const command of ["update", "install"] as const) {
    const { status, stderr } = install({ offered: needed, fails: { command, words: "E: no way there" } });
    assert.equal(status, 3);
    assert.match(stderr, /^lacuna: cannot .*: E: no way there$/m);
  }
});
