import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { create } from "xmlbuilder2";
import { assertGolden } from "../model/golden.ts";
import { InputError } from "../model/input-error.ts";
import type { Results } from "../model/results.ts";
import { sampleResults } from "../model/sample-results.ts";
import { sortedJson } from "../model/sorted-json.ts";
import { parseFormats, reportFormats, writeReport } from "./formats.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";

test("the formats of the recorded messages are as they were", async () => {
  const results = await sampleResults();
  assertGolden("results.json", `${sortedJson(results)}\n`);
  assertGolden("compatibility.md", renderMarkdown(results));
  assertGolden("junit.xml", `${renderJunit(results)}\n`);
});

test("JUnit stays well-formed, whatever a container prints", async () => {
  const results = await sampleResults(["runc"]);
  const nasty = "\u0000\u001b[0m ]]> <a> & \ud800 \ufffe \u{1f4a5}";
  const hostile: Results = {
    ...results, scenarios: results.scenarios.map((scenario) => ({
      ...scenario, results: Object.fromEntries(Object.entries(scenario.results).map(([id, result]) => [id, { ...result, verdict: "fail" as const, reason: nasty }])),
    })),
  };
  const xml = renderJunit(hostile);
  assert.doesNotThrow(() => create(xml));
  const written = xml.split("\n").filter((line) => line.includes("<failure message="));
  assert.equal(written.length, 10);
  for (const line of written) assert.ok(line.includes('message="\\u0000\\u001b[0m ]]&gt; &lt;a&gt; &amp; \ufffd \ufffd \u{1f4a5}"'), line);
});

test("each format is written, and the same again", async () => {
  const results = await sampleResults();
  const directory = mkdtempSync(path.join(tmpdir(), "lacuna-writers-"));
  try {
    const written = (): string => readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name)).sort()
      .map((name) => `${name}\n${readFileSync(path.join(directory, name), "utf8")}`).join("\n");
    for (const format of reportFormats) writeReport(format, results, directory);
    const first = written();
    for (const format of reportFormats) writeReport(format, results, directory);
    assert.equal(written(), first);
    assert.ok(!first.includes("/tmp/lacuna"));
    const allure = readdirSync(path.join(directory, "allure-results")).filter((name) => name.endsWith("-result.json"));
    assert.equal(allure.length, 20);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("an unknown format is refused by name", () => {
  assert.deepEqual(parseFormats("html, md"), ["html", "md"]);
  assert.throws(() => parseFormats("pdf"), (error) => error instanceof InputError && error.message.includes('"pdf"'));
  assert.throws(() => parseFormats(""), InputError);
});
