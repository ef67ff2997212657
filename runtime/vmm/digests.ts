import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** A file's content as last seen: a write, a copy or a rename over it changes at least the change time. */
interface Seen {
  readonly identity: string;
  readonly sha256: string;
}

/**
 * SHA-256 digests of files, in hex. A file is read again only when it may have changed, since a kernel takes longer to
 * read than a saved VM takes to start.
 *
 * @param cacheFile Where digests are kept, in a directory that nobody else can write to. One that cannot be read or
 * written costs time only.
 */
export async function digestsOf(paths: readonly string[], cacheFile: string): Promise<string[]> {
  const known = await readCache(cacheFile);
  const current = new Map(known);
  const digests = [];
  for (const path of paths) {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    const identity = [dev, ino, size, mtimeNs, ctimeNs].join(":");
    const seen = known.get(path);
    const sha256 = seen?.identity === identity ? seen.sha256 : await digest(path);
    current.set(path, { identity, sha256 });
    digests.push(sha256);
  }
  const changed = [...current].some(([path, { identity }]) => known.get(path)?.identity !== identity);
  if (changed) await writeCache(cacheFile, current).catch(() => undefined);
  return digests;
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest("hex");
}

async function readCache(cacheFile: string): Promise<Map<string, Seen>> {
  const known = new Map<string, Seen>();
  try {
    const value: unknown = JSON.parse(await readFile(cacheFile, "utf8"));
    if (typeof value !== "object" || value === null) return known;
    for (const [path, seen] of Object.entries(value)) if (isSeen(seen)) known.set(path, seen);
  } catch {
    // None yet, or a broken one: all is read again.
  }
  return known;
}

async function writeCache(cacheFile: string, seen: ReadonlyMap<string, Seen>): Promise<void> {
  const temporary = `${cacheFile}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(Object.fromEntries(seen)), { mode: 0o600 });
  await rename(temporary, cacheFile);
}

function isSeen(value: unknown): value is Seen {
  return typeof value === "object" && value !== null && "identity" in value && typeof value.identity === "string" && "sha256" in value && typeof value.sha256 === "string";
}
