import { projectRoot } from "../reports/model/project-root.ts";
import type { Results } from "../reports/model/results.ts";
import { writeReport, type ReportFormat } from "../reports/writers/formats.ts";
import { buildAllureReport } from "./allure-report.ts";

/**
 * Writes results in each format, and builds the Allure report where that format is among them.
 *
 * @returns what was written, or why not, one line each
 */
export async function writeReports(results: Results, out: string, formats: readonly ReportFormat[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const format of formats) {
    const written = writeReport(format, results, out);
    if (format !== "allure") {
      lines.push(written);
      continue;
    }
    const report = await buildAllureReport(projectRoot(), written, out);
    lines.push(report.kind === "made" ? `${report.directory}/index.html` : `no Allure report, only its data in ${written}: ${report.why}`);
  }
  return lines;
}
