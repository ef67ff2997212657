/** Prepares a guest that will be saved as a template. */

import type { Duplex } from "node:stream";
import { connectAgent } from "../agent-client/connect.ts";
import type { AgentClient } from "../agent-client/agent-client.ts";
import type { Json } from "../oci/json.ts";
import { GuestContainer } from "./guest-container.ts";
import { runInGuest } from "./guest-program.ts";

const bootTimeoutMs = 120_000;
const callTimeoutMs = 60_000;
const warmId = "warm-up";
const warmRoot = `/run/${warmId}`;
/** The rest of the free memory stays for what the guest does meanwhile. */
const zeroedShare = 0.94;
const zeroedKib = 64;
const meminfoBytesMax = 64 * 1024;

/**
 * Waits until the guest has booted, runs a container in it once, and zeroes the memory that is free again.
 *
 * After the first container the kernel has made what it makes on first use, and crun and its libraries are in memory.
 * Zeroed memory need not be stored, nor copied at each start.
 */
export async function prepareGuest(channel: Duplex): Promise<void> {
  const agent = await connectAgent(channel, bootTimeoutMs, "prepare");
  await runContainerOnce(agent);
  await zeroFreeMemory(agent);
}

async function runContainerOnce(agent: AgentClient): Promise<void> {
  for (const name of ["proc", "dev", "sys"]) await agent.makeDirectory(`${warmRoot}/${name}`, 0o755, callTimeoutMs);
  await runInGuest(agent, ["busybox", "cp", "/usr/bin/busybox", `${warmRoot}/true`], "the guest cannot copy its busybox", callTimeoutMs);
  const container = new GuestContainer(agent, warmId);
  const init = await container.create(warmConfig(), { process: null, args: ["/true"], terminal: false, descriptors: [] });
  await container.start();
  init.stdin?.end();
  init.stdout.resume();
  init.stderr?.resume();
  await init.ending;
  await container.command("delete", "--force");
  await agent.removeTree(`/run/vrun/${warmId}`, callTimeoutMs);
  await agent.removeTree(warmRoot, callTimeoutMs);
}

/** What a container usually has, so that all of it has been done once. */
function warmConfig(): Json {
  const namespaces = ["pid", "ipc", "uts", "mount", "network", "cgroup"].map((type) => ({ type }));
  return {
    ociVersion: "1.0.2",
    root: { path: warmRoot, readonly: true },
    process: { terminal: false, args: ["/true"], cwd: "/", env: ["PATH=/"], user: { uid: 0, gid: 0 }, noNewPrivileges: true },
    hostname: warmId,
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "strictatime", "mode=755", "size=65536k"] },
      { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
      { destination: "/dev/shm", type: "tmpfs", source: "shm", options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
      { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"] },
      { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"] },
    ],
    linux: {
      namespaces,
      cgroupsPath: `/vrun/${warmId}`,
      resources: { devices: [{ allow: false, access: "rwm" }], pids: { limit: 64 }, memory: { limit: 64 * 1024 * 1024 } },
      maskedPaths: ["/proc/kcore", "/proc/keys", "/sys/firmware"],
      readonlyPaths: ["/proc/sys", "/proc/bus"],
    },
  };
}

/** What has been written with zeros and given back is zero. */
async function zeroFreeMemory(agent: AgentClient): Promise<void> {
  const freeKib = Number(/^MemFree:\s+(\d+) kB$/m.exec((await agent.readFile("/proc/meminfo", meminfoBytesMax, callTimeoutMs)).toString("utf8"))?.[1] ?? 0);
  // A tmpfs takes half of the memory at most.
  const files = ["/run/zero", "/tmp/zero"];
  const pieces = Math.floor((freeKib * zeroedShare) / files.length / zeroedKib);
  for (const file of files) await runInGuest(agent, ["busybox", "dd", "if=/dev/zero", `of=${file}`, `bs=${zeroedKib}k`, `count=${pieces}`], "the guest cannot fill its memory", callTimeoutMs);
  await runInGuest(agent, ["busybox", "rm", ...files], "the guest cannot free its memory", callTimeoutMs);
}
