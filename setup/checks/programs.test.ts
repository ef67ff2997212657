import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "./command.ts";
import { everywhere, given, installed, onRequest, programsOfScripts, programsOfSource } from "./programs.ts";

const tracked = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" }).trim().split("\n");
const isScript = (file: string): boolean => file.endsWith(".sh") || (!path.basename(file).includes(".") && /^#!.*\bbash\n/.test(readFileSync(path.join(root, file), "utf8").slice(0, 40)));
/** What runs in containers, guests and recordings, not on the host. */
const elsewhere = /^fixtures\/(guest-programs|messages|hostile-runtimes|mutants\/stubs)\/|^bench\/floor\/init$/;
const scripts = tracked.filter((file) => isScript(file) && !elsewhere.test(file));
const sources = tracked.filter((file) => /\.(ts|js)$/.test(file) && !elsewhere.test(file));
const tables = [everywhere, given, installed, onRequest];
const declared = new Map(tables.flatMap((table) => Object.entries(table).flatMap(([name, programs]) => programs.map((program): [string, string] => [program, name]))));

/** Each program that something calls, with who does. */
function calls(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (file: string, programs: Iterable<string>): void => {
    for (const program of programs) found.set(program, [...(found.get(program) ?? []), file]);
  };
  for (const [file, programs] of programsOfScripts(scripts)) add(file, programs);
  for (const file of sources) add(file, programsOfSource(file).called);
  return found;
}

/** The packages that set-up installs, as common.sh lists them. */
function packagesOfSetUp(): readonly string[] {
  const list = execFileSync("bash", ["-c", ". setup/common.sh; packages_of test"], { cwd: root, encoding: "utf8" });
  return list.trim().split("\n").map((line) => line.split("|")[0] ?? "").sort();
}

test("there are scripts to look at", () => {
  assert.ok(scripts.includes("setup/guest/build.sh") && scripts.includes(".ci/run"), scripts.join(" "));
  assert.ok(sources.length > 100);
});

test("each program that is called has a package", () => {
  const unknown = [...calls()].filter(([program]) => !declared.has(program)).map(([program, files]) => `${program} (${files.join(", ")})`);
  assert.deepEqual(unknown, [], "name its package in setup/checks/programs.ts, and have set-up install it in setup/common.sh");
});

test("each program that has a package is called, or named in a program's words", () => {
  const called = calls();
  const words = new Set(sources.filter((file) => !file.startsWith("setup/checks/programs")).flatMap((file) => [...programsOfSource(file).words]));
  assert.deepEqual([...declared.keys()].filter((program) => !called.has(program) && !words.has(program)), []);
});

test("set-up installs the packages that are listed as installed, and no other", () => {
  assert.deepEqual(packagesOfSetUp(), Object.keys(installed).sort());
});

test("the packages have the programs that they are listed with", (context) => {
  const places = new Map([...declared.keys()].map((program) => [program, ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].map((folder) => `${folder}/${program}`)]));
  // Those that are not here, or that no package here has under that name, are not in the answer.
  const answer = spawnSync("dpkg-query", ["--search", ...[...places.values()].flat()], { encoding: "utf8" }).stdout;
  const owners = new Map(answer.split("\n").flatMap((line) => {
    const [packages = "", file] = line.split(": ");
    return file === undefined || line.startsWith("diversion ") ? [] : [[file, packages.split(", ").map((one) => one.split(":")[0])] as const];
  }));
  const seen = [...declared].map(([program, name]) => ({ program, name, owners: (places.get(program) ?? []).flatMap((file) => owners.get(file) ?? []) })).filter((one) => one.owners.length > 0);
  context.diagnostic(`${seen.length} of ${declared.size} programs are of packages here`);
  assert.ok(seen.length > 40);
  // Node's own packages for Debian have npm in the same.
  assert.deepEqual(seen.filter((one) => one.name !== "npm" && !one.owners.includes(one.name)), []);
});
