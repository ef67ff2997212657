/** Pods whose namespaces the manager has made first, as CRI-O does, and whose configs it writes. */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const types = ["ipc", "uts", "net"] as const;
const mappings = [{ containerID: 0, hostID: 200_000, size: 65_536 }];

void describe("pods of pinned namespaces", () => {
  const fixture = new VrunFixture();
  const made: string[] = [];
  const must = (...words: readonly string[]): string => {
    const ran = fixture.run(...words);
    assert.equal(ran.status, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  const namespace = (id: string, file: string): string => must("exec", id, "readlink", `/proc/self/ns/${file}`);
  const fileOf = (pod: string, type: string): string => join(fixture.directory, `${type}ns`, pod);
  const inside = (pod: string, type: string, program: string, ...args: readonly string[]): string =>
    execFileSync("nsenter", [`--${type}=${fileOf(pod, type)}`, "--", program, ...args], { encoding: "utf8" });
  const set = (pod: string, type: string, name: string, value: string): void => {
    execFileSync("nsenter", [`--${type}=${fileOf(pod, type)}`, "--", "tee", `/proc/sys/${name}`], { input: value, stdio: ["pipe", "ignore", "inherit"] });
  };

  /** As pinns does: by a mount of each namespace's file, while a process holds them. */
  const pin = async (pod: string, ...all: readonly string[]): Promise<void> => {
    const holder = spawn("unshare", [...all.map((type) => `--${type}`), "sh", "-c", "echo; exec sleep 1000"], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await once(holder.stdout, "data");
      if (all.includes("user")) for (const map of ["uid_map", "gid_map"]) writeFileSync(`/proc/${holder.pid}/${map}`, "0 200000 65536");
      for (const type of all) {
        mkdirSync(join(fixture.directory, `${type}ns`), { recursive: true });
        writeFileSync(fileOf(pod, type), "");
        execFileSync("mount", ["--bind", `/proc/${holder.pid}/ns/${type}`, fileOf(pod, type)]);
        made.push(fileOf(pod, type));
      }
    } finally {
      holder.kill();
      await once(holder, "exit");
    }
  };

  /** A bundle as CRI-O writes it for a pod's sandbox, or for a container in it. */
  const prepare = (id: string, pod: string, role: "sandbox" | "container", change: { readonly namespaces?: readonly object[]; readonly hostname?: string; readonly linux?: object; readonly mounts?: readonly object[] } = { hostname: `${pod}-host` }): void => {
    const annotations = {
      "io.container.manager": "cri-o",
      "io.kubernetes.cri-o.ContainerID": id,
      "io.kubernetes.cri-o.ContainerType": role,
      "io.kubernetes.cri-o.SandboxID": pod,
      "io.kubernetes.cri-o.RuntimeHandler": "vrun",
      "io.kubernetes.cri-o.HostName": pod,
    };
    const own = ["pid", "mount"].map((type) => ({ type }));
    const pinned = types.map((type) => ({ type: type === "net" ? "network" : type, path: fileOf(pod, type) }));
    fixture.prepare(id, annotations, {}, { ...change, linux: { namespaces: change.namespaces ?? [...own, ...pinned], ...change.linux } });
  };
  const run = (id: string): string => must("run", "--detach", "--bundle", `{bundles}/${id}`, id);
  const create = (id: string): string => {
    const { status, stderr } = fixture.run("create", "--bundle", `{bundles}/${id}`, id);
    assert.notEqual(status, 0, `${id} was created`);
    assert.equal(fixture.status(id), undefined);
    return stderr;
  };
  const withPath = (type: string, path: string): object[] => [...["pid", "mount", "network", "uts", "ipc"].filter((other) => other !== type).map((other) => ({ type: other })), { type, path }];

  before(async () => {
    await pin("pod", ...types);
    set("pod", "ipc", "kernel/shmmni", "77");
    set("pod", "ipc", "fs/mqueue/msg_max", "20");
    inside("pod", "uts", "hostname", "pinned-name");
    prepare("pod", "pod", "sandbox");
    run("pod");
    prepare("member", "pod", "container");
    run("member");
  });
  after(() => {
    for (const id of ["member", "mapped-member", "unnamed", "one", "two", "pod", "mapped", "bare", "shot", "broken"]) fixture.run("delete", "--force", id);
    for (const file of made) execFileSync("umount", [file]);
    fixture.close();
  });

  void it("share one of each in the guest", () => {
    for (const type of types) assert.equal(namespace("member", type), namespace("pod", type), type);
    for (const type of ["pid", "mnt"]) assert.notEqual(namespace("member", type), namespace("pod", type), type);
  });

  void it("have in it what was set in those of the host", () => {
    for (const id of ["pod", "member"]) {
      assert.equal(must("exec", id, "cat", "/proc/sys/kernel/shmmni"), "77");
      assert.equal(must("exec", id, "cat", "/proc/sys/fs/mqueue/msg_max"), "20");
      assert.equal(must("exec", id, "cat", "/proc/sys/kernel/shmall"), readFileSync("/proc/sys/kernel/shmall", "utf8").trim());
    }
  });

  void it("have the name of the config, or else that of the namespace", async () => {
    for (const id of ["pod", "member"]) assert.equal(must("exec", id, "cat", "/proc/sys/kernel/hostname"), "pod-host");
    await pin("unnamed", ...types);
    inside("unnamed", "uts", "hostname", "pinned-name");
    prepare("unnamed", "unnamed", "sandbox", {});
    run("unnamed");
    assert.equal(must("exec", "unnamed", "cat", "/proc/sys/kernel/hostname"), "pinned-name");
    must("delete", "--force", "unnamed");
  });

  void it("have the users of a pinned namespace", async () => {
    await pin("mapped", "user", ...types);
    const linux = { uidMappings: mappings, gidMappings: mappings };
    const namespaces = [...["pid", "mount"].map((type) => ({ type })), ...[...types, "user"].map((type) => ({ type: type === "net" ? "network" : type, path: fileOf("mapped", type) }))];
    for (const [id, role] of [["mapped", "sandbox"], ["mapped-member", "container"]] as const) {
      prepare(id, "mapped", role, { namespaces, linux, mounts: [{ destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["mode=755"] }] });
      run(id);
      assert.match(must("exec", id, "cat", "/proc/self/uid_map"), /^0\s+200000\s+65536$/);
    }
    for (const type of [...types, "user"]) assert.equal(namespace("mapped-member", type), namespace("mapped", type), type);
    for (const id of ["mapped-member", "mapped"]) must("delete", "--force", id);
    run("mapped-member");
    assert.match(must("exec", "mapped-member", "cat", "/proc/self/uid_map"), /^0\s+200000\s+65536$/);
    must("delete", "--force", "mapped-member");
    assert.equal(fixture.status("mapped"), undefined);
  });

  void it("have a VM also when their sandbox has no container, as long as one of theirs is there", async () => {
    await pin("bare", ...types);
    set("bare", "ipc", "kernel/shmmni", "78");
    for (const id of ["one", "two"]) {
      prepare(id, "bare", "container");
      run(id);
    }
    for (const type of types) assert.equal(namespace("two", type), namespace("one", type), type);
    assert.equal(must("exec", "two", "cat", "/proc/sys/kernel/shmmni"), "78");
    assert.equal(must("exec", "one", "cat", "/proc/sys/kernel/hostname"), "bare-host");
    must("kill", "one", "KILL");
    assert.equal(await fixture.waitForStatus("one", "stopped"), "stopped");
    must("delete", "one");
    assert.equal(must("exec", "two", "cat", "/name"), "two");
    must("delete", "--force", "two");
    for (const id of ["one", "two", "bare"]) {
      assert.equal(fixture.status(id), undefined);
      assert.deepEqual(await fixture.leftOf(id), []);
    }
    assert.deepEqual(await fixture.leftOf("vrun-bare"), []);
  });

  void it("have a new VM when what kept the first was killed, or the command that made it", async () => {
    await pin("shot", ...types);
    prepare("one", "shot", "container");
    for (const afterMs of [200, 600, 1200]) {
      await fixture.killAfter(fixture.start("create", "--bundle", "{bundles}/one", "one"), afterMs);
      fixture.run("delete", "--force", "one");
    }
    prepare("two", "shot", "container");
    run("two");
    process.kill(fixture.pid("shot"), "SIGKILL");
    assert.equal(await fixture.waitForStatus("two", "stopped"), "stopped");
    run("one");
    assert.equal(must("exec", "one", "cat", "/name"), "one");
    for (const id of ["two", "one"]) must("delete", "--force", id);
    for (const id of ["one", "two", "shot", "vrun-shot"]) assert.deepEqual(await fixture.leftOf(id), []);
  });

  void it("end by a failure of their first container", async () => {
    await pin("broken", ...types);
    prepare("one", "broken", "container", { mounts: [{ destination: "/x", type: "bind", source: "/nowhere", options: ["bind"] }] });
    create("one");
    for (const id of ["one", "broken", "vrun-broken"]) assert.deepEqual(await fixture.leftOf(id), []);
  });

  void it("are refused when a process of the host is in one", async () => {
    await pin("used", ...types);
    const child = spawn("nsenter", [`--uts=${fileOf("used", "uts")}`, "sh", "-c", "echo; exec sleep 1000"], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await once(child.stdout, "data");
      prepare("used", "used", "sandbox");
      assert.match(create("used"), /linux\.namespaces path of uts is not supported: process \d+ of the host is in it/);
      prepare("used", "used", "sandbox", { namespaces: withPath("ipc", "/proc/self/ns/ipc") });
      assert.match(create("used"), /linux\.namespaces path of ipc is not supported: process \d+/);
    } finally {
      child.kill();
    }
  });

  void it("are refused when one holds what a new one has not", async () => {
    await pin("full", ...types);
    inside("full", "ipc", "ipcmk", "-Q");
    prepare("full", "full", "sandbox");
    assert.match(create("full"), /linux\.namespaces path of ipc is not supported: it holds queues/);
  });

  void it("are refused by the file of a namespace of another type, or of no namespace", async () => {
    await pin("other", ...types);
    for (const path of [fileOf("other", "ipc"), "/etc/hostname", "/nowhere"]) {
      prepare("other", "other", "sandbox", { namespaces: withPath("uts", path) });
      create("other");
    }
  });

  void it("are refused when one is the network of the host, as pods on it have", () => {
    // In a network that only this command has: a VM that took it over would cut nobody off.
    const apart = new VrunFixture(["unshare", "--net"]);
    try {
      for (const annotations of [{ "io.kubernetes.cri-o.ContainerType": "sandbox", "io.kubernetes.cri-o.SandboxID": "host" }, {}]) {
        apart.prepare("host", annotations, { network: "/proc/self/ns/net" });
        const { status, stderr } = apart.run("create", "--bundle", "{bundles}/host", "host");
        assert.notEqual(status, 0);
        assert.match(stderr, /linux\.namespaces path of network is not supported: it is the host's own/);
      }
    } finally {
      apart.close();
    }
  });

  void it("take no container that names those of another pod, or of another type", async () => {
    await pin("third", ...types);
    for (const path of [fileOf("third", "ipc"), fileOf("pod", "uts")]) {
      prepare("stranger", "pod", "container", { namespaces: [...["pid", "mount", "uts"].map((type) => ({ type })), { type: "network", path: fileOf("pod", "net") }, { type: "ipc", path }] });
      assert.match(create("stranger"), /linux\.namespaces path of ipc is not supported/);
    }
  });

  void it("leave nothing, and the namespaces as they were", async () => {
    for (const id of ["member", "pod"]) {
      must("delete", "--force", id);
      assert.deepEqual(await fixture.leftOf(id), []);
    }
    assert.equal(inside("pod", "ipc", "cat", "/proc/sys/kernel/shmmni").trim(), "77");
    assert.equal(inside("pod", "uts", "hostname").trim(), "pinned-name");
  });
});
