import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Busybox applets that a container root offers under /bin. */
export const APPLETS = [
  "basename", "cat", "chmod", "chown", "cp", "cut", "dd", "df", "echo", "env", "expr", "false", "find", "grep", "head",
  "hostname", "id", "ip", "kill", "ln", "ls", "mkdir", "mknod", "mount", "mv", "ps", "pwd", "readlink", "rm", "sed", "seq",
  "sh", "sleep", "sort", "stat", "stty", "tail", "test", "touch", "tr", "true", "tty", "umount", "uname", "wc", "xargs",
] as const;

const FOLDERS = ["dev", "etc", "mnt", "proc", "root", "run", "sys", "tmp", "var"] as const;

const FILES: Readonly<Record<string, string>> = {
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000:guest:/tmp:/bin/sh\n",
  "etc/group": "root:x:0:\nguest:x:1000:\n",
};

export interface RootfsSources {
  /** A statically linked busybox. */
  readonly busybox: string;
  /** The folder of built guest programs. */
  readonly guestPrograms: string;
}

/**
 * Makes the container root that scenarios copy, unless one made from the same inputs is there, and returns its path.
 * Safe when several workers do it at once: it is made beside its place and renamed.
 *
 * @throws an error that names what is missing.
 */
export function prepareRootfs(cacheDirectory: string, sources: RootfsSources): string {
  if (!existsSync(sources.busybox)) throw new Error(`no ${sources.busybox}: install the package busybox-static`);
  if (!existsSync(sources.guestPrograms)) throw new Error(`no ${sources.guestPrograms}: run make -C fixtures/guest-programs`);
  const programs = readdirSync(sources.guestPrograms).sort();
  const hash = createHash("sha256").update(JSON.stringify([APPLETS, FOLDERS, FILES, programs]));
  for (const path of [sources.busybox, ...programs.map((name) => join(sources.guestPrograms, name))]) {
    const { size, mtimeMs } = lstatSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  const place = join(cacheDirectory, hash.digest("hex").slice(0, 16));
  if (!existsSync(place)) {
    const making = `${place}.${process.pid}`;
    buildRootfs(making, sources, programs);
    try {
      renameSync(making, place);
    } catch {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return place;
}

/** The container root that scenarios copy, whose programs their copies share with it. */
export interface RootfsTemplate {
  readonly path: string;
  /** Makes it anew where somebody has changed a program through one of the copies. True when it was. */
  restore(): boolean;
}

/** As `prepareRootfs`, and remembers what the programs are like. */
export function openRootfs(cacheDirectory: string, sources: RootfsSources): RootfsTemplate {
  const path = prepareRootfs(cacheDirectory, sources);
  const programs = join(path, "bin");
  const look = (): string => readdirSync(programs).map((name) => {
    const { size, mtimeMs, mode, uid, gid } = lstatSync(join(programs, name));
    return [name, size, mode, uid, gid, ...(APPLETS.some((applet) => applet === name) ? [] : [mtimeMs])].join(" ");
  }).join("\n");
  let seen = look();
  return {
    path,
    restore() {
      if (look() === seen) return false;
      const changed = `${path}.changed-${process.pid}`;
      renameSync(path, changed);
      prepareRootfs(cacheDirectory, sources);
      rmSync(changed, { recursive: true, force: true });
      seen = look();
      return true;
    },
  };
}

function buildRootfs(root: string, sources: RootfsSources, programs: readonly string[]): void {
  for (const folder of ["bin", ...FOLDERS]) mkdirSync(join(root, folder), { recursive: true, mode: 0o755 });
  chmodSync(join(root, "tmp"), 0o1777);
  copyProgram(sources.busybox, join(root, "bin/busybox"));
  for (const applet of APPLETS) symlinkSync("busybox", join(root, "bin", applet));
  for (const name of programs) copyProgram(join(sources.guestPrograms, name), join(root, "bin", name));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(root, name), text);
}

/** Also copies its time, so that a root made anew is as the one before. */
function copyProgram(from: string, to: string): void {
  const { atime, mtime } = statSync(from);
  copyFileSync(from, to);
  chmodSync(to, 0o755);
  utimesSync(to, atime, mtime);
}

/**
 * Gives a scenario a container root of its own: folders and small files are made anew, programs and the applets' symbolic
 * links are hard links, since ext4 takes long to find an inode where many were freed within the last minute.
 * `template` and `target` must be on one file system.
 */
export function copyRootfs(template: string, target: string): void {
  mkdirSync(join(target, "bin"), { recursive: true, mode: 0o755 });
  for (const name of readdirSync(join(template, "bin"))) linkSync(join(template, "bin", name), join(target, "bin", name));
  for (const folder of FOLDERS) mkdirSync(join(target, folder), { mode: 0o755 });
  chmodSync(join(target, "tmp"), 0o1777);
  for (const name of Object.keys(FILES)) writeFileSync(join(target, name), readFileSync(join(template, name)));
}
