import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { readResults } from "../reports/model/results-file.ts";
import type { Results } from "../reports/model/results.ts";

/** Where a run works whose output folder holds whole results, which it must not lose when it is cut short. */
const aside = "unfinished";

/**
 * Where a run writes: the output folder itself, or a folder in it while that holds the results of a whole run. What an
 * earlier run left unfinished there is removed.
 */
export function workingFolder(out: string): string {
  if (!holdsWhole(path.join(out, "results.json"))) return out;
  const folder = path.join(out, aside);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

/**
 * Says where the results belong: a whole run's take the place of the earlier ones, and its files are moved there; others
 * stay aside.
 */
export function settle(folder: string, out: string, results: Results): string {
  if (folder === out || !isWhole(results)) return folder;
  const runs = path.join(folder, "runs");
  mkdirSync(path.join(out, "runs"), { recursive: true });
  for (const name of existsSync(runs) ? readdirSync(runs) : []) {
    rmSync(path.join(out, "runs", name), { recursive: true, force: true });
    renameSync(path.join(runs, name), path.join(out, "runs", name));
  }
  rmSync(folder, { recursive: true });
  return out;
}

function isWhole({ runs }: Results): boolean {
  return runs.length > 0 && runs.every((run) => run.complete);
}

function holdsWhole(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    return isWhole(readResults(file));
  } catch {
    return false; // of another version, or no results: nothing that could be read again
  }
}
