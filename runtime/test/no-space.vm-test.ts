/**
 * A host without space, inodes, descriptors or processes: a command works, or fails with one line and leaves nothing; and what
 * is there can be removed.
 */

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { VrunFixture, type Ran } from "./vrun-fixture.ts";

const full = /no space left on device/i;

/** Its commands run in a mount namespace in which the state root is a small file system. */
class SmallHost {
  readonly fixture: VrunFixture;
  readonly #holder: ChildProcess;
  readonly #inside: readonly string[];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
    this.#inside = ["nsenter", `--mount=/proc/${holder.pid}/ns/mnt`, "--"];
    this.fixture = new VrunFixture(this.#inside);
  }

  static async make(): Promise<SmallHost> {
    const holder = spawn("unshare", ["--mount", "sh", "-c", "echo; exec sleep 100000"], { stdio: ["ignore", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    return new SmallHost(holder);
  }

  inside(...words: readonly string[]): string {
    const [program = "", ...args] = [...this.#inside, ...words];
    return execFileSync(program, args, { encoding: "utf8" });
  }

  /** @param options Of mount(8): its size, and how many inodes. */
  mountRoot(options: string): void {
    const root = this.fixture.root;
    this.inside("mkdir", "-p", root);
    this.inside("mount", "-t", "tmpfs", "-o", options, "none", root);
  }

  unmountRoot(): void {
    this.inside("umount", "--lazy", this.fixture.root);
  }

  /** Takes what is left of its space, or of its inodes. */
  fill(what: "space" | "inodes"): void {
    const root = this.fixture.root;
    if (what === "space") this.inside("sh", "-c", `dd if=/dev/zero of=${root}/rest bs=4k 2>/dev/null; true`);
    else this.inside("sh", "-c", `i=0; while touch ${root}/rest$i 2>/dev/null; do i=$((i+1)); done; true`);
  }

  close(): void {
    this.#holder.kill("SIGKILL");
    this.fixture.close();
  }
}

function failed({ status, stderr }: Ran, words: RegExp): void {
  assert.notEqual(status, 0);
  const lines = stderr.split("\n").filter((line) => line !== "");
  assert.equal(lines.length, 1, stderr);
  assert.match(stderr, words);
  assert.doesNotMatch(stderr, /internal error/);
}

void describe("a state root", () => {
  let host: SmallHost;
  const run = (...words: readonly string[]): Ran => host.fixture.run(...words);
  const must = (...words: readonly string[]): string => {
    const ran = run(...words);
    assert.equal(ran.status, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout;
  };
  const create = (id: string): Ran => run("create", "--bundle", `{bundles}/${id}`, id);
  before(async () => {
    host = await SmallHost.make();
    for (const id of ["one", "two", "three"]) host.fixture.prepare(id);
  });
  after(() => host.close());

  for (const [what, options] of [["space", "size=4m"], ["inodes", "size=64m,nr_inodes=60"]] as const)
    void describe(`without ${what}`, () => {
      before(() => {
        host.mountRoot(options);
        for (const id of ["one", "two"]) assert.equal(create(id).status, 0);
        host.fill(what);
      });
      after(() => {
        for (const id of ["one", "two"]) run("delete", "--force", id);
        host.unmountRoot();
      });

      void it("lets a container be started, changed, asked and signalled", () => {
        for (const words of [["start", "one"], ["pause", "one"], ["resume", "one"], ["exec", "one", "true"], ["update", "--pids-limit", "50", "one"], ["ps", "one"], ["kill", "one", "TERM"]]) must(...words);
        assert.match(must("state", "two"), /"status": "created"/);
      });

      void it("makes create fail in one line that says so, and leaves nothing of it", () => {
        failed(create("three"), full);
        assert.equal(host.fixture.status("three"), undefined);
        assert.deepEqual(host.inside("ls", `${host.fixture.root}/containers`).trim().split("\n"), ["one", "two"]);
      });

      void it("lets all be removed", async () => {
        for (const id of ["one", "two"]) {
          must("delete", "--force", id);
          assert.deepEqual(await host.fixture.leftOf(id), []);
        }
        assert.equal(host.inside("ls", `${host.fixture.root}/containers`, `${host.fixture.root}/sandboxes`).includes("one"), false);
      });
    });

  void it("that is read-only keeps its containers, whose processes delete --force ends all the same", async () => {
    host.mountRoot("size=4m");
    assert.equal(create("one").status, 0);
    must("start", "one");
    // Over it: a mount by which files are open for writing cannot become read-only.
    host.inside("mount", "--bind", host.fixture.root, host.fixture.root);
    host.inside("mount", "-o", "remount,bind,ro", host.fixture.root);
    failed(run("pause", "one"), /read-only file system/i);
    assert.match(must("state", "one"), /"status": "running"/);
    failed(run("delete", "--force", "one"), /read-only file system/i);
    assert.match(must("state", "one"), /"status": "stopped"/);
    assert.deepEqual(host.fixture.processes("one", ""), []);
    host.unmountRoot();
    must("delete", "--force", "one");
    host.unmountRoot();
  });
});

void describe("a command", () => {
  const limits = { "20 descriptors": "--nofile=20", "24 descriptors": "--nofile=24", "no file size": "--fsize=0", "one process": "--nproc=1" };
  // Debian's Node opens files of its own before it runs anything, and aborts with 20 descriptors.
  const nodeEnds = (flag: string): boolean => spawnSync("prlimit", [flag, "--", process.execPath, "-e", "0"]).status !== 0;
  for (const [limit, flag] of Object.entries(limits))
    void describe(`with ${limit}`, { skip: nodeEnds(flag) ? "Node itself does not start" : false }, () => {
      const host = new VrunFixture();
      const limited = (...words: readonly string[]): Promise<Ran> => host.ranUnder(["prlimit", flag, "--"], ...words);
      beforeEach(() => {
        for (const id of ["one", "two"]) host.prepare(id);
        const ran = host.run("run", "--detach", "--bundle", "{bundles}/one", "one");
        assert.equal(ran.status, 0, ran.stderr);
      });
      afterEach(() => {
        host.run("delete", "--force", "one");
        host.close();
      });

      void it("works, or fails in one line and leaves nothing", async () => {
        for (const words of [["state", "one"], ["pause", "one"], ["resume", "one"], ["exec", "one", "true"], ["kill", "one", "TERM"], ["create", "--bundle", "{bundles}/two", "two"]]) {
          const ran = await limited(...words);
          if (ran.status !== 0) failed(ran, /level=error/);
        }
        assert.equal((await limited("delete", "--force", "two")).status, 0);
        assert.deepEqual(await host.leftOf("two"), []);
      });

      void it("removes a container by force", async () => {
        const ran = await limited("delete", "--force", "one");
        assert.equal(ran.status, 0, ran.stderr);
        assert.deepEqual(await host.leftOf("one"), []);
      });
    });
});
