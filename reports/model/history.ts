import { countVerdicts, type VerdictCounts } from "./counts.ts";
import { InputError } from "./input-error.ts";
import { byVersion } from "./nearest-run.ts";
import type { Results, Run } from "./results.ts";
import { byCodeUnit } from "./sorted-json.ts";
import { labelOf } from "./verdict-label.ts";

/** What was recorded of one version of a runtime. */
export interface RecordedVersion {
  readonly run: Run;
  readonly counts: VerdictCounts;
}

/** How a scenario ended with one version of a runtime. */
export interface VersionEnd {
  readonly run: Run;
  /** The verdict as reports name it. */
  readonly label: string;
  /** The oldest recorded version from which on it ends so without a break. */
  readonly since: string;
}

/** Every recorded version, by runtime and from the oldest on; of a version that was recorded twice, the later run. */
export function recordedVersions(files: readonly Results[]): readonly RecordedVersion[] {
  return latestRuns(files).map(({ run, results }) => ({ run, counts: countVerdicts(results, run.runId) }));
}

/**
 * How a scenario ended with each recorded version, and since when.
 *
 * @throws {InputError} No recorded run has the scenario.
 */
export function scenarioHistory(files: readonly Results[], id: string): readonly VersionEnd[] {
  const ends: VersionEnd[] = [];
  for (const { run, results } of latestRuns(files)) {
    const result = results.scenarios.find((scenario) => scenario.id === id)?.results[run.runId];
    if (result === undefined) continue;
    const label = labelOf(result);
    const before = ends.findLast((end) => end.run.runtime.profile === run.runtime.profile);
    ends.push({ run, label, since: before?.label === label ? before.since : run.runtime.version });
  }
  if (ends.length === 0) throw new InputError(`no recorded run has the scenario ${id}; an outline's row is written with its first column, as in signals/delivered[TERM]`);
  return ends;
}

function latestRuns(files: readonly Results[]): readonly { readonly run: Run; readonly results: Results }[] {
  const latest = new Map<string, { run: Run; results: Results }>();
  for (const results of files) {
    for (const run of results.runs) {
      const known = latest.get(run.runId);
      if (known === undefined || known.run.startedAt < run.startedAt) latest.set(run.runId, { run, results });
    }
  }
  return [...latest.values()].sort((a, b) => byCodeUnit(a.run.runtime.profile, b.run.runtime.profile) || byVersion(a.run, b.run));
}
