import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { knownOf, versionIn } from "./host-programs.ts";

describe("the programs that run VMs", () => {
  it("tell their versions in a form each", () => {
    assert.equal(versionIn("QEMU emulator version 10.0.13 (Debian 1:10.0.13+ds-0+deb13u1)\nCopyright (c) 2003-2025"), "10.0.13");
    assert.equal(versionIn("virtiofsd version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\n"), "7.2.22");
    assert.equal(versionIn("virtiofsd 1.13.2\n"), "1.13.2");
    assert.equal(versionIn("no such option\n"), null);
  });

  it("are known by the series that releases are tried with", () => {
    assert.equal(knownOf("QEMU", "10.0.13"), "releases are tried with it");
    assert.equal(knownOf("virtiofsd", "1.14.0"), "releases are tried with it");
    assert.match(knownOf("QEMU", "9.2.4"), /^not one .* 7\.2, 10\.0, 11\.1$/);
    assert.match(knownOf("virtiofsd", "1.1.3"), /^not one /);
    assert.match(knownOf("virtiofsd", null), /^not one /);
  });
});
