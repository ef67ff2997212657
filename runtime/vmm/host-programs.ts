import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { qemuProgram } from "./qemu-arguments.ts";
import { findVirtiofsd } from "./virtiofsd.ts";

const askTimeoutMs = 10_000;

/** The versions that each release is tried with; docs/test-hosts.md says how. */
const triedVersions = { QEMU: ["7.2", "10.0", "11.1"], virtiofsd: ["7.2", "1.13", "1.14"] } as const;

/** A program that runs VMs, as it was found on this host. */
export interface HostProgram {
  readonly name: keyof typeof triedVersions;
  readonly path: string;
  /** As the program tells it, such as 10.0.13; null when it does not. */
  readonly version: string | null;
  /** Whether releases are tried with it, and what that leaves open, for people. */
  readonly known: string;
}

/** What runs the VMs here. @throws {HostError} There is no virtiofsd. */
export async function hostPrograms(): Promise<readonly HostProgram[]> {
  const { path } = await findVirtiofsd();
  return Promise.all([ask("QEMU", qemuProgram), ask("virtiofsd", path)]);
}

async function ask(name: HostProgram["name"], path: string): Promise<HostProgram> {
  const told = await promisify(execFile)(path, ["--version"], { timeout: askTimeoutMs }).then(({ stdout, stderr }) => stdout || stderr, () => "");
  const version = versionIn(told);
  return { name, path, version, known: knownOf(name, version) };
}

/** The first number of the form 1.2 or 1.2.3 in what a program says of itself. */
export function versionIn(told: string): string | null {
  return /\b(\d+\.\d+(?:\.\d+)*)/.exec(told)?.[1] ?? null;
}

/** @param version null where the program does not tell it. */
export function knownOf(name: HostProgram["name"], version: string | null): string {
  const tried: readonly string[] = triedVersions[name];
  const series = version?.split(".").slice(0, 2).join(".");
  return series !== undefined && tried.includes(series) ? "releases are tried with it" : `not one that releases are tried with, which are ${tried.join(", ")}`;
}
