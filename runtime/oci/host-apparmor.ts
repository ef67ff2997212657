import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HostError, messageOf } from "../errors/errors.ts";

/** Where securityfs has what the kernel knows of AppArmor. */
const securityfs = "/sys/kernel/security/apparmor";

/** Whether the host's kernel confines programs by AppArmor. */
export function hostHasApparmor(directory: string = securityfs): boolean {
  return existsSync(join(directory, "policy/profiles"));
}

/** The hats and children of a profile are loaded with it, and named after it. */
function topLevel(profile: string): string {
  return profile.split("//")[0] ?? "";
}

/**
 * The policy that a profile is part of, as the host's kernel took it: compiled, and one load may hold several profiles. The
 * kernel unpacks what it has compressed (Linux, security/apparmor/apparmorfs.c, rawdata_open).
 *
 * @param profile Its name; one of another policy namespace and a stack of several are not looked for.
 * @returns undefined when the host has loaded no such profile.
 * @throws {HostError} The kernel keeps loaded policy to itself.
 */
export function readLoadedPolicy(profile: string, directory: string = securityfs): Buffer | undefined {
  const profiles = join(directory, "policy/profiles");
  if (!existsSync(profiles)) return undefined;
  const name = topLevel(profile);
  const found = readdirSync(profiles).find((entry) => nameOf(join(profiles, entry)) === name);
  if (found === undefined) return undefined;
  try {
    return readFileSync(join(profiles, found, "raw_data"));
  } catch (error) {
    throw new HostError(`cannot read the AppArmor profile ${name} from the host's kernel, which tells it with CONFIG_SECURITY_APPARMOR_EXPORT_BINARY: ${messageOf(error)}`, { cause: error });
  }
}

/** A profile may go while the list is read. */
function nameOf(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, "name"), "utf8").trimEnd();
  } catch {
    return undefined;
  }
}
