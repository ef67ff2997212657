/** Bundles to run, and commands to run them by. */

import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const root = join(__dirname, "..");
export const guestAssets = { kernelPath: join(root, ".cache/guest/vmlinux"), initrdPath: join(root, ".cache/guest/initrd"), helperPath: join(root, "dist/vrun-host") };
export const vrun = join(root, "bin/vrun");

const commandTimeoutMs = 180_000;
const dataBytes = 256 * 1024 * 1024;

/** Folders of one call of the benchmark. */
export interface Workspace {
  readonly folder: string;
  /** Bundle of `/bin/true`. Below `lasting` in it is one that sleeps, and `data` holds 256 MiB. */
  readonly bundle: string;
  /** A bundle that sleeps until it is killed. */
  readonly lasting: string;
  /** State root of vrun. */
  readonly stateRoot: string;
  /** Ends what runs in it, and removes it. */
  remove(): Promise<void>;
}

export async function makeWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "vrun-bench-"));
  const bundle = join(folder, "bundle");
  const lasting = join(bundle, "lasting");
  await makeBundle(bundle, ["/bin/true"]);
  await makeBundle(lasting, ["/bin/sleep", "100000"]);
  await writeFile(join(bundle, "data"), Buffer.alloc(dataBytes, "vrun"));
  const stateRoot = join(folder, "state");
  return { folder, bundle, lasting, stateRoot, remove: () => removeWorkspace(folder, stateRoot) };
}

/** Ends what still runs before its folder goes. */
async function removeWorkspace(folder: string, stateRoot: string): Promise<void> {
  const ids = await readdir(join(stateRoot, "containers")).catch(() => []);
  for (const id of ids) await execa(vrun, ["--root", stateRoot, "delete", "--force", id], { reject: false, timeout: commandTimeoutMs });
  await rm(folder, { recursive: true, force: true });
}

/**
 * Makes a bundle with busybox for a root and runc's default configuration.
 *
 * @param binds Host folders to bind, by their place in the container.
 */
export async function makeBundle(bundle: string, args: readonly string[], binds: Readonly<Record<string, string>> = {}): Promise<void> {
  const bin = join(bundle, "rootfs/bin");
  await mkdir(bin, { recursive: true });
  await copyFile("/bin/busybox", join(bin, "busybox"));
  for (const name of ["sh", "true", "sleep", "dd", "cat"]) await symlink("busybox", join(bin, name));
  for (const place of Object.keys(binds)) await mkdir(join(bundle, "rootfs", place), { recursive: true });
  await command(vrun, ["spec", "--bundle", bundle]);
  const file = join(bundle, "config.json");
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a file made a moment ago
  const config = require(file) as { process: { terminal: boolean; args: readonly string[] }; mounts: object[] };
  config.process.terminal = false;
  config.process.args = args;
  config.mounts.push(...Object.entries(binds).map(([destination, source]) => ({ destination, source, type: "bind", options: ["rbind", "rw"] })));
  await writeFile(file, JSON.stringify(config));
}

export interface Timed {
  readonly ms: number;
  readonly stdout: string;
}

/** Runs a command to its end. @throws when it fails; the message has its words. */
export async function command(program: string, args: readonly string[]): Promise<Timed> {
  const began = performance.now();
  const { stdout } = await execa(program, args, { stdin: "ignore", timeout: commandTimeoutMs });
  return { ms: performance.now() - began, stdout };
}

/** As `command`, for one that leaves a container behind, which would hold a pipe open. */
export async function leaving(program: string, args: readonly string[]): Promise<void> {
  await execa(program, args, { stdio: "ignore", timeout: commandTimeoutMs });
}
