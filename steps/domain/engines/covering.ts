/** Folders of the host that a scope changes for itself alone: what is written there stays in memory, and goes with it. */

/** Default places of the managers, which they use whatever they are told. */
export const covered = ["/etc", "/opt", "/var/lib"] as const;

/** Where the scope keeps what is its own: below /run, which is memory of its own by then. */
export const ownPlace = "/run/lacuna";

/** The folders that must be there before `path` is covered. */
export const foldersFor = (path: string): readonly [upper: string, work: string] => [`${ownPlace}${path}/upper`, `${ownPlace}${path}/work`];

/** The words that cover `path`. */
export function coverWords(path: string): readonly string[] {
  const [upper, work] = foldersFor(path);
  return ["mount", "-t", "overlay", "-o", `lowerdir=${path},upperdir=${upper},workdir=${work}`, "overlay", path];
}

/** The words that do so with all of them, in namespaces that end at once: whether a scope could. */
export function trialWords(): readonly string[] {
  const lines = covered.flatMap((path) => [`mkdir -p ${foldersFor(path).join(" ")}`, coverWords(path).join(" ")]);
  return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", ["mount -t tmpfs tmpfs /run", ...lines].join("\n")];
}
