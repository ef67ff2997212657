import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import type { Suite } from "../reports/model/results.ts";

/** Which suite this is: its version, and the commit of its checkout with "-dirty" where tracked files were changed. */
export async function suiteIdentity(root: string): Promise<Suite> {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { name: string; version: string };
  const git = await execa("git", ["-C", root, "describe", "--always", "--dirty", "--abbrev=40", "--match", "no-tag"], { reject: false, timeout: 10_000 });
  return { name: manifest.name, version: manifest.version, commit: git.failed ? "unknown" : git.stdout.trim() };
}
