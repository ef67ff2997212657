import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { properties } from "./properties.ts";
import { translationPage } from "./translation-page.ts";

test("docs/spec-translation.md follows from the table", () => {
  const command = "node --require ts-node/register runtime/oci/write-translation.ts";
  assert.equal(readFileSync("docs/spec-translation.md", "utf8"), translationPage(), `run: ${command}`);
});

test("each property is listed once", () => {
  const paths = properties.map(({ path }) => path);
  assert.deepEqual(paths.filter((path, index) => paths.indexOf(path) !== index), []);
});

test("every property below a listed one has its parent listed, so that checks reach it", () => {
  const paths = new Set(properties.map(({ path }) => path));
  for (const path of paths) {
    const parent = path.endsWith("[]") ? path.slice(0, -2) : path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : undefined;
    if (parent !== undefined) assert.ok(paths.has(parent), `${path} has no parent row`);
  }
});
