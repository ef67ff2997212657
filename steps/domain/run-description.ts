import { readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { isObject, parseObject } from "./json.ts";
import { checkProfile, type HostCgroup, type Profile } from "./profile.ts";

/** What a host, or a runtime's guest, offers. */
export interface HostFeature {
  readonly present: boolean;
  readonly where: "host" | "guest";
  /** How it was found out. */
  readonly probe: string;
  /** Why it is absent and what would bring it; empty when present. */
  readonly reason: string;
}

export type HostFeatures = Readonly<Record<string, HostFeature>>;

/** What a run is about; written by whoever starts cucumber, docs/architecture.md has the contract. */
export interface RunDescription {
  readonly profile: Profile;
  /** Absolute path of the runtime. */
  readonly path: string;
  readonly version: string;
  readonly features: HostFeatures;
  /** An existing folder on the file system of .cache; each scenario works in a folder of its own below. */
  readonly workDirectory: string;
  /** The subreaper's log. */
  readonly reaperLog: string;
  /** Programs that take the runtime's place in single scenarios, by where these stand: "<feature file>:<line>". */
  readonly standIns?: Readonly<Record<string, string>>;
}

const CGROUP_ROOT = "/sys/fs/cgroup";
const CGROUP2_MAGIC = 0x63677270;

/** The checkout that the suite runs from. */
export const checkout = join(__dirname, "../..");

/** @throws when LACUNA_RUN is unset or the file does not hold a run description. */
export function loadRunDescription(): RunDescription {
  const file = process.env["LACUNA_RUN"];
  if (file === undefined) throw new Error("LACUNA_RUN is not set: start the suite by `lacuna run`, or see features/README.md");
  const value = parseObject(readFileSync(file, "utf8"), file);
  const text = (name: string): string => {
    const found = value[name];
    if (typeof found !== "string") throw new Error(`${file}: "${name}" must be a string`);
    return found;
  };
  const features = value["features"];
  if (!isObject(features)) throw new Error(`${file}: "features" must be an object`);
  const standIns = value["standIns"] ?? {};
  if (!isObject(standIns) || !Object.values(standIns).every((program) => typeof program === "string")) throw new Error(`${file}: "standIns" must be an object of paths`);
  return {
    profile: checkProfile(value["profile"], file),
    path: text("path"),
    version: text("version"),
    features: features as unknown as HostFeatures,
    workDirectory: text("workDirectory"),
    reaperLog: text("reaperLog"),
    standIns: standIns as Readonly<Record<string, string>>,
  };
}

/** How the host mounts cgroups: v2 alone, v1 controllers, or v1 controllers with a v2 tree beside them. */
export function hostCgroup(): HostCgroup {
  if (statfsSync(CGROUP_ROOT).type === CGROUP2_MAGIC) return "v2";
  return readFileSync("/proc/self/mountinfo", "utf8").includes(" - cgroup2 ") ? "hybrid" : "v1";
}
