/** Block devices of the host in the guest, by loop devices. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const diskBytes = 1024 * 1024;

void describe("block devices of the host", { skip: existsSync("/dev/loop-control") ? false : "the host has no loop devices" }, () => {
  const fixture = new VrunFixture();
  let path: string;

  /** A container with the device at /dev/disk, which it may access so. */
  const start = (id: string, access: string, ...flags: readonly string[]): void => {
    prepare(id, access);
    const ran = fixture.run(...flags, "run", "--detach", "--bundle", `{bundles}/${id}`, id);
    assert.equal(ran.status, 0, ran.stderr);
  };
  const prepare = (id: string, access: string, pod?: string): void => {
    const minor = statSync(path).rdev & 0xff;
    const number = { type: "b", major: 7, minor };
    const devices = [{ allow: false, access: "rwm" }, { allow: true, ...number, access }];
    const member = pod === undefined ? undefined : { "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-id": pod };
    fixture.prepare(id, member, pod === undefined ? {} : { network: `/proc/${fixture.pid(pod)}/ns/net` }, {
      mounts: [{ destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["mode=755"] }, { destination: "/sys", type: "sysfs", source: "sysfs" }],
      linux: { devices: [{ path: "/dev/disk", ...number, fileMode: 0o606, uid: 3, gid: 4 }], resources: { devices } },
    });
  };
  const firstBytes = (id: string): string => fixture.run("exec", id, "busybox", "head", "-c", "8", "/dev/disk").stdout;
  const write = (id: string, text: string): string => fixture.run("exec", id, "sh", "-c", `printf ${text} >/dev/disk`).stderr;
  const onHost = (): string => {
    const bytes = Buffer.alloc(8);
    const descriptor = openSync(path, "r");
    readSync(descriptor, bytes, 0, 8, 0);
    closeSync(descriptor);
    return bytes.toString();
  };

  before(() => {
    const file = join(fixture.directory, "disk");
    writeFileSync(file, Buffer.concat([Buffer.from("original"), Buffer.alloc(diskBytes - 8)]));
    path = execFileSync("losetup", ["--find", "--show", file]).toString().trim();
  });
  after(() => {
    for (const id of ["reads", "writes", "mounts", "first", "second", "pod"]) fixture.run("delete", "--force", id);
    execFileSync("losetup", ["--detach", path]);
    fixture.close();
  });

  void it("are disks of the guest, at the path and with the owner and mode that are listed", () => {
    start("reads", "r");
    assert.equal(firstBytes("reads"), "original");
    assert.equal(fixture.run("exec", "reads", "busybox", "stat", "-c", "%F %a %u %g", "/dev/disk").stdout, "block special file 606 3 4\n");
  });

  void it("cannot be written where the rules give no write access", () => {
    assert.match(write("reads", "changed!"), /Operation not permitted/);
    assert.equal(fixture.run("exec", "reads", "cat", "/sys/block/vda/ro").stdout, "1\n");
    assert.equal(onHost(), "original");
  });

  void it("are written on the host, in a VM that boots without a template too", () => {
    start("writes", "rw", "--no-template");
    assert.equal(write("writes", "changed!"), "");
    assert.equal(onHost(), "changed!");
    assert.equal(firstBytes("writes"), "changed!");
  });

  void it("are bound by their nodes, and have their file systems mounted", async () => {
    const disk = join(fixture.directory, "file-system");
    writeFileSync(disk, "");
    truncateSync(disk, 8 * diskBytes);
    execFileSync("mkfs.ext4", ["-q", "-F", disk]);
    const second = execFileSync("losetup", ["--find", "--show", disk]).toString().trim();
    try {
      fixture.prepare("mounts", {}, {}, {
        mounts: [{ destination: "/fs", type: "ext4", source: second }, { destination: "/node", type: "bind", source: path, options: ["bind"] }],
        linux: { resources: { devices: [{ allow: true, access: "rwm" }] } },
      });
      const ran = fixture.run("run", "--detach", "--bundle", "{bundles}/mounts", "mounts");
      assert.equal(ran.status, 0, ran.stderr);
      assert.equal(fixture.run("exec", "mounts", "busybox", "head", "-c", "8", "/node").stdout, onHost());
      assert.equal(fixture.run("exec", "mounts", "sh", "-c", "echo kept >/fs/file; busybox grep -c ' /fs ext4 ' /proc/mounts").stdout, "1\n");
      fixture.run("delete", "--force", "mounts");
      assert.deepEqual(await fixture.leftOf("mounts"), []);
      assert.equal(execFileSync("debugfs", ["-R", "cat /file", second], { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" }), "kept\n");
    } finally {
      execFileSync("losetup", ["--detach", second]);
    }
  });

  void it("come to a container that joins a pod, and go with the last that has them", async () => {
    fixture.prepare("pod", { "io.kubernetes.cri.container-type": "sandbox" }, {}, { mounts: [{ destination: "/sys", type: "sysfs", source: "sysfs" }] });
    const must = (...words: readonly string[]): string => {
      const ran = fixture.run(...words);
      assert.equal(ran.status, 0, ran.stderr);
      return ran.stdout;
    };
    const disks = (): string => must("exec", "pod", "busybox", "ls", "/sys/block").split("\n").filter((name) => name.startsWith("vd")).join();
    must("run", "--detach", "--bundle", "{bundles}/pod", "pod");
    assert.equal(disks(), "");
    for (const id of ["first", "second"]) {
      prepare(id, "rw", "pod");
      must("run", "--detach", "--bundle", `{bundles}/${id}`, id);
    }
    assert.equal(disks(), "vda");
    assert.equal(write("first", "together"), "");
    assert.equal(onHost(), "together");
    must("delete", "--force", "first");
    assert.deepEqual(await fixture.leftOf("first"), []);
    assert.equal(firstBytes("second"), "together");
    must("delete", "--force", "second");
    assert.equal(disks(), "");
    prepare("first", "r", "pod");
    must("run", "--detach", "--bundle", "{bundles}/first", "first");
    assert.equal(firstBytes("first"), "together");
    prepare("second", "rw", "pod");
    const refused = fixture.run("create", "--bundle", "{bundles}/second", "second");
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /is not supported: .* has this one read-only/);
    assert.deepEqual(await fixture.leftOf("second"), []);
    must("delete", "--force", "first");
    must("delete", "--force", "pod");
    assert.deepEqual(await fixture.leftOf("pod"), []);
  });

  void it("are let go when the container is deleted", async () => {
    for (const id of ["reads", "writes"]) {
      fixture.run("delete", "--force", id);
      assert.deepEqual(await fixture.leftOf(id), []);
    }
  });
});
