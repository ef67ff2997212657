/** What QEMU and virtiofsd, which a guest may take over, have on the host. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

/** Fields of /proc/<pid>/status. */
function status(pid: number): (name: string) => string {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return (name) => new RegExp(`^${name}:[ \\t]*(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
}

/** The files that a process finds, but for what is below folders of libraries and firmware. */
function filesOf(pid: number, folder = ""): string[] {
  return readdirSync(join(`/proc/${pid}/root`, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory() || /^\/(usr\/)?(lib|lib64|share\/qemu|share\/seabios)$/.test(path)) return [path];
    return filesOf(pid, path);
  });
}

void describe("a VM's processes on the host", () => {
  const fixture = new VrunFixture();
  const ids = ["template", "cold"];
  const qemuOf = (id: string): number => fixture.processes(id, "qemu-system")[0] ?? assert.fail("no QEMU");
  before(() => {
    for (const id of ids) {
      fixture.prepare(id);
      const ran = fixture.run(...(id === "cold" ? ["--no-template"] : []), "run", "--detach", "--bundle", `{bundles}/${id}`, id);
      assert.equal(ran.status, 0, ran.stderr);
    }
  });
  after(() => {
    for (const id of ids) fixture.run("delete", "--force", id);
    fixture.close();
  });

  void it("give a container's processes an address space as random as the host's, though crun's is not", () => {
    for (const pid of ["1", "self"]) {
      const ran = fixture.run("exec", "template", "cat", `/proc/${pid}/personality`);
      assert.deepEqual([ran.status, ran.stdout], [0, "00000000\n"], ran.stderr);
    }
  });

  void it("are, as to QEMU, a user's of their own without capabilities or a way to them", () => {
    for (const id of ids) {
      const field = status(qemuOf(id));
      for (const name of ["Uid", "Gid"]) {
        const found = field(name).split(/\s+/);
        assert.equal(found.length, 4);
        assert.ok(new Set(found).size === 1 && found[0] !== "0", `${name} ${found.join(" ")}`);
      }
      assert.equal(field("Groups"), "");
      for (const name of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) assert.match(field(name), /^0+$/, name);
      assert.equal(field("NoNewPrivs"), "1");
      assert.equal(field("Seccomp"), "2");
    }
    assert.notEqual(...(ids.map((id) => status(qemuOf(id))("Uid")) as [string, string]));
  });

  void it("find, as to QEMU, its program, libraries, firmware, and the guest, and cannot write", () => {
    for (const id of ids) {
      const found = filesOf(qemuOf(id));
      const allowed = /^\/(usr\/bin\/qemu-system-x86_64|(usr\/)?lib(64)?|usr\/share\/(qemu|seabios)|etc\/ld\.so\.cache|dev\/kvm|guest-memory|.*\/vmlinux|.*\/initrd)$/;
      assert.deepEqual(found.filter((path) => !allowed.test(path)), []);
      assert.ok(found.some((path) => path.endsWith("/initrd")), "the files were looked at");
      const mounts = readFileSync(`/proc/${qemuOf(id)}/mountinfo`, "utf8").trim().split("\n");
      const writable = mounts.filter((line) => !/ ro[, ]/.test(line.split(" - ")[0] ?? ""));
      // The guest's memory: one file in memory, which cannot grow.
      assert.deepEqual(writable.map((line) => line.split(" ")[4]), ["/guest-memory"]);
      assert.match(writable[0] ?? "", / rw,nosuid,nodev,noexec/);
    }
  });

  void it("are, as to virtiofsd, shut into the shared folder, with the capabilities of a file server alone", () => {
    const servers = fixture.processes("template", "virtiofsd");
    assert.ok(servers.length > 0);
    // chown, dac_override, fowner, fsetid, setgid, setuid, mknod, setfcap: capability(7) has the numbers.
    const allowed = [0n, 1n, 3n, 4n, 6n, 7n, 27n, 31n].reduce((set, number) => set | (1n << number), 0n);
    for (const pid of servers) {
      const field = status(pid);
      assert.equal(field("NoNewPrivs"), "1");
      assert.equal(BigInt(`0x${field("CapEff")}`) & ~allowed, 0n, field("CapEff"));
      assert.deepEqual(readdirSync(`/proc/${pid}/root`), ["template"]);
    }
    assert.ok(servers.some((pid) => status(pid)("Seccomp") === "2"));
  });

  void it("find, as to virtiofsd, the share read-only, and nothing that a device, a program or a link of the guest's is good for", () => {
    for (const pid of fixture.processes("template", "virtiofsd")) {
      const mounts = readFileSync(`/proc/${pid}/mountinfo`, "utf8").trim().split("\n").map((line) => line.split(" "));
      const flagsOf = (wanted: string): string => mounts.find(([, , , , path]) => path === wanted)?.[5] ?? assert.fail(`nothing is mounted on ${wanted}`);
      assert.match(flagsOf("/"), /^ro,nosuid,nodev,noexec/);
      assert.match(flagsOf("/template/rootfs"), /^rw,nosuid,nodev,.*nosymfollow/);
      assert.equal(mounts.length, 2);
    }
  });

  void it("find, as to virtiofsd, no way from a descriptor to what all processes share", () => {
    for (const pid of fixture.processes("template", "virtiofsd")) {
      const folders = readdirSync(`/proc/${pid}/fd`).map((name) => `/proc/${pid}/fd/${name}`).filter((path) => statSync(path).isDirectory());
      const above = folders.flatMap((path) => ["..", "../..", "../../.."].map((up) => `${path}/${up}/sys/kernel`));
      assert.deepEqual(above.filter((path) => existsSync(path)), []);
    }
  });

  void it("find, as to virtiofsd, nothing that the host mounts later, which would come without these bars", () => {
    const later = join(fixture.directory, "template/rootfs/sys");
    execFileSync("mount", ["-t", "tmpfs", "none", later]);
    try {
      for (const pid of fixture.processes("template", "virtiofsd")) assert.doesNotMatch(readFileSync(`/proc/${pid}/mountinfo`, "utf8"), /rootfs\/sys/);
    } finally {
      execFileSync("umount", [later]);
    }
  });

  void it("leave no core dump, and listen to nobody but vrun's commands", () => {
    const shim = fixture.pid("template");
    for (const pid of [shim, ...fixture.processes("template", "vrun-monitor"), ...fixture.processes("template", "virtiofsd"), qemuOf("template")]) {
      assert.equal(readFileSync(`/proc/${pid}/coredump_filter`, "utf8").trim(), "00000000", `of ${pid}`);
      assert.match(readFileSync(`/proc/${pid}/limits`, "utf8"), /^Max core file size +0 +0 /m);
    }
    // Flag of a listening socket; of the network namespace that the sandbox has to itself.
    const sockets = readFileSync(`/proc/${shim}/net/unix`, "utf8").split("\n").filter((line) => line.split(/\s+/)[3] === "00010000");
    // virtiofsd 1.14 goes on listening, at a name that is gone.
    const named = sockets.map((line) => line.split(" ").at(-1) ?? "").filter((name) => !name.startsWith("fs-") || existsSync(join(fixture.sandbox("template"), "vm", name)));
    assert.deepEqual(named, ["control.sock"]);
    for (const table of ["tcp", "udp", "tcp6", "udp6", "raw"]) assert.equal(readFileSync(`/proc/${shim}/net/${table}`, "utf8").trim().split("\n").length, 1, table);
  });

  void it("leave nothing of theirs to other users", () => {
    const directory = fixture.sandbox("template");
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.equal(statSync(directory).uid, 0);
  });
});
