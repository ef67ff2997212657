/** Limits of block I/O: what a container reads from a folder of the host, virtiofsd reads there from a disk, a loop device. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const mebibyte = 1024 * 1024;
const fileBytes = 3 * mebibyte;
const bytesPerSecond = mebibyte;
/** The kernel lets the first part pass at once. */
const leastMs = 1000 * (fileBytes / bytesPerSecond - 1);
const canLimit = existsSync("/dev/loop-control") && existsSync("/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device");

void describe("limits of block I/O", { skip: canLimit ? false : "needs loop devices and the blkio controller of cgroup version 1" }, () => {
  const fixture = new VrunFixture();
  const folder = join(fixture.directory, "mounted");
  let path: string;
  const limit = (rate: number): object => ({ blockIO: { throttleReadBpsDevice: [{ major: 7, minor: statSync(path).rdev & 0xff, rate }] } });
  /** How long the container needs to read a file that nobody has in memory, in milliseconds. */
  const timeToRead = (name: string): number => {
    execFileSync("dd", [`if=${join(folder, name)}`, "iflag=nocache", "count=0", "status=none"]);
    const began = performance.now();
    assert.equal(fixture.run("exec", "limited", "busybox", "wc", "-c", `/data/${name}`).stdout, `${fileBytes} /data/${name}\n`);
    return performance.now() - began;
  };

  before(() => {
    const disk = join(fixture.directory, "disk");
    writeFileSync(disk, "");
    truncateSync(disk, 32 * mebibyte);
    execFileSync("mkfs.ext4", ["-q", "-F", disk]);
    path = execFileSync("losetup", ["--find", "--show", disk]).toString().trim();
    mkdirSync(folder);
    execFileSync("mount", [path, folder]);
    for (const name of ["first", "second"]) writeFileSync(join(folder, name), randomBytes(fileBytes));
    execFileSync("sync", ["-f", folder]);
    fixture.prepare("limited", {}, {}, { linux: { resources: limit(bytesPerSecond) }, mounts: [{ destination: "/data", type: "bind", source: folder, options: ["bind"] }] });
    const ran = fixture.run("run", "--detach", "--bundle", "{bundles}/limited", "limited");
    assert.equal(ran.status, 0, ran.stderr);
  });
  after(() => {
    fixture.run("delete", "--force", "limited");
    execFileSync("umount", [folder]);
    execFileSync("losetup", ["--detach", path]);
    fixture.close();
  });

  void it("hold for what the container reads, until they are lifted", () => {
    const limitedMs = timeToRead("first");
    assert.ok(limitedMs >= leastMs, `${fileBytes} bytes came in ${limitedMs} ms`);
    writeFileSync(join(fixture.directory, "resources"), JSON.stringify(limit(1024 * mebibyte)));
    const updated = fixture.run("update", "--resources", join(fixture.directory, "resources"), "limited");
    assert.equal(updated.status, 0, updated.stderr);
    const freeMs = timeToRead("second");
    assert.ok(freeMs < limitedMs, `${fileBytes} bytes came in ${freeMs} ms without the limit, in ${limitedMs} ms with it`);
  });
});
