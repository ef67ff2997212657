/**
 * Namespaces that a manager has made for a pod before any process is in it, and keeps by a mount of their file.
 *
 * CRI-O makes a pod's ipc, uts and user namespace so, and names them in the config of the pod's sandbox and in those of
 * its containers. The guest's kernel cannot have them, but nobody can tell: no process of the host is in them. So the
 * sandbox gets new ones in the guest, with what the manager has set in those of the host, and whoever names the same
 * later is in the guest's.
 *
 * @see CRI-O, pinns/src/pinns.c; internal/config/nsmgr/nsmgr_linux.go, NewPodNamespaces
 */

import { readdirSync, statSync } from "node:fs";
import { ConfigError, UnsupportedError } from "../errors/errors.ts";
import type { Config, IdMapping, Linux } from "../oci/config.ts";
import type { LoadedConfig } from "../oci/load.ts";
import { isPodSandbox } from "../oci/pod.ts";
import { runProgram } from "./run-program.ts";

/** A namespace of the host by its file, and by what tells it from all others while it lasts. */
export interface HostNamespace {
  readonly type: string;
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

/** What a manager has set in namespaces that it pinned, by the names of a config's properties. */
type Settings = Pick<Config, "hostname" | "domainname"> & Pick<Linux, "sysctl">;

const readTimeoutMs = 10_000;

/** What an ipc namespace begins with, by the sysctl. @see Linux, include/linux/ipc_namespace.h, shm.h, msg.h and sem.h */
const ipcSysctls: Readonly<Record<string, string>> = {
  "kernel.msgmax": "8192",
  "kernel.msgmnb": "16384",
  "kernel.msgmni": "32000",
  "kernel.sem": "32000\t1024000000\t500\t32000",
  "kernel.shmall": "18446744073692774399",
  "kernel.shmmax": "18446744073692774399",
  "kernel.shmmni": "4096",
  "kernel.shm_rmid_forced": "0",
  "fs.mqueue.msg_default": "10",
  "fs.mqueue.msg_max": "10",
  "fs.mqueue.msgsize_default": "8192",
  "fs.mqueue.msgsize_max": "8192",
  "fs.mqueue.queues_max": "256",
};
const ipcObjects = ["sysvipc/msg", "sysvipc/sem", "sysvipc/shm"] as const;

/** What a uts namespace's domainname is until somebody sets it. */
const noDomain = "(none)";

/** Reads, of an ipc namespace, what is to be set in another one. @throws {UnsupportedError} It holds what a new one has not. */
async function readIpc(helper: string, namespace: HostNamespace): Promise<Settings> {
  const names = Object.keys(ipcSysctls);
  const texts = await readInside(helper, namespace, [...names.map((name) => `sys/${name.replaceAll(".", "/")}`), ...ipcObjects]);
  // Each table has a line of titles.
  if (texts.slice(names.length).some((table) => table.trim().includes("\n"))) throw refusal(namespace, "it holds queues, semaphores or shared memory");
  const set = names.map((name, index) => [name, (texts[index] ?? "").trim()] as const).filter(([name, value]) => value !== "" && value !== ipcSysctls[name]);
  return { sysctl: Object.fromEntries(set) };
}

async function readUts(helper: string, namespace: HostNamespace): Promise<Settings> {
  const [hostname = "", domainname = ""] = (await readInside(helper, namespace, ["sys/kernel/hostname", "sys/kernel/domainname"])).map((text) => text.trim());
  return { hostname, ...(domainname === noDomain ? {} : { domainname }) };
}

/** The config has the owners of the container's files already; the namespace must not have others. */
async function readUser(helper: string, namespace: HostNamespace, { uidMappings, gidMappings }: Linux): Promise<Settings> {
  const maps = (await readInside(helper, namespace, ["self/uid_map", "self/gid_map"])).map(parseMap);
  for (const [index, mappings] of [uidMappings, gidMappings].entries())
    if (mapText(mappings ?? []) !== mapText(maps[index] ?? [])) throw new ConfigError(`config.json: linux.${index === 0 ? "u" : "g"}idMappings: the user namespace at ${namespace.path} has others`);
  return {};
}

/** @see user_namespaces(7), "User and group ID mappings" */
function parseMap(text: string): readonly IdMapping[] {
  const lines = text.trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return lines.map(([containerID = 0, hostID = 0, size = 0]) => ({ containerID, hostID, size }));
}

function mapText(mappings: readonly IdMapping[]): string {
  return mappings.map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}`).sort().join("; ");
}

const readers: ReadonlyMap<string, (helper: string, namespace: HostNamespace, linux: Linux) => Promise<Settings>> = new Map([["ipc", readIpc], ["uts", readUts], ["user", readUser]]);

/** @param names Files of /proc. @throws {ConfigError} The file is no namespace of this type. */
async function readInside(helper: string, { type, path }: HostNamespace, names: readonly string[]): Promise<readonly string[]> {
  const { status, stdout, stderr } = await runProgram(helper, ["read-inside", type, path, ...names], { timeoutMs: readTimeoutMs });
  if (status !== 0) throw new ConfigError(`cannot read the ${type} namespace at ${path}: ${stderr.trim()}`);
  return stdout.split("\0");
}

function refusal({ type }: HostNamespace, found: string): UnsupportedError {
  return new UnsupportedError("linux.namespaces[].path", `linux.namespaces path of ${type}`, found);
}

/** A process of the host in a namespace; undefined when there is none. One that ends meanwhile is none. */
function processIn({ type, device, inode }: HostNamespace): string | undefined {
  return readdirSync("/proc").find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const { dev, ino } = statSync(`/proc/${name}/ns/${type}`);
      return dev === device && ino === inode;
    } catch {
      return false;
    }
  });
}

/** The namespace that a path leads to; undefined when there is nothing. */
export function locateNamespace(type: string, path: string): HostNamespace | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? undefined : { type, path, device: status.dev, inode: status.ino };
}

/** What the config says itself goes before what is set in the namespaces. */
function merge(config: Config, settings: readonly Settings[], pinned: readonly HostNamespace[]): Config {
  const { hostname, domainname, sysctl }: Settings = settings.reduce((all, one) => ({ ...all, ...one }), {});
  const { linux = {} } = config;
  const namespaces = (linux.namespaces ?? []).map((namespace) => (pinned.some(({ type }) => type === namespace.type) ? { type: namespace.type } : namespace));
  return {
    ...(hostname === undefined ? {} : { hostname }),
    ...(domainname === undefined ? {} : { domainname }),
    ...config,
    linux: { ...linux, namespaces, ...(sysctl === undefined ? {} : { sysctl: { ...sysctl, ...linux.sysctl } }) },
  };
}

/**
 * The config of a pod's sandbox with new namespaces in place of pinned ones, and with what is set in these; and which they
 * were. Any other config is as it was.
 *
 * @param helper Path of vrun-host.
 * @throws {UnsupportedError} A process is in one, or it holds something: then it stands for more than what the guest can make.
 * @throws {ConfigError} It cannot be read.
 */
export async function replacePinned(helper: string, loaded: LoadedConfig): Promise<{ readonly loaded: LoadedConfig; readonly pinned: readonly HostNamespace[] }> {
  const { config } = loaded;
  const pinned: HostNamespace[] = [];
  const settings: Settings[] = [];
  if (!isPodSandbox(config.annotations ?? {})) return { loaded, pinned };
  for (const { type, path = "" } of config.linux?.namespaces ?? []) {
    const read = readers.get(type);
    if (read === undefined || path === "") continue;
    const namespace = locateNamespace(type, path);
    if (namespace === undefined) throw new ConfigError(`config.json: linux.namespaces: there is no ${path}`);
    const pid = processIn(namespace);
    if (pid !== undefined) throw refusal(namespace, `process ${pid} of the host is in it`);
    settings.push(await read(helper, namespace, config.linux ?? {}));
    pinned.push(namespace);
  }
  return { loaded: { ...loaded, config: merge(config, settings, pinned) }, pinned };
}
