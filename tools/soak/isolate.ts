/** Runs this program again where nobody else's processes, mounts and interfaces are. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { removeParentCgroups, resultFolder, token, tokenVariable } from "./workspace.ts";

const kinds = ["mnt", "pid", "net", "ipc"] as const;
const variable = "LACUNA_SOAK_OUTSIDE";
/** A second Ctrl-C within this is the same one, which a terminal and npm both tell of. */
const sameInterruptMs = 1500;
const cgroupTimeoutMs = 10_000;

/** Prepares the namespaces; the shell stays as their pid 1 and reaps whoever loses its parent. $1 is the folder of results. */
const script = `
set -e
ip link set lo up
mount -t tmpfs -o mode=755 soak /run
mkdir -p ${resultFolder}
mount --bind "$1" ${resultFolder}
for folder in /tmp /dev/shm /var/lib/vrun; do [ ! -d $folder ] || mount -t tmpfs soak $folder; done
shift
status=0
"$@" || status=$?
exit $status
`;

function namespaces(): Readonly<Record<string, string>> {
  return Object.fromEntries(kinds.map((kind) => [kind, readlinkSync(`/proc/self/ns/${kind}`)]));
}

/** Whether this process is the one inside. @throws when it is to be, and shares a namespace with the one outside. */
export function isInside(): boolean {
  const outside = process.env[variable];
  if (outside === undefined) return false;
  const theirs = JSON.parse(outside) as Readonly<Record<string, string>>;
  const shared = Object.entries(namespaces()).filter(([kind, link]) => theirs[kind] === link);
  if (shared.length > 0) throw new Error(`the soak is not in namespaces of its own: ${shared.map(([kind]) => kind).join(", ")}`);
  return true;
}

/**
 * Runs this program in namespaces of its own, whose end ends all that is in them.
 *
 * @param out Folder of the results, made here.
 * @param root The checkout.
 * @returns Its exit status.
 */
export async function runInside(out: string, root: string): Promise<number> {
  if (process.getuid?.() !== 0) throw new Error("this needs root");
  const hidden = ["/tmp/", "/run/"].find((folder) => root.startsWith(folder));
  if (hidden !== undefined) throw new Error(`the checkout is below ${hidden}, which the soak covers by one of its own`);
  if (!existsSync("/bin/busybox")) throw new Error("there is no /bin/busybox, the root of the containers");
  mkdirSync(out, { recursive: true });
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const unshare = ["--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child", "--mount-proc", "--propagation", "private", "--", "sh", "-c", script, "soak", out, ...program];
  // Ctrl-C is for this process alone: the end of the input tells the other.
  const child = spawn("unshare", unshare, { stdio: ["pipe", "inherit", "inherit"], detached: true, env: { ...process.env, [variable]: JSON.stringify(namespaces()), [tokenVariable]: token } });
  child.stdin.on("error", () => undefined);
  let first = Number.POSITIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (Date.now() - first > sameInterruptMs) child.kill("SIGKILL");
      first = Math.min(first, Date.now());
      child.stdin.end();
    });
  const [status] = (await once(child, "exit")) as [number | null];
  // A process that was killed counts for a moment.
  for (const deadline = Date.now() + cgroupTimeoutMs; !removeParentCgroups() && Date.now() < deadline; ) await delay(100);
  return status ?? 1;
}
