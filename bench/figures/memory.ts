import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { figureOf, median, type Measurement } from "../figure.ts";
import { memoryPath } from "../../runtime/vmm/qemu-arguments.ts";
import { command, leaving, vrun } from "../workspace.ts";

const mebibyte = 1024 * 1024;
const sandboxes = 3;
/** What a sandbox does on its own after the start is over by then. */
const settleMs = 3000;
const blockBytes = 512;

/** What idle sandboxes hold on the host. */
export const memory: Measurement = async ({ workspace, say }) => {
  const { lasting, stateRoot } = workspace;
  const ids = Array.from({ length: sandboxes }, (_, index) => `idle-${index}`);
  say(`memory of ${sandboxes} idle sandboxes`);
  try {
    for (const id of ids) await leaving(vrun, ["--root", stateRoot, "run", "--detach", "--bundle", lasting, id]);
    await delay(settleMs);
    const seen = ids.map((id) => memoryOf(`${stateRoot}/sandboxes/${id}`));
    return [
      figureOf("host memory of an idle sandbox beyond guest RAM", median(seen.map(({ hostBytes }) => hostBytes)) / mebibyte, "MB", { atMost: 85 }),
      figureOf("guest RAM touched by an idle sandbox", median(seen.map(({ guestBytes }) => guestBytes)) / mebibyte, "MB", { atMost: 80 }),
      ...[...(seen[0]?.parts ?? [])].map(([name, bytes]) => figureOf(`host memory of ${name}`, bytes / mebibyte, "MB")),
    ];
  } finally {
    for (const id of ids) await command(vrun, ["--root", stateRoot, "delete", "--force", id]);
  }
};

interface SandboxMemory {
  readonly hostBytes: number;
  readonly guestBytes: number;
  readonly parts: ReadonlyMap<string, number>;
}

function memoryOf(sandbox: string): SandboxMemory {
  const pids = pidsOf(sandbox);
  const parts = new Map(pids.map((pid) => [nameOf(pid), privateBytes(pid)]));
  const qemu = pids.find((pid) => nameOf(pid).startsWith("qemu"));
  return { parts, hostBytes: [...parts.values()].reduce((sum, bytes) => sum + bytes, 0), guestBytes: qemu === undefined ? Number.NaN : guestBytes(qemu) };
}

/** Monitor and shim have the sandbox's folder in their command line; QEMU and virtiofsd descend from the monitor. */
function pidsOf(sandbox: string): readonly number[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
  const named = all.filter((pid) => pid !== process.pid && read(pid, "cmdline").split(/[\0 ]/).includes(sandbox));
  const descendants = (pid: number): readonly number[] => read(pid, `task/${pid}/children`).split(" ").filter((word) => word !== "").map(Number).flatMap((child) => [child, ...descendants(child)]);
  return [...new Set(named.flatMap((pid) => [pid, ...descendants(pid)]))];
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8").trim();
  } catch {
    return "";
  }
}

function nameOf(pid: number): string {
  return read(pid, "comm");
}

/** Proportional share of what a process maps, without guest RAM and without TCG's translated code, which KVM does not have. */
function privateBytes(pid: number): number {
  let counted = true;
  let bytes = 0;
  for (const line of read(pid, "smaps").split("\n")) {
    const mapping = /^[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \d+\s*(.*)$/.exec(line);
    if (mapping) counted = mapping[2] !== memoryPath && !(mapping[1] ?? "").startsWith("rwx");
    const share = /^Pss:\s+(\d+) kB$/.exec(line);
    if (share && counted) bytes += Number(share[1]) * 1024;
  }
  return bytes;
}

/** What of the guest's RAM has ever been written or read: the pages that its file has. */
function guestBytes(pid: number): number {
  const descriptors = readdirSync(`/proc/${pid}/fd`).map((name) => `/proc/${pid}/fd/${name}`);
  const ram = descriptors.find((path) => readlinkSync(path) === memoryPath);
  return ram === undefined ? Number.NaN : statSync(ram).blocks * blockBytes;
}
