/** Which mirror Debian's packages are fetched from, by the machine's own apt sources. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { root } from "./command.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lacuna-mirror-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const own = "https://mirror.example/debian";
const ubuntu = `Types: deb\nURIs: http://archive.ubuntu.com/ubuntu/\nSuites: resolute\nComponents: main universe\nSigned-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n`;
const machines = [
  { what: "Debian with a list of today's form", id: "debian", codename: "trixie", file: "debian.sources", text: `Types: deb\nURIs: ${own}\nSuites: trixie\nComponents: main\n`, mirror: own },
  { what: "Debian with a list of one line", id: "debian", codename: "bookworm", file: "debian.list", text: `deb [arch=amd64] ${own} bookworm main # own\n`, mirror: own },
  { what: "Ubuntu", id: "ubuntu", codename: "resolute", file: "ubuntu.sources", text: ubuntu, mirror: "http://deb.debian.org/debian" },
] as const;

for (const { what, id, codename, file, text, mirror } of machines) {
  test(`on ${what} packages come from ${mirror}`, { skip: process.geteuid?.() === 0 ? false : "needs the superuser, to mount" }, () => {
    const place = mkdtempSync(path.join(folder, "machine-"));
    mkdirSync(path.join(place, "bin"));
    mkdirSync(path.join(place, "sources"));
    writeFileSync(path.join(place, "os-release"), `ID=${id}\nVERSION_CODENAME=${codename}\n`);
    writeFileSync(path.join(place, "sources", file), text);
    // It has said where it looks by then, and goes no further.
    writeFileSync(path.join(place, "bin/apt-get"), "#!/bin/sh\nexit 100\n", { mode: 0o755 });
    const script = `
      mount --bind ${place}/os-release "$(readlink -f /etc/os-release)"
      mount --bind ${place}/sources /etc/apt/sources.list.d
      if [ -e /etc/apt/sources.list ]; then mount --bind /dev/null /etc/apt/sources.list; fi
      exec setup/fetch-debs.sh trixie ${place}/packages some-package`;
    const { status, stderr } = spawnSync("unshare", ["--mount", "--propagation", "private", "bash", "-ec", script], {
      cwd: root, encoding: "utf8", env: { PATH: `${place}/bin:${process.env["PATH"] ?? ""}`, LACUNA_CACHE: `${place}/cache` },
    });
    assert.equal(status, 3, stderr);
    assert.equal(readFileSync(path.join(place, "cache/apt/trixie/sources.list"), "utf8").split(" ").at(2), mirror);
  });
}
