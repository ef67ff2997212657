import { chmodSync, copyFileSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
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

/** The container root that the scenarios of one worker copy, whose programs their copies share with it. */
export interface RootfsTemplate {
  /** Where it is now. */
  readonly path: string;
  /** Makes it anew where somebody has changed a program through one of the copies. True when it was. */
  restore(): boolean;
}

/**
 * Makes a container root below a folder, on whose file system the copies must be. What a runtime does to programs through a
 * copy reaches no other worker, and no other run: each has its own.
 *
 * @throws an error that names what is missing.
 */
export function openRootfs(folder: string, sources: RootfsSources): RootfsTemplate {
  if (!existsSync(sources.busybox)) throw new Error(`no ${sources.busybox}: install the package busybox-static`);
  if (!existsSync(sources.guestPrograms)) throw new Error(`no ${sources.guestPrograms}: run make -C fixtures/guest-programs`);
  const programs = readdirSync(sources.guestPrograms).sort();
  const look = (): string => lookAt(path, ["busybox", ...programs]);
  const make = (): string => {
    const made = mkdtempSync(join(folder, "rootfs-"));
    chmodSync(made, 0o755);
    buildRootfs(made, sources, programs);
    return made;
  };
  let path = make();
  let seen = look();
  return {
    get path() {
      return path;
    },
    restore() {
      if (look() === seen) return false;
      // The one that was changed goes with the folder.
      path = make();
      seen = look();
      return true;
    },
  };
}

/** What a change of the programs changes. The applets are symbolic links, which nobody can change where they are. */
function lookAt(root: string, programs: readonly string[]): string {
  return programs.map((name) => {
    const { size, mtimeMs, mode, uid, gid } = lstatSync(join(root, "bin", name));
    return [name, size, mtimeMs, mode, uid, gid].join(" ");
  }).join("\n");
}

function buildRootfs(root: string, sources: RootfsSources, programs: readonly string[]): void {
  for (const folder of ["bin", ...FOLDERS]) mkdirSync(join(root, folder), { recursive: true, mode: 0o755 });
  chmodSync(join(root, "tmp"), 0o1777);
  copyFileSync(sources.busybox, join(root, "bin/busybox"));
  for (const applet of APPLETS) symlinkSync("busybox", join(root, "bin", applet));
  for (const name of programs) copyFileSync(join(sources.guestPrograms, name), join(root, "bin", name));
  for (const name of ["busybox", ...programs]) chmodSync(join(root, "bin", name), 0o755);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(root, name), text);
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
