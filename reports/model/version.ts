import semver from "semver";
import { InputError } from "./input-error.ts";

/**
 * A version as runtimes and distributions write it, as a semantic version: `1.1.5+ds1`, `1.28`, `1.3.6-1~deb13u1` and
 * `release-20240101.0` are understood. Null where there is no number in it.
 */
export function parseVersion(version: string): semver.SemVer | null {
  const upstream = version.replace(/[+~].*$/, "");
  return semver.parse(upstream) ?? semver.coerce(upstream);
}

/** Whether a range such as ">=1.1.0 <1.2.0" covers a version; pre-releases count as the numbers they have. */
export function rangeCovers(range: string, version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== null && semver.satisfies(parsed, range, { includePrerelease: true });
}

/** Whether text is a range at all. */
export function isRange(range: string): boolean {
  return semver.validRange(range) !== null;
}

/** The range of a version's patch releases: ">=1.4.0 <1.5.0" for 1.4.3. @throws {InputError} There is no number in it. */
export function minorRangeOf(version: string): string {
  const parsed = parseVersion(version);
  if (parsed === null) throw new InputError(`the version "${version}" has no number, so that nothing can be listed for it`);
  const { major, minor } = parsed;
  return `>=${major}.${minor}.0 <${major}.${minor + 1}.0`;
}
