/** VMs that grow while their containers run: cold and from a template, alone and as a pod. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { VrunFixture } from "./vrun-fixture.ts";

const mebibyte = 1024 * 1024;
/** QEMU's slots for memory. */
const slots = 16;
const dataBytes = 96 * mebibyte;
const sandbox = { "io.kubernetes.cri.container-type": "sandbox" };
const member = { "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.sandbox-id": "pod" };

class Growing extends VrunFixture {
  must(...words: readonly string[]): string {
    const ran = this.run(...words);
    assert.equal(ran.status, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout.trim();
  }

  /** Runs a container with a limit on memory. */
  runLimited(id: string, limit: number, annotations: Readonly<Record<string, string>> = {}, paths: Readonly<Record<string, string>> = {}): void {
    this.prepare(id, annotations, paths);
    const file = join(this.directory, id, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8")) as { linux: object };
    writeFileSync(file, JSON.stringify({ ...config, linux: { ...config.linux, resources: { memory: { limit }, cpu: { quota: 50_000, period: 100_000 } } } }));
    writeFileSync(join(this.directory, id, "rootfs/data"), Buffer.alloc(dataBytes, "lacuna"));
    this.must("run", "--detach", "--bundle", `{bundles}/${id}`, id);
  }

  /** What the VM of a container has, in MiB. */
  memory(id: string): number {
    return Math.floor(Number(/^MemTotal:\s+(\d+) kB$/m.exec(this.must("exec", id, "cat", "/proc/meminfo"))?.[1]) / 1024);
  }

  processors(id: string): number {
    return this.must("exec", id, "cat", "/proc/cpuinfo").split("\n").filter((line) => line.startsWith("processor")).length;
  }

  /** Reads a file by virtiofs, whose pages may be in memory that was plugged in. */
  readsData(id: string): void {
    assert.equal(this.must("exec", id, "sh", "-c", "cat /data | busybox wc -c"), `${dataBytes}`);
  }
}

for (const start of ["cold", "template"]) {
  void describe(`a VM that started ${start === "cold" ? "cold" : "from a template"}`, () => {
    const fixture = new Growing(start === "cold" ? ["/usr/bin/env", "VRUN_NO_TEMPLATE=1"] : []);
    after(() => {
      for (const id of ["member", "pod", "alone"]) fixture.run("delete", "--force", id);
      fixture.close();
    });

    void it("gets the memory and the CPUs that an update needs, and uses them", () => {
      fixture.runLimited("alone", 64 * mebibyte);
      const before = fixture.memory("alone");
      assert.ok(before < 256, `${before} MiB`);
      assert.equal(fixture.processors("alone"), 1);
      fixture.must("update", "--memory", "600M", "--cpu-quota", "200000", "alone");
      const grown = fixture.memory("alone");
      assert.ok(grown >= 600 && grown < 900, `${grown} MiB`);
      assert.equal(fixture.processors("alone"), Math.min(2, cpus().length));
      fixture.readsData("alone");
    });

    void it("keeps them when the limits fall, and needs no more when they rise again", () => {
      const before = fixture.memory("alone");
      fixture.must("update", "--memory", "64M", "--cpu-quota", "50000", "alone");
      fixture.must("update", "--memory", "600M", "alone");
      assert.equal(fixture.memory("alone"), before);
    });

    void it("grows with the containers that join it, for all of them at once", () => {
      fixture.runLimited("pod", 64 * mebibyte, sandbox);
      const before = fixture.memory("pod");
      const network = `/proc/${fixture.pid("pod")}/ns/net`;
      fixture.runLimited("member", 400 * mebibyte, member, { network });
      assert.ok(fixture.memory("pod") >= before + 384, `${fixture.memory("pod")} MiB`);
      assert.equal(fixture.processors("member"), 1);
      fixture.readsData("member");
    });
  });
}

void describe("a VM that cannot grow", () => {
  const fixture = new Growing();
  after(() => {
    fixture.run("delete", "--force", "full");
    fixture.close();
  });

  void it("makes an update fail that changes nothing, and goes on", () => {
    fixture.runLimited("full", 64 * mebibyte);
    let last = 64;
    for (let piece = 1; piece <= slots; piece += 1) fixture.must("update", "--memory", `${(last = 64 + 128 * piece)}M`, "full");
    const refused = fixture.run("update", "--memory", `${last + 128}M`, "--pids-limit", "7", "full");
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /slot/);
    assert.match(fixture.must("events", "--stats", "full"), new RegExp(`"limit":${last * mebibyte}\\b`));
    assert.doesNotMatch(fixture.must("events", "--stats", "full"), /"limit":7\b/);
    fixture.readsData("full");
  });
});
