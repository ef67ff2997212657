/** Containers of pods: together in one VM, each with an end of its own, and pods beside each other. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { VrunFixture } from "./vrun-fixture.ts";

/** What a monitor does by itself after a command was killed. */
const settleMs = 1000;

void describe("pods", () => {
  const fixture = new VrunFixture();
  const must = (...words: readonly string[]): string => {
    const ran = fixture.run(...words);
    assert.equal(ran.status, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  const run = (id: string): string => must("run", "--detach", "--bundle", `{bundles}/${id}`, id);
  const bootId = (id: string): string => must("exec", id, "cat", "/proc/sys/kernel/random/boot_id");
  const namespace = (id: string, file: string): string => must("exec", id, "readlink", `/proc/self/ns/${file}`);
  const startPod = (id: string): void => {
    fixture.prepare(id, { "io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-id": id });
    run(id);
  };
  const prepareMember = (id: string, pod: string): void => {
    const of = (file: string): string => `/proc/${fixture.pid(pod)}/ns/${file}`;
    const annotations = { "io.kubernetes.cri-o.ContainerType": "container", "io.kubernetes.cri-o.SandboxID": pod };
    fixture.prepare(id, annotations, { network: of("net"), ipc: of("ipc"), uts: of("uts") });
  };

  before(() => {
    for (const pod of ["pod", "other"]) startPod(pod);
    for (const member of ["first", "second"]) {
      prepareMember(member, "pod");
      run(member);
    }
  });
  after(() => {
    for (const id of ["first", "second", "pod", "other"]) fixture.run("delete", "--force", id);
    fixture.close();
  });

  void it("have one kernel for their containers, and each its own", () => {
    assert.equal(bootId("first"), bootId("pod"));
    assert.equal(bootId("second"), bootId("pod"));
    assert.notEqual(bootId("other"), bootId("pod"));
  });

  void it("share the namespaces that are named, and no others", () => {
    for (const file of ["net", "ipc", "uts"]) assert.equal(namespace("first", file), namespace("pod", file), file);
    for (const file of ["pid", "mnt"]) assert.notEqual(namespace("first", file), namespace("pod", file), file);
  });

  void it("give each container its own root and cgroup", () => {
    for (const id of ["pod", "first", "second"]) {
      assert.equal(must("exec", id, "cat", "/name"), id);
      assert.match(must("exec", id, "cat", "/proc/self/cgroup"), new RegExp(`/vrun/${id}(/|$)`));
    }
  });

  void it("go on when a container is deleted, and take one of the same id again", async () => {
    must("delete", "--force", "first");
    assert.deepEqual(await fixture.leftOf("first"), []);
    assert.equal(fixture.status("second"), "running");
    assert.equal(must("exec", "pod", "cat", "/name"), "pod");
    prepareMember("first", "pod");
    run("first");
    assert.equal(must("exec", "first", "cat", "/name"), "first");
  });

  void it("go on when the command that creates a container is killed", async () => {
    for (const afterMs of [150, 300, 600]) {
      prepareMember("cut", "pod");
      await fixture.killAfter(fixture.start("create", "--bundle", "{bundles}/cut", "cut"), afterMs);
      await delay(settleMs);
      must("delete", "--force", "cut");
      assert.deepEqual(await fixture.leftOf("cut"), []);
      assert.equal(must("exec", "second", "cat", "/name"), "second");
    }
  });

  void it("refuse a container when their sandbox does not run", () => {
    fixture.prepare("late", { "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-id": "nowhere" });
    assert.notEqual(fixture.run("create", "--bundle", "{bundles}/late", "late").status, 0);
    assert.equal(fixture.status("late"), undefined);
  });

  void it("end with their sandbox, and are deleted in any order", async () => {
    must("kill", "pod", "KILL");
    for (const id of ["pod", "first", "second"]) assert.equal(await fixture.waitForStatus(id, "stopped"), "stopped");
    for (const id of ["second", "pod", "first"]) must("delete", id);
    for (const id of ["second", "pod", "first"]) assert.deepEqual(await fixture.leftOf(id), []);
    assert.equal(must("exec", "other", "cat", "/name"), "other");
  });
});
