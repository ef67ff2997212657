/** Whether a cgroup that is there already is fit for a container (config-linux.md, section "Control groups"). */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { HostError } from "../errors/errors.ts";
import type { HostCgroup } from "./host-cgroup.ts";

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Gone, or not in this hierarchy.
    return "";
  }
}

function processesIn(directory: string): number {
  const own = read(join(directory, "cgroup.procs")).split("\n").filter((pid) => pid !== "").length;
  const below = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return below.reduce((sum, { name }) => sum + processesIn(join(directory, name)), own);
}

/** By itself, or by a cgroup above it. */
function isFrozen(directory: string): boolean {
  return read(join(directory, "freezer.state")).trim() === "FROZEN" || /^frozen 1$/m.test(read(join(directory, "cgroup.events")));
}

function nearest(directory: string): string {
  return existsSync(directory) ? directory : nearest(dirname(directory));
}

/**
 * Checks that nobody lives in the cgroup of a new container, whom its delete would have to spare, and that it is not frozen:
 * whoever joins it would wait without end. The words are runc's.
 *
 * @throws {HostError}
 */
export function checkHostCgroup({ leaves }: Pick<HostCgroup, "leaves">): void {
  for (const { directory } of leaves) {
    const processes = existsSync(directory) ? processesIn(directory) : 0;
    if (processes > 0) throw new HostError(`container's cgroup is not empty: ${processes} process(es) found in ${directory}`);
    if (isFrozen(nearest(directory))) throw new HostError("container's cgroup unexpectedly frozen");
  }
}
