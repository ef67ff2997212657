import { execa } from "execa";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { poll } from "../poll.ts";
import { readProc } from "../processes.ts";
import { coverWords, covered, foldersFor, ownPlace } from "./covering.ts";

/**
 * A private place for a container manager: mount, network, pid, ipc and UTS namespaces of its own, in which the unpacked
 * engines look installed and every default path of theirs (/run, /etc, /var/lib, /opt) is a copy that dies with the
 * scope. Nothing that runs in it can reach a daemon, a bridge, a firewall rule or a file of the host's own managers.
 */
export interface Scope {
  /** The folder for data that is too big for memory; seen at the same path inside and outside. */
  readonly directory: string;
  /** Absolute path of the parent of every cgroup made in the scope, below each cgroup mount. */
  readonly cgroupParent: string;
  /** The environment of programs in the scope. */
  readonly env: Readonly<Record<string, string>>;
  /** Number of the scope's first process, on the host. */
  readonly pid: number;
  /** The words that run a program in the scope; the program dies when they do. */
  enter(argv: readonly string[]): string[];
  /** Where the host finds a file of the scope. */
  outside(path: string): string;
  /** Ends every process of the scope and removes its cgroups. @throws when a cgroup stays. */
  close(): Promise<void>;
}

export interface ScopeOptions {
  /** Folder of the unpacked engines, with usr/ in it; null where the host has them installed. */
  readonly engines: string | null;
  /** A reaper of orphans (steps/native/launcher.c), which becomes the scope's first process. */
  readonly launcher: string;
  /** A folder of the scope's own, on a disk; made when absent. Its name becomes that of the cgroups. */
  readonly directory: string;
  /** Folders that must be the host's own inside as well, such as the checkout. */
  readonly keep: readonly string[];
  /** Mounts that the runtime must not see. */
  readonly hide: readonly string[];
}

/** The host's own settings of managers: absent inside. */
const EMPTIED = ["/etc/containerd", "/etc/containers", "/etc/cni", "/etc/docker"] as const;
const SETUP_MS = 20_000;
const CLOSE_MS = 20_000;
const CGROUPS = "/sys/fs/cgroup";

/**
 * Opens a scope. It ends by itself when this process does, however that happens.
 *
 * @throws when the host cannot make it; nothing is left behind then.
 */
export async function openScope(options: ScopeOptions): Promise<Scope> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const first = execa("setpriv", ["--pdeathsig", "KILL", ...NAMESPACES, "--", options.launcher, "--log", "/dev/null"], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    // A session of its own: an interrupt at the terminal must not end it before the scenarios have cleaned up.
    detached: true,
    reject: false,
  });
  const pid = first.pid;
  if (pid === undefined) throw new Error(`cannot open an engine scope: ${(await first).message ?? "setpriv does not start"}`);
  const end = async (): Promise<void> => {
    first.stdin.end();
    first.kill("SIGKILL");
    await first;
  };
  try {
    const inside = await firstProcess(pid, () => first.exitCode !== null);
    const scope = describeScope(options, inside, end);
    await setUp(scope, options);
    return scope;
  } catch (error) {
    await end();
    throw new Error(`cannot open an engine scope: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const NAMESPACES = ["unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc", "--propagation", "private"] as const;

/** The pid, on the host, of the first process in the scope, once it runs its own program. */
async function firstProcess(unsharePid: number, ended: () => boolean): Promise<number> {
  const found = await poll(() => {
    const child = Number((readProc(unsharePid, `task/${unsharePid}/children`) ?? "").trim().split(" ")[0]);
    if (child > 0 && readProc(child, "comm")?.startsWith("launcher") === true) return child;
    return ended() ? -1 : null;
  }, SETUP_MS);
  if (found === null || found < 0) throw new Error("its namespaces cannot be made");
  return found;
}

function describeScope(options: ScopeOptions, pid: number, end: () => Promise<void>): Scope {
  const home = join(options.directory, "home");
  const cgroup = basename(options.directory);
  const env = {
    PATH: [dirname(process.execPath), "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].join(":"),
    HOME: home,
    TMPDIR: join(options.directory, "tmp"),
    LANG: "C.UTF-8",
  };
  for (const folder of [env.HOME, env.TMPDIR]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  // With its root: that of the mount namespace is another one where this process is in a chroot.
  const namespaces = ["--target", String(pid), "--mount", "--root", "--net", "--pid", "--ipc", "--uts"];
  return {
    directory: options.directory,
    cgroupParent: `/${cgroup}`,
    env,
    pid,
    enter: (argv) => [
      "nsenter", ...namespaces, "--", "setpriv", "--pdeathsig", "KILL", "--",
      "env", "-i", ...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...argv,
    ],
    outside: (path) => join(`/proc/${pid}/root`, path),
    async close() {
      await end();
      const left = await poll(() => (removeCgroups(cgroup) ? true : null), CLOSE_MS);
      if (left === null) throw new Error(`engine scope: a cgroup stays below ${CGROUPS}/*/${cgroup}`);
    },
  };
}

async function setUp(scope: Scope, options: ScopeOptions): Promise<void> {
  const run = async (...argv: string[]): Promise<void> => {
    const [file = "", ...args] = scope.enter(argv);
    const result = await execa(file, args, { timeout: SETUP_MS, reject: false });
    if (result.failed) throw new Error(`${argv.join(" ")}: ${result.stderr === "" ? (result.shortMessage ?? "") : result.stderr}`);
  };
  await run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run");
  await run("ip", "link", "set", "lo", "up");
  const kept = [...new Set([options.directory, ...options.keep])].filter((path) => ["/usr", ...covered].some((folder) => path.startsWith(`${folder}/`)));
  for (const [index, path] of kept.entries()) {
    mkdirSync(scope.outside(`${ownPlace}/keep/${index}`), { recursive: true });
    await run("mount", "--rbind", path, `${ownPlace}/keep/${index}`);
  }
  for (const path of covered) {
    for (const folder of foldersFor(path)) mkdirSync(scope.outside(folder), { recursive: true });
    await run(...coverWords(path));
  }
  if (options.engines !== null) await run("mount", "-t", "overlay", "-o", `ro,lowerdir=${join(options.engines, "usr")}:/usr`, "overlay", "/usr");
  for (const path of EMPTIED) {
    mkdirSync(scope.outside(path), { recursive: true });
    await run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", path);
  }
  for (const [index, path] of kept.entries()) await run("mount", "--rbind", `${ownPlace}/keep/${index}`, path);
  for (const path of options.hide) if (existsSync(path)) await run("umount", "--lazy", path);
}

/** Removes a cgroup and what is below it in each hierarchy. False while one of them is busy. */
function removeCgroups(name: string): boolean {
  return hierarchies().map((root) => removeTree(join(root, name))).every((gone) => gone);
}

function removeTree(path: string): boolean {
  if (!existsSync(path)) return true;
  try {
    for (const entry of readdirSync(path)) if (statSync(join(path, entry)).isDirectory()) removeTree(join(path, entry));
    rmdirSync(path);
    return true;
  } catch {
    return !existsSync(path);
  }
}

function hierarchies(): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => path.startsWith(CGROUPS));
}
