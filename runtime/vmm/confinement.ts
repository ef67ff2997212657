/** What QEMU may do on the host, and what it sees of it. The guest may take it over: then this is all that it has. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { startChild, type Child, type ChildRequest } from "./child.ts";
import { memoryFileBytes, qemuProgram, type MachineSpec } from "./qemu-arguments.ts";

/** Libraries, QEMU's own modules and firmware. Programs are not among them. */
const systemFiles = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/share/qemu", "/usr/share/seabios"];
const kvmDevice = "/dev/kvm";
/** No accounts: a range of ids that distributions leave free, far above those of people, containers and subordinate ids. */
const firstUser = 0x7000_0000;
const usersMask = 0x0fff_ffff;
/** The kernel's "nobody", where a user namespace of the host does not have that range. */
const overflowUser = 65_534;

/**
 * The user and group that this process's VM runs as. Each sandbox has its own, since each monitor has a pid namespace of
 * its own: their inode numbers are unique while they last.
 */
export function vmUser(): number {
  const user = firstUser + (statSync("/proc/self/ns/pid").ino & usersMask);
  const maps = readFileSync("/proc/self/uid_map", "utf8").trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return maps.some(([first = 0, , count = 0]) => user >= first && user < first + count) ? user : overflowUser;
}

/**
 * Starts QEMU as a user of its own without capabilities, in a root that has its program and libraries, the guest's kernel
 * and image, and its working directory, all of them read-only, and a file in memory of the size of the guest's.
 */
export async function startQemu(spec: Pick<MachineSpec, "assets" | "memoryBytes">, request: Omit<ChildRequest, "launcher" | "program">): Promise<Child> {
  const { kernelPath, initrdPath, helperPath } = spec.assets;
  // There QEMU connects to sockets that are its user's; nobody else gets as far as that directory, which is below private ones.
  if (request.cwd !== "/") await chmod(request.cwd, 0o711);
  const readable = [...systemFiles, qemuProgram, kernelPath, initrdPath, ...(request.cwd === "/" ? [] : [request.cwd])].filter((path) => existsSync(path));
  const words = [...readable.flatMap((path) => ["read", path]), "device", kvmDevice, "memory", `${memoryFileBytes(spec)}`];
  return startChild({ ...request, launcher: [helperPath, "confine", `${vmUser()}`, ...words, "--"], program: qemuProgram });
}
