import { createHash } from "node:crypto";
import { access, constants, lchown, readFile, rm, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { HostError } from "../errors/errors.ts";
import { boundToUs, startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { vmUser } from "./confinement.ts";
import type { Tail } from "./tail.ts";

/** The C one came with QEMU up to 7.2, the Rust one has its own package since; their options differ. */
const candidates: readonly { path: string; kind: "c" | "rust" }[] = [
  { path: "/usr/libexec/virtiofsd", kind: "rust" },
  { path: "/usr/lib/virtiofsd", kind: "rust" },
  { path: "/usr/lib/qemu/virtiofsd", kind: "c" },
];
const pollMs = 3;
/** Flag of a listening socket in /proc/net/unix. */
const listening = "00010000";

/** A virtiofsd that listens: QEMU connects to `socketName` in the run directory. */
export interface FileServer {
  readonly child: Child;
  readonly socketName: string;
}

/**
 * Starts virtiofsd for one shared directory, confined to that directory.
 *
 * @param helper Path of vrun-host, which vrun-proc.so is beside.
 * @throws {HostError} There is no virtiofsd, or it did not listen in time; nothing is left running then.
 */
export async function startVirtiofsd(sharedDirectory: string, runDirectory: string, output: Tail, timeoutMs: number, helper: string): Promise<FileServer> {
  const deadline = Date.now() + timeoutMs;
  const { path, kind } = await findVirtiofsd();
  // The C one locks by the socket's path as given, so a relative name has to be unique on the host.
  const socketName = `fs-${createHash("sha256").update(runDirectory).digest("hex").slice(0, 16)}.sock`;
  const args = [`--socket-path=${socketName}`, ...(kind === "c" ? cOptions(sharedDirectory) : rustOptions(sharedDirectory))];
  const library = join(dirname(helper), "vrun-proc.so");
  const child = await startChild({ launcher: [...boundToUs, "env", `LD_PRELOAD=${library}`], program: path, args, cwd: runDirectory, channels: 0, output });
  try {
    let ended = false;
    void child.ended.then(() => (ended = true));
    while (!(await isListening(socketName))) {
      if (ended) throw new HostError(`virtiofsd ended: ${output.text().trimEnd().split("\n").at(-1) ?? ""}`);
      if (Date.now() > deadline) throw new HostError(`virtiofsd does not listen after ${timeoutMs} ms`);
      await delay(pollMs);
    }
    await mustHaveLoaded(child.pid, library);
    await lchown(join(runDirectory, socketName), vmUser(), vmUser());
  } catch (error) {
    await child.kill();
    throw error;
  } finally {
    // The C one notes its pid in a folder for all, the Rust one beside its socket.
    for (const folder of ["/run/virtiofsd", runDirectory]) await unlink(join(folder, `${socketName}.pid`)).catch(() => undefined);
  }
  return { child, socketName };
}

/** Takes the name of its socket away once QEMU, the one that it takes a call from, has called: nobody else can. */
export async function closeDoor({ socketName }: FileServer, runDirectory: string): Promise<void> {
  await rm(join(runDirectory, socketName), { force: true });
}

/** The loader goes on without a library that it does not find, or whose path has a space or a colon. @throws {HostError} */
async function mustHaveLoaded(pid: number, library: string): Promise<void> {
  const maps = await readFile(`/proc/${pid}/maps`, "utf8");
  if (!maps.split("\n").some((line) => line.endsWith(` ${library}`))) throw new HostError(`virtiofsd has not loaded ${library}, and would see all of /proc`);
}

/** @throws {HostError} There is none. */
export async function findVirtiofsd(): Promise<{ path: string; kind: "c" | "rust" }> {
  for (const candidate of candidates) {
    const found = await access(candidate.path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new HostError(`no virtiofsd: looked for ${candidates.map(({ path }) => path).join(", ")}`);
}

/** A comma ends an option of libfuse's, and a backslash takes what follows as it is. */
function cOptions(sharedDirectory: string): string[] {
  return ["-f", "-o", `source=${sharedDirectory.replace(/[\\,]/g, "\\$&")}`, "-o", "sandbox=namespace", "-o", "cache=auto", "-o", "xattr", "-o", "announce_submounts", "-o", "log_level=warn"];
}

/** Without file handles it needs no right to open any file of a file system by its number. */
function rustOptions(sharedDirectory: string): string[] {
  return ["--shared-dir", sharedDirectory, "--sandbox", "namespace", "--cache", "auto", "--xattr", "--announce-submounts", "--inode-file-handles=never", "--log-level", "warn"];
}

/** A socket file exists before its owner listens, and to connect would take the one connection that virtiofsd accepts. */
async function isListening(socketName: string): Promise<boolean> {
  const table = await readFile("/proc/net/unix", "utf8");
  return table.split("\n").some((line) => line.endsWith(` ${socketName}`) && line.split(/\s+/)[3] === listening);
}
