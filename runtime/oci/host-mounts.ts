/** Reads /proc/self/mountinfo. */

/** One mount of the host. */
export interface HostMount {
  readonly path: string;
  /** The flags of the mount itself, such as `nosuid`; not those of its file system. */
  readonly flags: readonly string[];
}

/** @see proc(5), /proc/pid/mountinfo: field 5 is the path, with blanks and backslashes in octal, and field 6 the flags */
export function parseMountInfo(text: string): HostMount[] {
  return text.trimEnd().split("\n").map((line) => {
    const [, , , , path = "", flags = ""] = line.split(" ");
    return { path: path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))), flags: flags.split(",") };
  });
}

const isBelow = (path: string, folder: string): boolean => path.startsWith(folder === "/" ? "/" : `${folder}/`) && path !== folder;

/** The flags of the mount that a real path is on: of several, the one made last on the longest path. */
export function mountFlagsAt(mounts: readonly HostMount[], path: string): readonly string[] {
  let found: HostMount | undefined;
  for (const mount of mounts)
    if ((mount.path === path || isBelow(path, mount.path)) && mount.path.length >= (found?.path.length ?? 0)) found = mount;
  return found?.flags ?? [];
}

/** What is mounted below a real path, each path once, outer ones first. */
export function mountsBelow(mounts: readonly HostMount[], path: string): HostMount[] {
  const below = new Map(mounts.filter((mount) => isBelow(mount.path, path)).map((mount) => [mount.path, mount]));
  return [...below.values()].sort((one, other) => one.path.length - other.path.length);
}
