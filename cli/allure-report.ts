import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";

/** Java takes its time to start on a busy machine. */
const timeoutMs = 180_000;

export type AllureReport =
  | { readonly kind: "made"; readonly directory: string }
  | { readonly kind: "not-made"; readonly why: string };

/**
 * Builds the Allure report of a results directory, where Java is installed.
 *
 * @param results what the Allure writer wrote
 * @param out folder that receives allure-report/
 */
export async function buildAllureReport(root: string, results: string, out: string): Promise<AllureReport> {
  const java = await execa("java", ["-version"], { reject: false, timeout: timeoutMs });
  if (java.failed) return { kind: "not-made", why: "there is no Java here; install default-jre-headless" };
  const directory = path.join(out, "allure-report");
  const allure = path.join(root, "node_modules", "allure-commandline", "bin", "allure");
  const run = await execa(process.execPath, [allure, "generate", results, "--output", directory, "--clean"], { reject: false, timeout: timeoutMs, stdin: "ignore" });
  if (run.failed || !existsSync(path.join(directory, "index.html"))) {
    return { kind: "not-made", why: `allure-commandline failed: ${[run.stderr, run.stdout, run.shortMessage].find((text) => text !== undefined && text.trim() !== "")?.trim().split("\n")[0] ?? ""}` };
  }
  return { kind: "made", directory };
}
