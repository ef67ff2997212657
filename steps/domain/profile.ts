import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import semver from "semver";
import { parse } from "yaml";
import type { CgroupDriver } from "./base-config.ts";

/** What a host shows of cgroups. */
export type HostCgroup = "v1" | "v2" | "hybrid";

/** A view of the host that some versions of a runtime need; it changes nothing on the host itself. */
export interface HostView {
  readonly versions: string;
  readonly hostCgroup: HostCgroup;
  /** Mounts that the runtime must not see. */
  readonly hide: readonly string[];
  readonly reason: string;
}

export interface Timeouts {
  /** One command of the runtime. */
  readonly command: number;
  /** From an action to the line that the container's process prints. */
  readonly output: number;
  /** From an action to the end of the container's process. */
  readonly ending: number;
  readonly scenario: number;
}

/** How to call a runtime and what its isolation is; fixtures/profiles/profile.schema.json is the schema. */
export interface Profile {
  readonly name: string;
  readonly driver: "oci-cli";
  readonly isolation: "process" | "vm" | "user-kernel";
  readonly command: string;
  /** The Debian suite whose package is proposed to who has no such runtime; without it, sid. */
  readonly debianSuite?: string;
  readonly cgroupDriver: CgroupDriver;
  readonly globalFlags: readonly string[];
  readonly version: { readonly argv: readonly string[]; readonly pattern: string; readonly specPattern: string };
  /** How to ask whether KVM runs the runtime's virtual machines. */
  readonly accelerator?: { readonly argv: readonly string[]; readonly pattern: string };
  readonly hostViews: readonly HostView[];
  readonly timeoutsMs: Timeouts;
  readonly guestFeatures: readonly string[];
}

export interface RuntimeVersion {
  readonly version: string;
  readonly specVersion: string | null;
}

const PROFILES = join(__dirname, "../../fixtures/profiles");

/** Names of the profiles that there are. */
export function profileNames(): string[] {
  return readdirSync(PROFILES).filter((name) => name.endsWith(".yaml")).map((name) => name.slice(0, -".yaml".length)).sort();
}

/** @throws an error that names the file and what is wrong in it. */
export function loadProfile(name: string): Profile {
  const file = join(PROFILES, `${name}.yaml`);
  if (!existsSync(file)) throw new Error(`no profile "${name}"; known: ${profileNames().join(", ")}`);
  return checkProfile(parse(readFileSync(file, "utf8")), `fixtures/profiles/${name}.yaml`);
}

/** @throws an error that names `where` and what is wrong. */
export function checkProfile(value: unknown, where: string): Profile {
  const schema: unknown = JSON.parse(readFileSync(join(PROFILES, "profile.schema.json"), "utf8"));
  const ajv = new Ajv({ allErrors: true });
  const valid = ajv.compile<Profile>(schema as object);
  if (!valid(value)) throw new Error(`${where}: ${ajv.errorsText(valid.errors, { dataVar: "profile" })}`);
  return value;
}

/**
 * Finds the versions in what the runtime prints for `profile.version.argv`.
 *
 * @throws when the output has no version.
 */
export function parseVersion(profile: Profile, output: string): RuntimeVersion {
  const version = matchFirst(profile.version.pattern, output);
  if (version === null) throw new Error(`${profile.name}: no version in ${JSON.stringify(output.slice(0, 200))}`);
  return { version, specVersion: matchFirst(profile.version.specPattern, output) };
}

/** How virtual machines run, from what the runtime prints for `profile.accelerator.argv`; null when it does not say. */
export function parseAccelerator({ accelerator }: Profile, output: string): "kvm" | "tcg" | null {
  const found = accelerator === undefined ? null : matchFirst(accelerator.pattern, output);
  return found === "kvm" || found === "tcg" ? found : null;
}

/** JavaScript before 2025 has no inline flags, so "(?m)" at a pattern's begin is read here. */
function matchFirst(pattern: string, text: string): string | null {
  const multiline = pattern.startsWith("(?m)");
  return new RegExp(multiline ? pattern.slice("(?m)".length) : pattern, multiline ? "m" : "").exec(text)?.[1] ?? null;
}

/** The mounts to hide from this version of the runtime on this host; empty for most. */
export function mountsToHide(profile: Profile, version: string, hostCgroup: HostCgroup): string[] {
  const comparable = semver.coerce(version)?.version ?? "0.0.0";
  return profile.hostViews
    .filter((view) => view.hostCgroup === hostCgroup && semver.satisfies(comparable, view.versions))
    .flatMap((view) => view.hide);
}
