import semver from "semver";
import type { Run } from "./results.ts";
import { parseVersion } from "./version.ts";

/**
 * The run that a run is best compared with: the same runtime in the same version, else in the newest version that is
 * older, else in the oldest. Null where there is none of that runtime.
 */
export function nearestRun(run: Run, runs: readonly Run[]): Run | null {
  const same = runs.find((other) => other.runId === run.runId);
  if (same !== undefined) return same;
  const versionOf = (one: Run): semver.SemVer => parseVersion(one.runtime.version) ?? new semver.SemVer("0.0.0");
  const ordered = runs.filter((other) => other.runtime.profile === run.runtime.profile).sort((a, b) => versionOf(a).compare(versionOf(b)));
  return ordered.findLast((other) => versionOf(other).compare(versionOf(run)) <= 0) ?? ordered[0] ?? null;
}
