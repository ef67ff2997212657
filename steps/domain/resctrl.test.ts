import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { describeClasses, groupOf, halved, holdsProcess, monitoringGroupOf, narrower, offerSchemata, schemataLacking, type Classed } from "./resctrl.ts";

/** What a processor with two caches shows (Linux, Documentation/arch/x86/resctrl.rst): zeros before masks, blanks before names. */
const SCHEMATA = "    MB:0=100;1=100\n    L3:0=007ff;1=007ff\n";

/** Calls `body` with a folder that has the files of a resctrl mount that the steps look at. */
function withTree(body: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), "resctrl-"));
  try {
    for (const folder of ["info", "mon_data", "mon_groups"]) mkdirSync(join(root, folder));
    addGroup(root, SCHEMATA, [1, 2]);
    body(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function addGroup(group: string, schemata: string, tasks: readonly number[]): void {
  mkdirSync(join(group, "mon_groups"), { recursive: true });
  writeFileSync(join(group, "schemata"), schemata);
  writeFileSync(join(group, "tasks"), tasks.map((pid) => `${pid}\n`).join(""));
}

function container(intelRdt: { readonly [name: string]: string | readonly string[] }): Classed {
  return { id: "c1", bundle: { config: { linux: { intelRdt: { ...intelRdt } } } } };
}

test("a narrower schema has one way less of each cache", () => {
  assert.equal(narrower("L3:0=7ff;1=fffff"), "L3:0=3ff;1=7ffff");
});

test("a halved schema has half of each share", () => {
  assert.equal(halved("MB:0=100;1=30"), "MB:0=50;1=15");
});

test("the schemata to give differ from those of a new group, and the class goes with the scenario", async () => {
  const root = mkdtempSync(join(tmpdir(), "resctrl-"));
  addGroup(root, SCHEMATA, []);
  const undo: (() => unknown)[] = [];
  const scenario = { token: "t", variables: {} as Record<string, string>, onEnd: (_: string, action: () => unknown) => { undo.push(action); } };
  offerSchemata(scenario, root);
  assert.deepEqual(scenario.variables, { l3Schema: "L3:0=3ff;1=3ff", l3Whole: "L3:0=7ff;1=7ff", mbSchema: "MB:0=50;1=50", closID: "t-class" });
  mkdirSync(join(root, "t-class"));
  for (const action of undo) await action();
  assert.ok(!existsSync(join(root, "t-class")));
  rmSync(root, { recursive: true });
});

test("a container's class is that of its closID, the root's, or that of its id", () => {
  withTree((root) => {
    addGroup(join(root, "gold"), SCHEMATA, [41]);
    assert.deepEqual([41, 42, null].map((pid) => holdsProcess(groupOf(container({ closID: "gold" }), root), pid)), [true, false, false]);
    assert.ok(holdsProcess(groupOf(container({ closID: "/" }), root), 2));
    assert.equal(groupOf(container({ l3CacheSchema: "L3:0=f" }), root), join(root, "c1"));
    assert.equal(monitoringGroupOf(container({ closID: "/" }), root), join(root, "mon_groups/c1"));
    assert.ok(!holdsProcess(groupOf(container({ closID: "none" }), root), 41));
  });
});

test("a class lacks the configured lines that it does not have, however the kernel writes them", () => {
  withTree((root) => {
    addGroup(join(root, "c1"), "    MB:0=050;1= 50\n    L3:0=003ff;1=003ff\n", []);
    const both = { l3CacheSchema: "L3:0=3ff;1=3ff", memBwSchema: "MB:0=50;1=50" };
    assert.deepEqual(schemataLacking(container(both), "each", root), []);
    assert.deepEqual(schemataLacking(container({ ...both, schemata: ["L3:0=1;1=1", "MB:0=50;1=50"] }), "each", root), ["L3:0=1;1=1"]);
    assert.deepEqual(schemataLacking(container({ l3CacheSchema: "L3:0=7ff;1=7ff", schemata: ["L3:0=3ff;1=3ff"] }), "last", root), []);
    assert.deepEqual(schemataLacking(container({ schemata: ["L3:0=3ff;1=3ff", "L3:0=7ff;1=7ff"] }), "last", root), ["L3:0=7ff;1=7ff"]);
  });
});

test("classes are as noted until one is made, removed, changed or written again", () => {
  withTree((root) => {
    const noted = describeClasses(root);
    assert.equal(describeClasses(root), noted);
    addGroup(join(root, "new"), SCHEMATA, []);
    assert.notEqual(describeClasses(root), noted);
    rmSync(join(root, "new"), { recursive: true });
    assert.equal(describeClasses(root), noted);
    utimesSync(join(root, "schemata"), 1, 1);
    assert.notEqual(describeClasses(root), noted);
    // What is no class does not count.
    const again = describeClasses(root);
    mkdirSync(join(root, "mon_groups/c1"));
    assert.equal(describeClasses(root), again);
  });
});
