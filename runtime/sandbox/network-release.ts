/** Remembers which of the host's interfaces are redirected to a VM, so that what a killed monitor leaves can be taken back. */

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";
import { readSandboxSpec } from "./sandbox-spec.ts";

const listName = "redirected-interfaces";
const toolTimeoutMs = 10_000;
const tc = "/usr/sbin/tc";

/** Notes all interfaces that are redirected now; none removes the note. */
export function noteRedirected(directory: string, names: readonly string[]): void {
  const file = join(directory, listName);
  if (names.length === 0) rmSync(file, { force: true });
  else writeFileSync(file, names.join("\n"), { mode: 0o600 });
}

/**
 * Takes the redirection from the interfaces that a monitor noted and did not give back. Never rejects: the namespace may
 * have gone, and with it all that was in it.
 *
 * @param helper The program vrun-host.
 */
export async function releaseRedirected(helper: string, directory: string): Promise<void> {
  try {
    const names = readFileSync(join(directory, listName), "utf8").split("\n");
    const { network } = readSandboxSpec(directory);
    if (network === null) return;
    for (const name of names)
      await runProgram(helper, ["in-network", network, tc, "tc", "qdisc", "del", "dev", name, "ingress"], { timeoutMs: toolTimeoutMs });
  } catch {
    // Nothing was noted.
  }
}
