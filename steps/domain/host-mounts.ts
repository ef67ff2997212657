import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Scenario } from "./scenario.ts";

const TIMEOUT_MS = 10_000;

/**
 * Mounts a tmpfs of a given size below the scenario's folder, as a memory-backed volume or a disk with a quota would be.
 * It goes with the scenario.
 */
export async function mountSized(scenario: Scenario, path: string, mebibytes: number): Promise<void> {
  await mountBelow(scenario, path, ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs"]);
}

/** Gives the mount at a path below the scenario's folder an option of mount(8); its file system stays as it is. */
export async function setMountOption(scenario: Scenario, path: string, option: string): Promise<void> {
  await execa("mount", ["-o", `remount,bind,${option}`, join(scenario.directory, path)], { timeout: TIMEOUT_MS });
}

/** Lets mounts below a mount of the scenario's reach its other places, as systemd has all of a host's mounts. */
export async function shareMounts(scenario: Scenario, path: string): Promise<void> {
  await execa("mount", ["--make-shared", join(scenario.directory, path)], { timeout: TIMEOUT_MS });
}

/** Binds one folder of the scenario to another, as kubelet does for a volume's subPath. It goes with the scenario. */
export async function bindFolder(scenario: Scenario, source: string, path: string): Promise<void> {
  await mountBelow(scenario, path, ["--bind", join(scenario.directory, source)]);
}

/**
 * Makes a file system of a given size below the scenario's folder that holds a container root, as a manager's snapshot
 * with a quota would be. It goes with the scenario.
 */
export async function mountSizedRoot(scenario: Scenario, path: string, mebibytes: number): Promise<void> {
  await mountSized(scenario, path, mebibytes);
  cpSync(scenario.suite.rootfs.path, join(scenario.directory, path), { recursive: true, verbatimSymlinks: true });
}

async function mountBelow(scenario: Scenario, path: string, words: readonly string[]): Promise<void> {
  const point = join(scenario.directory, path);
  mkdirSync(point, { recursive: true });
  await execa("mount", [...words, point], { timeout: TIMEOUT_MS });
  scenario.onEnd(`unmount ${path}`, async () => {
    // Lazily: a container that is deleted after this may hold a file of it open.
    await execa("umount", ["--lazy", point], { timeout: TIMEOUT_MS });
  });
}
