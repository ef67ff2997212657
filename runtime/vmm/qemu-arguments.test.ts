import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { qemuArguments } from "./qemu-arguments.ts";
import type { VmSpec } from "./vm.ts";

const spec: VmSpec = {
  assets: { kernelPath: "/guest/vmlinux", initrdPath: "/guest/initrd", helperPath: "/dist/vrun-host" },
  accelerator: "tcg",
  vcpus: 2,
  apparmor: false,
  memoryBytes: 300 * 1024 * 1024 + 1,
  memoryMaxBytes: 1024 * 1024 * 1024,
  sharedDirectory: "/sandbox/shared",
  runDirectory: "/sandbox/run",
};

/** The value after an option that is given once. */
function valueOf(args: readonly string[], option: string): string {
  assert.equal(args.filter((arg) => arg === option).length, 1, option);
  return args[args.indexOf(option) + 1] ?? "";
}

describe("QEMU's arguments", () => {
  it("give the VM the size that was asked for, rounded up", () => {
    const args = qemuArguments(spec, "fs.sock");
    assert.equal(valueOf(args, "-smp"), "2");
    assert.equal(valueOf(args, "-m"), "301M,slots=16,maxmem=1325M");
    assert.match(valueOf(args, "-object"), /size=301M,share=on/);
  });

  it("leave a VM that starts with all that it can have as it is", () => {
    assert.equal(valueOf(qemuArguments({ ...spec, memoryMaxBytes: spec.memoryBytes }, "fs.sock"), "-m"), "301M");
  });

  it("differ between accelerators in nothing but CPU and clock", () => {
    const tcg = qemuArguments(spec, "fs.sock");
    const kvm = qemuArguments({ ...spec, accelerator: "kvm" }, "fs.sock");
    const differing = tcg.filter((arg) => !kvm.includes(arg));
    assert.equal(valueOf(kvm, "-cpu"), "host");
    assert.deepEqual(differing, [valueOf(tcg, "-accel"), valueOf(tcg, "-cpu"), valueOf(tcg, "-append")]);
  });

  it("keep the mitigations of CPU flaws where the CPU is a real one", () => {
    assert.match(valueOf(qemuArguments(spec, "fs.sock"), "-append"), /mitigations=off/);
    assert.doesNotMatch(valueOf(qemuArguments({ ...spec, accelerator: "kvm" }, "fs.sock"), "-append"), /mitigations/);
  });

  it("have an emulated guest's kernel write to all memory before virtiofsd does", () => {
    assert.match(valueOf(qemuArguments(spec, "fs.sock"), "-append"), / init_on_alloc=1( |$)/);
    assert.doesNotMatch(valueOf(qemuArguments({ ...spec, accelerator: "kvm" }, "fs.sock"), "-append"), /init_on_alloc/);
  });

  it("confine QEMU, give the guest no network, and name sockets relative to the run directory", () => {
    const args = qemuArguments(spec, "fs.sock");
    assert.match(valueOf(args, "-sandbox"), /^on,.*elevateprivileges=deny,spawn=deny/);
    assert.ok(!args.some((arg) => arg.startsWith("-net") || arg.includes("virtio-net")));
    assert.ok(args.includes("socket,id=files,path=fs.sock"));
    assert.ok(!args.some((arg) => arg.includes("/sandbox/")));
  });
});
