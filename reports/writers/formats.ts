import { mkdirSync } from "node:fs";
import path from "node:path";
import { InputError } from "../model/input-error.ts";
import type { Results } from "../model/results.ts";
import { writeResults } from "../model/results-file.ts";
import { writeAllure } from "./allure.ts";
import { writeHtml } from "./html.ts";
import { writeJunit } from "./junit.ts";
import { writeMarkdown } from "./markdown.ts";

export type ReportFormat = "html" | "md" | "junit" | "allure" | "json";

export const reportFormats: readonly ReportFormat[] = ["html", "md", "junit", "allure", "json"];

/** Parses `html,md`. @throws {InputError} A format is unknown, or none is named. */
export function parseFormats(list: string): readonly ReportFormat[] {
  const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const known = names.map((name) => reportFormats.find((format) => format === name) ?? unknownFormat(name));
  if (known.length === 0) throw new InputError(`no format named; there are ${reportFormats.join(", ")}`);
  return known;
}

function unknownFormat(name: string): never {
  throw new InputError(`unknown format "${name}"; there are ${reportFormats.join(", ")}`);
}

/** Writes results in one format. @returns the file, or for Allure the directory, that was written */
export function writeReport(format: ReportFormat, results: Results, outDir: string): string {
  switch (format) {
    case "html": return writeHtml(results, outDir);
    case "md": return writeMarkdown(results, outDir);
    case "junit": return writeJunit(results, outDir);
    case "allure": return writeAllure(results, outDir);
    case "json": return writeJson(results, outDir);
  }
}

/** Writes results.json. @returns its path */
export function writeJson(results: Results, outDir: string): string {
  mkdirSync(outDir, { recursive: true });
  const file = path.join(outDir, "results.json");
  writeResults(file, results);
  return file;
}
