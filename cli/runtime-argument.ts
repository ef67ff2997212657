import { accessSync, constants, existsSync, statSync, readdirSync } from "node:fs";
import path from "node:path";
import { loadProfile, profileNames, type Profile } from "../steps/domain/profile.ts";
import { HostError, UsageError } from "./failure.ts";
import { suggestion } from "./nearest.ts";
import { withPatience } from "./patience.ts";

/** A runtime that was asked for: how to call it, and where it is. */
export interface ChosenRuntime {
  readonly profile: Profile;
  /** Absolute path. */
  readonly path: string;
}

/**
 * Reads `NAME`, `NAME=PATH` or `NAME@VERSION`. A name with a path that no profile has is called as runc is. Deadlines are
 * as LACUNA_PATIENCE makes them.
 *
 * @param root the checkout
 * @throws {UsageError} There is no such profile, or no program at the path.
 * @throws {HostError} The runtime is not installed here.
 */
export function chooseRuntime(argument: string, root: string): ChosenRuntime {
  const chosen = find(argument, root);
  return { ...chosen, profile: withPatience(chosen.profile, process.env["LACUNA_PATIENCE"]) };
}

function find(argument: string, root: string): ChosenRuntime {
  const equals = argument.indexOf("=");
  if (equals > 0) return runtimeAt(argument.slice(0, equals), argument.slice(equals + 1));
  const [name = "", version] = argument.split("@");
  if (!profileNames().includes(name)) {
    throw new UsageError(`--runtime: no profile is called "${name}"${suggestion(name, profileNames())} (any other runtime is NAME=PATH, for example mine=/usr/local/bin/mine)`);
  }
  const profile = loadProfile(name);
  if (version !== undefined) return { profile, path: unpackedRuntime(name, version, root) };
  return { profile, path: findProgram(profile, root) };
}

function runtimeAt(name: string, place: string): ChosenRuntime {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new UsageError(`--runtime: "${name}" is no name; use small letters, digits and "-"`);
  const file = path.resolve(place);
  if (place === "" || !existsSync(file)) throw new UsageError(`--runtime: ${name}=${place}: there is no such file`);
  if (!isProgram(file)) throw new UsageError(`--runtime: ${name}=${place}: not an executable file`);
  return { profile: profileNames().includes(name) ? loadProfile(name) : genericProfile(name, file), path: file };
}

/** A runtime that nobody has described: called as runc is, with the version wherever it prints one. */
export function genericProfile(name: string, command: string): Profile {
  return {
    ...loadProfile("runc"), name, command,
    version: { argv: ["--version"], pattern: "(?:version[ :]+)?v?(\\d+\\.\\d+\\S*)", specPattern: "(?m)^spec:? (\\S+)" },
  };
}

/** Versions of a runtime that were unpacked, as NAME@VERSION. */
export function unpackedRuntimes(root: string): readonly string[] {
  const folder = path.join(root, ".cache", "runtimes");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((entry) => {
    const [name = ""] = entry.split("@");
    return profileNames().includes(name) && isProgram(path.join(folder, entry, name));
  }).sort();
}

function unpackedRuntime(name: string, version: string, root: string): string {
  const file = path.join(root, ".cache", "runtimes", `${name}@${version}`, name);
  if (isProgram(file)) return file;
  const here = unpackedRuntimes(root).filter((entry) => entry.startsWith(`${name}@`));
  const found = here.length > 0 ? `; unpacked are ${here.join(", ")}` : "";
  throw new UsageError(`--runtime: ${name}@${version} was not unpacked here; get it by: lacuna runtimes install ${name}@${proposedSuite(loadProfile(name))}${found}`);
}

function findProgram(profile: Profile, root: string): string {
  if (profile.command.includes("/")) {
    const file = path.resolve(root, profile.command);
    if (isProgram(file)) return file;
    throw new HostError(`${profile.name}: ${file} is not there; npm run build makes it`);
  }
  for (const folder of [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"]) {
    const file = path.join(folder, profile.command);
    if (folder !== "" && isProgram(file)) return file;
  }
  throw new HostError(`${profile.name}: no program ${profile.command} on this machine; install it, get it by: lacuna runtimes install ${profile.name}@${proposedSuite(profile)}, or write ${profile.name}=PATH`);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function proposedSuite(profile: Profile): string {
  return profile.debianSuite ?? "sid";
}
