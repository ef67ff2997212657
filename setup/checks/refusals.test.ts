/** Holds what vrun refuses to the registry of limitations, and both to the scenarios and tests that show it. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadCatalogue } from "../../reports/model/catalogue.ts";
import { refusals } from "../../runtime/errors/refusal-list.ts";
import { properties } from "../../runtime/oci/properties.ts";

const root = join(__dirname, "../..");
const listed = [...loadCatalogue().limitations.values()].flatMap(({ id, affects, refusals: rows = [] }) => rows.map((row) => ({ ...row, id, affects })));

function textsBelow(folder: string, ending: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending));
  return files.map((name) => readFileSync(join(root, folder, name), "utf8"));
}

test("the registry lists what the code refuses, at the limitation that the code names", () => {
  const ofCode = Object.entries(refusals).map(([what, { limitation }]) => `${what}: ${limitation}`);
  assert.deepEqual(listed.map(({ what, id }) => `${what}: ${id}`).sort(), ofCode.sort());
  for (const { what, affects } of listed) assert.ok(affects.includes("vrun"), `the limitation of ${what} must say that it affects vrun`);
});

test("each entry of the list is one that the code throws", () => {
  const code = textsBelow("runtime", ".ts").filter((text) => text.includes("refuse(") || text.includes("UnsupportedError(")).join("\n");
  const written = (what: string): boolean => [what, what.replace(/\.[^.]+$/, ".${name}")].some((word) => code.includes(`"${word}"`) || code.includes(`\`${word}\``));
  const idle = Object.keys(refusals).filter((what) => what !== "mounts[].gidMappings" && !written(what));
  assert.deepEqual(idle, []);
});

test("each property that the table calls refused is in the list, or below one that is", () => {
  const covered = (path: string): boolean => Object.keys(refusals).some((what) => path === what || path.startsWith(`${what}.`) || path.startsWith(`${what}[`));
  assert.deepEqual(properties.filter(({ path, where }) => where === "refused" && !covered(path)).map(({ path }) => path), []);
});

test("what shows a refusal is there", () => {
  const features = textsBelow("features", ".feature");
  for (const { what, shown } of listed) {
    if (/test\.ts$/.test(shown)) {
      assert.ok(existsSync(join(root, shown)), `${what}: there is no ${shown}`);
      continue;
    }
    const [, id, row] = /^([^[]+)(?:\[(.+)\])?$/.exec(shown) ?? [];
    const feature = features.find((text) => new RegExp(`@id:${id}(\\s|$)`, "m").test(text));
    assert.ok(feature !== undefined, `${what}: no scenario has the id ${id}`);
    assert.ok(row === undefined || new RegExp(`\\| ${row.replace(/[.[\]]/g, "\\$&")} +\\|`).test(feature), `${what}: the outline ${id} has no row ${row}`);
  }
});
