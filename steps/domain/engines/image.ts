import { createHash } from "node:crypto";
import { cpSync, createReadStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

/** The name under which every engine knows the suite's container root. Nothing serves it: it is loaded, never pulled. */
export const IMAGE = "lacuna.test/root:1";

const TAR_MS = 60_000;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * Packs a container root as an image archive with one layer, in the form that `docker load`, `podman load` and
 * `ctr images import` all read.
 *
 * @param directory A folder that the archive is made in.
 * @returns the archive's path.
 */
export async function packImage(rootfs: string, directory: string): Promise<string> {
  const parts = join(directory, "image");
  mkdirSync(parts, { recursive: true });
  const layer = join(parts, "layer.tar");
  // tar fails on a file that gains a hard link while it is read, as those of the suite's root do all the time.
  const copy = join(directory, "image-root");
  cpSync(rootfs, copy, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  await execa("tar", ["--numeric-owner", "--owner=0", "--group=0", "-C", copy, "-cf", layer, "."], { timeout: TAR_MS });
  rmSync(copy, { recursive: true });
  const config = JSON.stringify({
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: "linux",
    // What runs where nobody says what to run: a pod's first container, which keeps its namespaces.
    config: { Env: ["PATH=/bin"], Cmd: ["/bin/sleep", "86400"], WorkingDir: "/" },
    rootfs: { type: "layers", diff_ids: [`sha256:${await digestOf(layer)}`] },
  });
  const configName = `${createHash("sha256").update(config).digest("hex")}.json`;
  writeFileSync(join(parts, configName), config);
  writeFileSync(join(parts, "manifest.json"), JSON.stringify([{ Config: configName, RepoTags: [IMAGE], Layers: ["layer.tar"] }]));
  const archive = join(directory, "image.tar");
  await execa("tar", ["-C", parts, "-cf", archive, "manifest.json", configName, "layer.tar"], { timeout: TAR_MS });
  rmSync(parts, { recursive: true });
  return archive;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest("hex");
}
