/**
 * What the options of a mount mean together (config.md, section "Linux mount options").
 *
 * crun (1.28) cannot undo one option by another, applies recursive ones to the wrong flags, and does not know some. So it
 * gets the flags that are left at the end; what it does not know, `mount-flags` in the guest sets.
 */

const setters: ReadonlySet<string> = new Set(["ro", "nosuid", "nodev", "noexec", "nodiratime", "nosymfollow", "sync", "dirsync", "mand", "lazytime"]);
const clearers: ReadonlyMap<string, string> = new Map([
  ["rw", "ro"], ["suid", "nosuid"], ["dev", "nodev"], ["exec", "noexec"], ["diratime", "nodiratime"], ["symfollow", "nosymfollow"],
  ["async", "sync"], ["nomand", "mand"], ["nolazytime", "lazytime"],
  ["atime", "noatime"], ["norelatime", "relatime"], ["nostrictatime", "strictatime"],
]);
/** One of these at most holds; with none the kernel takes relatime. */
const accessTimes: readonly string[] = ["noatime", "relatime", "strictatime"];
/** Of a bind mount's flags, those that hold for the mount itself. */
const ofMount: ReadonlySet<string> = new Set(["ro", "nosuid", "nodev", "noexec", "nodiratime", "nosymfollow", "noatime"]);
/**
 * They change no flag: what the kernel says while it mounts, versions of inodes, which none of the guest's own file systems
 * has, and mappings of ids, which are made on the host.
 */
const without: ReadonlySet<string> = new Set(["defaults", "loud", "silent", "iversion", "noiversion", "idmap", "ridmap"]);
/** Words that crun does not know, and `mount-flags` does. */
const ofHelper: ReadonlyMap<string, string> = new Map([["nosymfollow", "nosymfollow"], ["unbindable", "unbindable"], ["runbindable", "unbindable"]]);

const isFlag = (word: string): boolean => setters.has(word) || clearers.has(word) || accessTimes.includes(word);
const isRecursive = (word: string): boolean => word.startsWith("r") && isFlag(word.slice(1));

/** The options of one mount, as its places get them. */
export interface PlannedOptions {
  readonly crun: readonly string[];
  /** For `mount-flags`. */
  readonly helper: readonly string[];
}

function change(flags: Set<string>, words: readonly string[]): void {
  for (const word of words) {
    const cleared = clearers.get(word);
    if (cleared !== undefined) flags.delete(cleared);
    if (accessTimes.includes(word)) for (const other of accessTimes) flags.delete(other);
    if (setters.has(word) || accessTimes.includes(word)) flags.add(word);
  }
}

/**
 * The flags of its source's mount that a bind mount takes over. As runc has it, a mount that names any flag takes none but
 * those of access times; in a user namespace all hold.
 */
export function inheritedFlags(options: readonly string[], source: readonly string[]): readonly string[] {
  return options.some(isFlag) ? source.filter((flag) => flag === "noatime" || flag === "nodiratime") : source;
}

/** The flags of its source's mount that a bind mount's options undo, which the kernel forbids in a user namespace. */
export function undoneFlags(options: readonly string[], source: readonly string[]): readonly string[] {
  const left = planOptions(options, source);
  return source.filter((flag) => ofMount.has(flag) && ![...left.crun, ...left.helper].includes(flag));
}

function place(words: readonly string[]): PlannedOptions {
  return {
    crun: words.filter((word) => !ofHelper.has(word) && !without.has(word)),
    helper: [...new Set(words.flatMap((word) => ofHelper.get(word) ?? []))],
  };
}

/**
 * The options of a mount itself.
 *
 * @param inherited The flags of the host's mount that a bind mount's source is on; none for others.
 */
export function planOptions(options: readonly string[], inherited: readonly string[]): PlannedOptions {
  const flags = new Set(inherited.filter((flag) => ofMount.has(flag)));
  change(flags, options.filter(isFlag));
  change(flags, options.filter(isRecursive).map((word) => word.slice(1)));
  return place([...options.filter((word) => !isFlag(word) && !isRecursive(word)), ...flags]);
}

/** The options of what is mounted below the source of a recursive bind mount: its own flags, and what is recursive. */
export function planOptionsBelow(options: readonly string[], inherited: readonly string[]): PlannedOptions {
  const propagation = options.filter((word) => ["rprivate", "rslave", "runbindable"].includes(word));
  return planOptions(["bind", ...propagation, ...options.filter(isRecursive)], inherited);
}
