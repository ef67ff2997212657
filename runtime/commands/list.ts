import { statSync, readFileSync } from "node:fs";
import { HostError, messageOf } from "../errors/errors.ts";
import { containerPaths } from "../sandbox/paths.ts";
import { listIds, readState } from "../sandbox/state.ts";
import type { Context } from "./context.ts";
import { report, type ContainerReport } from "./state.ts";

function ownerOf(directory: string): string {
  const { uid } = statSync(directory);
  const line = readFileSync("/etc/passwd", "utf8").split("\n").find((entry) => entry.split(":")[2] === String(uid));
  return line?.split(":")[0] ?? `#${uid}`;
}

/** `vrun list`. What cannot be read is skipped with a line for the caller to show. */
export function list(context: Context): { readonly containers: ContainerReport[]; readonly problems: string[] } {
  let ids: string[];
  try {
    ids = listIds(context.root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && !context.rootIsExplicit) return { containers: [], problems: [] };
    throw new HostError(messageOf(error), { cause: error });
  }
  const containers: ContainerReport[] = [];
  const problems: string[] = [];
  for (const id of ids) {
    try {
      containers.push(report(readState(context.root, id), ownerOf(containerPaths(context.root, id).directory)));
    } catch (error) {
      problems.push(`load container ${id}: ${messageOf(error)}`);
    }
  }
  return { containers, problems };
}
