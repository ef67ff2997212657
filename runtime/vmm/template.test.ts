import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { TemplateCorruptError, TemplateError } from "../errors/template-errors.ts";
import { digestsOf } from "./digests.ts";
import { withFileLock } from "./template-lock.ts";
import { templateFormat } from "./template-manifest.ts";
import type { RamRange } from "./template-ram.ts";
import { loadRam, saveRam } from "./template-ram.ts";
import { addTemplate, findTemplate, listTemplates, openStore, templateFiles } from "./template-store.ts";

const work = mkdtempSync(join(tmpdir(), "vrun-template-test-"));
after(() => rmSync(work, { recursive: true, force: true }));
const page = 4096;
const memoryBytes = 9 * 1024 * 1024;
const key = "0123456789abcdef0123456789abcdef";

function withFiles<T>(from: string, to: string, act: (from: number, to: number) => T): T {
  const fds = [openSync(from, "r"), openSync(to, existsSync(to) ? "r+" : "w+")] as const;
  try {
    return act(...fds);
  } finally {
    fds.forEach((fd) => closeSync(fd));
  }
}

/** Nine MiB with something at the start, across a chunk's end, and in the last page. */
function memory(): Buffer {
  const bytes = Buffer.alloc(memoryBytes);
  bytes.fill(1, 0, page);
  bytes.fill(2, 4 * 1024 * 1024 - page, 4 * 1024 * 1024 + page);
  bytes.fill(3, memoryBytes - page);
  return bytes;
}

function saved(name: string): { ram: string; ranges: RamRange[] } {
  const [from, ram] = [join(work, `${name}-memory`), join(work, `${name}-ram`)];
  writeFileSync(from, memory());
  return { ram, ranges: withFiles(from, ram, (source, to) => saveRam(source, memoryBytes, to)) };
}

describe("a guest's saved memory", () => {
  it("holds what is not zero, and gives all of it back", () => {
    const { ram, ranges } = saved("whole");
    assert.equal(readFileSync(ram).length, 4 * page);
    const restored = join(work, "restored");
    writeFileSync(restored, "");
    truncateSync(restored, memoryBytes);
    withFiles(ram, restored, (source, to) => loadRam(source, ranges, to));
    assert.ok(readFileSync(restored).equals(memory()));
  });

  it("is refused when one byte of it changed, or the end is missing", () => {
    for (const damage of [(bytes: Buffer) => bytes.fill(9, 5000, 5001), (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)]) {
      const { ram, ranges } = saved(`damaged`);
      writeFileSync(ram, damage(readFileSync(ram)));
      assert.throws(() => withFiles(ram, join(work, "unused"), (source, to) => loadRam(source, ranges, to)), TemplateCorruptError);
    }
  });
});

async function newStore(name: string): Promise<string> {
  const store = join(work, name);
  await openStore(store);
  return store;
}

async function fill(directory: string): Promise<void> {
  const manifest = { format: templateFormat, key, inputs: {}, vcpus: 1, memoryBytes, ranges: [{ offset: 0, bytes: 4, crc32: 0 }], state: { bytes: 3, crc32: 0 }, usedBytes: 4, buildMs: 1 };
  writeFileSync(join(directory, templateFiles.manifest), JSON.stringify(manifest));
  writeFileSync(join(directory, templateFiles.ram), "1234");
  writeFileSync(join(directory, templateFiles.state), "123");
}

describe("the store of templates", () => {
  it("is refused where others can read it", async () => {
    const store = join(work, "open");
    mkdirSync(store);
    chmodSync(store, 0o755);
    await assert.rejects(openStore(store), TemplateError);
  });

  it("gives back what was added, and nothing for another key", async () => {
    const store = await newStore("found");
    await addTemplate(store, key, fill);
    assert.equal((await findTemplate(store, key))?.manifest.vcpus, 1);
    assert.equal(await findTemplate(store, "f".repeat(32)), null);
  });

  it("has nothing of a build that failed, and removes what a killed one left", async () => {
    const store = await newStore("failed");
    await assert.rejects(addTemplate(store, key, async () => Promise.reject(new Error("no VM"))), /no VM/);
    assert.equal(await findTemplate(store, key), null);
    mkdirSync(join(store, ".new-left"));
    await addTemplate(store, key, fill);
    assert.ok(!existsSync(join(store, ".new-left")));
    assert.deepEqual([...(await listTemplates(store)).keys()], [key]);
  });

  it("knows an incomplete template as corrupt", async () => {
    for (const [name, content] of [[templateFiles.ram, "12"], [templateFiles.state, ""], [templateFiles.manifest, "{}"]] as const) {
      const store = await newStore(`corrupt-${name}`);
      await addTemplate(store, key, fill);
      writeFileSync(join(store, key, name), content);
      await assert.rejects(findTemplate(store, key), TemplateCorruptError, name);
      assert.deepEqual([...(await listTemplates(store)).values()], [null]);
    }
  });
});

describe("the lock of the store", () => {
  it("lets one in at a time, and is free again after a failure", async () => {
    const path = join(work, "lock");
    let inside = 0;
    const enter = (fails: boolean): Promise<void> =>
      withFileLock(path, 60_000, async () => {
        assert.equal(++inside, 1);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        if (fails) throw new Error("inside");
      });
    const results = await Promise.allSettled([enter(false), enter(true), enter(false)]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "fulfilled", "rejected"]);
  });

  it("ends with the process that held it", async () => {
    const path = join(work, "lock-of-killed");
    const script = `const { withFileLock } = require(${JSON.stringify(join(__dirname, "template-lock.ts"))}); void withFileLock(${JSON.stringify(path)}, 60000, () => { console.log("in"); return new Promise((r) => setTimeout(r, 1e6)); });`;
    const owner = spawn(process.execPath, ["--require", "ts-node/register", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(owner.stdout, "data");
    owner.kill("SIGKILL");
    await withFileLock(path, 60_000, async () => undefined);
  });

  it("is given up when somebody else keeps it", async () => {
    const path = join(work, "lock-kept");
    await withFileLock(path, 60_000, () => assert.rejects(withFileLock(path, 1000, async () => undefined), TemplateError));
  });
});

describe("digests of files", () => {
  it("follow a change of the file, with or without what was seen before", async () => {
    const [file, cache] = [join(work, "kernel"), join(work, "digests.json")];
    writeFileSync(file, "one");
    const first = await digestsOf([file], cache);
    assert.deepEqual(await digestsOf([file], cache), first);
    writeFileSync(file, "two");
    assert.notDeepEqual(await digestsOf([file], cache), first);
    writeFileSync(cache, "no JSON");
    writeFileSync(file, "one");
    assert.deepEqual(await digestsOf([file], cache), first);
  });
});
