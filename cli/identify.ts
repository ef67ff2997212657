import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, realpathSync } from "node:fs";
import os from "node:os";
import { execa } from "execa";
import type { Host, Run, RuntimeIdentity } from "../reports/model/results.ts";
import { parseAccelerator, parseVersion } from "../steps/domain/profile.ts";
import { hostCgroup } from "../steps/domain/run-description.ts";
import { HostError } from "./failure.ts";
import { summaryLine } from "../reports/model/printable.ts";
import type { ChosenRuntime } from "./runtime-argument.ts";

/** A runtime with what it says of itself. */
export interface IdentifiedRuntime extends ChosenRuntime {
  readonly version: string;
  readonly specVersion: RuntimeIdentity["specVersion"];
  readonly sha256: RuntimeIdentity["sha256"];
  readonly accelerator: Run["accelerator"];
}

const versionTimeoutMs = 20_000;
const acceleratorTimeoutMs = 60_000;

/**
 * Asks a runtime for its version.
 *
 * @throws {HostError} It cannot be started, or does not end.
 */
export async function identify(runtime: ChosenRuntime): Promise<IdentifiedRuntime> {
  const { profile, path } = runtime;
  const argv = profile.version.argv;
  const run = await execa(path, argv, { timeout: versionTimeoutMs, reject: false, stdin: "ignore" });
  const said = `${path} ${argv.join(" ")}`;
  if (run.timedOut) throw new HostError(`${profile.name}: \`${said}\` did not end within ${versionTimeoutMs / 1000} s`);
  const known = { ...runtime, sha256: digestOf(path), accelerator: await acceleratorOf(runtime) };
  if (run.exitCode === undefined && run.signal === undefined) throw new HostError(`${profile.name}: \`${said}\` cannot be started: ${summaryLine(run.originalMessage ?? "")}`);
  try {
    return { ...known, ...parseVersion(profile, run.stdout) };
  } catch {
    // The spec asks for no version. Such a runtime is tested all the same, and no expectation covers it.
    const why = run.exitCode === 0 ? "prints no version" : `ends with ${run.exitCode ?? run.signal ?? "no status"}`;
    console.error(`lacuna: ${profile.name}: \`${said}\` ${why}; it is tested as version "unknown"`);
    return { ...known, version: "unknown", specVersion: null };
  }
}

function digestOf(file: string): string | null {
  try {
    return createHash("sha256").update(readFileSync(realpathSync(file))).digest("hex");
  } catch {
    return null;
  }
}

/** How a runtime's virtual machines run here: as it says, or by KVM where its device can be used, else by emulation. */
async function acceleratorOf({ profile, path }: ChosenRuntime): Promise<"kvm" | "tcg" | null> {
  if (profile.isolation !== "vm") return null;
  if (profile.accelerator === undefined) return kvmIsUsable() ? "kvm" : "tcg";
  // It may boot a virtual machine to find out.
  const run = await execa(path, profile.accelerator.argv, { timeout: acceleratorTimeoutMs, reject: false, stdin: "ignore" });
  return parseAccelerator(profile, run.stdout ?? "");
}

function kvmIsUsable(): boolean {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What this host is. */
export function describeHost(): Host {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const distribution = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(release)?.[1] ?? "unknown";
  return { kernel: os.release(), arch: os.arch(), distribution, cgroup: hostCgroup() };
}
