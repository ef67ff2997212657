/**
 * AppArmor profiles of the host in the guest. What the host's kernel would show of them is laid over its securityfs in a
 * mount namespace of the test's own, so that a host without AppArmor will do; the compiler is of the package apparmor.
 */

import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const compiler = "/usr/sbin/apparmor_parser";
/** Kernel features that the policy may use; of the package apparmor. Linux 4.17 and newer have them. */
const features = "/etc/apparmor.d/abi/3.0";
const profile = `profile lacuna-denies flags=(attach_disconnected,mediate_deleted) {
  network, capability, file, mount, umount, pivot_root, signal, ptrace,
  deny /denied r,
}
`;

/** Compiles a profile to what is written to the kernel. */
function compile(text: string): Buffer {
  const { status, stdout, stderr } = spawnSync(compiler, ["--stdout", "--skip-cache", "--kernel-features", features, "--policy-features", features], { input: text });
  assert.equal(status, 0, stderr.toString());
  return stdout;
}

/** Arranges a loaded profile as securityfs shows it. */
const showProfile = `set -e
mount -t tmpfs none /sys/kernel/security
cd /sys/kernel/security
mkdir -p apparmor/policy/profiles/lacuna-denies.1
cp "$1" apparmor/policy/profiles/lacuna-denies.1/raw_data
echo lacuna-denies >apparmor/policy/profiles/lacuna-denies.1/name
echo ready
exec sleep 100000`;

void describe("AppArmor in the guest", { skip: existsSync(compiler) ? false : `needs ${compiler}, of the package apparmor` }, () => {
  let host: ChildProcess;
  let fixture: VrunFixture;
  const annotations = { "io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-id": "pod" };

  before(async () => {
    const directory = mkdtempSync(join(tmpdir(), "vrun-policy-"));
    const policy = join(directory, "policy");
    writeFileSync(policy, compile(profile));
    host = spawn("unshare", ["--mount", "--propagation", "private", "sh", "-c", showProfile, "sh", policy], { stdio: ["ignore", "pipe", "inherit"] });
    await once(host.stdout as NodeJS.EventEmitter, "data");
    rmSync(directory, { recursive: true });
    fixture = new VrunFixture(["nsenter", `--mount=/proc/${host.pid ?? 0}/ns/mnt`, "--"]);
    fixture.prepare("confined", {}, {}, { process: { apparmorProfile: "lacuna-denies" } });
    writeFileSync(join(fixture.directory, "confined/rootfs/denied"), "secret\n");
    const ran = fixture.run("run", "--detach", "--bundle", "{bundles}/confined", "confined");
    assert.equal(ran.status, 0, ran.stderr);
  });
  after(() => {
    for (const id of ["confined", "free", "unknown", "pod", "member"]) fixture.run("delete", "--force", id);
    fixture.close();
    host.kill();
  });

  void it("confines a container's first process", () => {
    assert.equal(fixture.run("exec", "confined", "cat", "/proc/1/attr/current").stdout, "lacuna-denies (enforce)\n");
  });

  void it("confines what is executed in it, and denies what the profile denies", () => {
    assert.equal(fixture.run("exec", "confined", "cat", "/proc/self/attr/current").stdout, "lacuna-denies (enforce)\n");
    const denied = fixture.run("exec", "confined", "cat", "/denied");
    assert.match(denied.stderr, /Permission denied/);
    assert.equal(denied.stdout, "");
    assert.equal(fixture.run("exec", "confined", "cat", "/name").stdout, "confined");
  });

  void it("executes with a profile of its own", () => {
    assert.match(fixture.run("exec", "--apparmor", "lacuna-none", "confined", "true").stderr, /apparmor failed to apply profile/);
    assert.equal(fixture.run("exec", "--apparmor", "unconfined", "confined", "cat", "/denied").stdout, "secret\n");
  });

  void it("refuses a profile that the host has not loaded, and leaves nothing", async () => {
    fixture.prepare("unknown", {}, {}, { process: { apparmorProfile: "lacuna-none" } });
    assert.match(fixture.run("create", "--bundle", "{bundles}/unknown", "unknown").stderr, /apparmor failed to apply profile/);
    assert.deepEqual(await fixture.leftOf("unknown"), []);
  });

  void it("is there for the containers of a pod, and in no VM that does not need it", () => {
    fixture.prepare("pod", annotations);
    fixture.prepare("free");
    for (const id of ["pod", "free"]) assert.equal(fixture.run("run", "--detach", "--bundle", `{bundles}/${id}`, id).status, 0);
    assert.match(fixture.run("exec", "--apparmor", "lacuna-denies", "free", "true").stderr, /process\.apparmorProfile is not supported/);
    const of = (file: string): string => `/proc/${fixture.pid("pod")}/ns/${file}`;
    fixture.prepare("member", { "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-id": "pod" }, { network: of("net"), ipc: of("ipc"), uts: of("uts") }, { process: { apparmorProfile: "lacuna-denies" } });
    const ran = fixture.run("run", "--detach", "--bundle", "{bundles}/member", "member");
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(fixture.run("exec", "member", "cat", "/proc/1/attr/current").stdout, "lacuna-denies (enforce)\n");
  });
});
