import { existsSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "../errors/errors.ts";
import type { GuestAssets } from "../vmm/vm.ts";

/** Everything that vrun keeps of one container, apart from its sandbox. */
export interface ContainerPaths {
  /** <root>/containers */
  readonly containers: string;
  readonly directory: string;
  readonly state: string;
  readonly lock: string;
}

export const controlSocketName = "control.sock";
/** What a monitor calls itself in the list of processes, followed by its sandbox's directory. */
export const monitorTitle = "vrun-monitor";

/** Where a container's state is. */
export function containerPaths(root: string, id: string): ContainerPaths {
  const containers = join(root, "containers");
  const directory = join(containers, id);
  return {
    containers,
    directory,
    state: join(directory, "state.json"),
    lock: join(directory, "lock"),
  };
}

/**
 * Where a sandbox is: control socket, run directory of the VMM, shared folder.
 *
 * @param sandbox The id of the container that the sandbox was made for.
 */
export function sandboxPath(root: string, sandbox: string): string {
  return join(root, "sandboxes", sandbox);
}

/** The folder that a sandbox's share is mounted on, in its monitor's mount namespace. */
export function sharePath(sandboxDirectory: string): string {
  return join(sandboxDirectory, "shared");
}

/**
 * A file that says whether a container has been started, whether or not the command that did so lived to note it. It has the
 * first name from create on and the second from start on, so that start needs no space.
 */
export function startMarks(sandboxDirectory: string, id: string): { readonly created: string; readonly started: string } {
  return { created: join(sandboxDirectory, `created-${id}`), started: join(sandboxDirectory, `started-${id}`) };
}

/** vrun's own programs beside the bundle, and the guest that setup has built. */
export interface Installation {
  readonly shim: string;
  readonly host: string;
  readonly monitor: string;
  /** The root of a container that only sleeps. */
  readonly pause: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** @param directory The folder of the bundled programs, `dist` in a checkout. */
export function installationAt(directory: string): Installation {
  const guest = join(directory, "..", ".cache", "guest");
  return {
    shim: join(directory, "vrun-shim"),
    host: join(directory, "vrun-host"),
    monitor: join(directory, "vrun-monitor.js"),
    pause: join(directory, "pause"),
    kernel: join(guest, "vmlinux"),
    initrd: join(guest, "initrd"),
  };
}

/** What of it a VM is started with. @throws {HostError} when the guest has not been built. */
export function guestAssets({ kernel, initrd, host }: Installation): GuestAssets {
  const missing = [kernel, initrd].find((path) => !existsSync(path));
  if (missing !== undefined) throw new HostError(`the guest is not built: there is no ${missing}; "npm start" and "npm test" make it`);
  return { kernelPath: kernel, initrdPath: initrd, helperPath: host };
}
