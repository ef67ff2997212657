import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Eta } from "eta";
import { projectRoot } from "../model/project-root.ts";
import type { Results } from "../model/results.ts";
import { viewOf } from "./view.ts";

/**
 * Renders the report as one page that needs nothing else. Its content security policy lets only the page's own style
 * and script act, should something hostile ever get past the escaping.
 */
export function renderHtml(results: Results): string {
  const asset = (name: string): string => readFileSync(path.join(projectRoot(), "reports", "writers", name), "utf8");
  const style = asset("page.css");
  const script = asset("page.js");
  const hash = (text: string): string => createHash("sha256").update(text).digest("base64");
  const eta = new Eta({ autoEscape: true, autoTrim: false });
  return eta.renderString(asset("page.eta"), { view: viewOf(results), style, script, styleHash: hash(style), scriptHash: hash(script) });
}

/** Writes index.html. @returns its path */
export function writeHtml(results: Results, outDir: string): string {
  mkdirSync(outDir, { recursive: true });
  const file = path.join(outDir, "index.html");
  writeFileSync(file, renderHtml(results));
  return file;
}
