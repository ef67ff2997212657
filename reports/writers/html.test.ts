import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleResults } from "../model/sample-results.ts";
import { renderHtml } from "./html.ts";

test("hostile evidence stays text", async () => {
  const html = renderHtml(await sampleResults());
  assert.ok(html.includes("&lt;script&gt;alert(1)&lt;/script&gt;\\u001b[31mred\\u0007"));
  assert.ok(html.includes("&lt;img src=x onerror=alert(2)&gt;"));
  assert.equal(html.split("<script").length, 2, "the page has one script, its own");
  assert.ok(!html.includes("\u001b"));
});

test("the page needs nothing else and is the same each time", async () => {
  const results = await sampleResults();
  const html = renderHtml(results);
  assert.doesNotMatch(html.replaceAll("&lt;img src=x", ""), /<(link|img|iframe)\b|src=|@import|url\(/i);
  assert.equal(html, renderHtml(results));
  assert.ok(!html.includes("/tmp/"));
});

test("every scenario has a row, with a verdict for each run", async () => {
  const results = await sampleResults();
  const html = renderHtml(results);
  assert.equal(html.split('<tr class="row"').length - 1, results.scenarios.length);
  assert.equal(html.split("<td data-run=").length - 1, results.scenarios.length * results.runs.length);
});
