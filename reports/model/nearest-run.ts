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
  const ordered = runs.filter((other) => other.runtime.profile === run.runtime.profile).sort(byVersion);
  return ordered.findLast((other) => byVersion(other, run) <= 0) ?? ordered[0] ?? null;
}

/** Orders runs of one runtime from the oldest version on; one that has no number comes first. */
export function byVersion(a: Run, b: Run): number {
  const versionOf = (run: Run): semver.SemVer => parseVersion(run.runtime.version) ?? new semver.SemVer("0.0.0");
  return versionOf(a).compare(versionOf(b));
}
