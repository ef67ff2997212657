import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { HostError } from "../errors/errors.ts";
import { hostHasApparmor, readLoadedPolicy } from "./host-apparmor.ts";

/** What the kernel shows of profiles, whose policy is a link into a folder beside them. */
function withProfiles(names: readonly string[], then: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), "vrun-apparmor-test-"));
  try {
    mkdirSync(join(directory, "policy/raw_data/0"), { recursive: true });
    writeFileSync(join(directory, "policy/raw_data/0/raw_data"), "compiled");
    names.forEach((name, index) => {
      const profile = join(directory, "policy/profiles", `${name.replaceAll("/", ".")}.${index}`);
      mkdirSync(profile, { recursive: true });
      writeFileSync(join(profile, "name"), `${name}\n`);
      if (name !== "kept") symlinkSync("../../raw_data/0/raw_data", join(profile, "raw_data"));
    });
    then(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("a profile's policy is found by its name, and a hat's by its profile's", () => {
  withProfiles(["other", "docker-default", "/usr/bin/man"], (directory) => {
    assert.equal(hostHasApparmor(directory), true);
    for (const name of ["docker-default", "/usr/bin/man", "docker-default//hat"]) assert.equal(readLoadedPolicy(name, directory)?.toString(), "compiled", name);
  });
});

test("a profile that is not loaded has no policy", () => {
  withProfiles(["docker-default"], (directory) => assert.equal(readLoadedPolicy("docker", directory), undefined));
  assert.equal(readLoadedPolicy("docker-default", "/nowhere"), undefined);
  assert.equal(hostHasApparmor("/nowhere"), false);
});

test("a kernel that keeps policy to itself is an error", () => {
  withProfiles(["kept"], (directory) => assert.throws(() => readLoadedPolicy("kept", directory), HostError));
});
