import { mkdtemp, mkdir, copyFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAgent } from "../agent-client/connect.ts";
import type { AgentClient } from "../agent-client/agent-client.ts";
import { chooseAccelerator } from "../sandbox/accelerator.ts";
import { qemuVmm } from "../vmm/qemu.ts";
import type { Vm } from "../vmm/vm.ts";

const cache = join(__dirname, "../../.cache/guest");
const startTimeoutMs = 20_000;
const helloTimeoutMs = 60_000;

/** A booted VM with a busybox root file system in its shared folder. */
export interface VmFixture {
  readonly vm: Vm;
  readonly agent: AgentClient;
  readonly directory: string;
  close(): Promise<void>;
}

/** Boots a VM; what it made is removed by `close`. */
export async function startVmFixture(): Promise<VmFixture> {
  const directory = await mkdtemp(join(tmpdir(), "vrun-vm-test-"));
  const sharedDirectory = join(directory, "shared");
  const runDirectory = join(directory, "run");
  await mkdir(runDirectory);
  await makeRootfs(join(sharedDirectory, "rootfs"));
  const assets = { kernelPath: join(cache, "vmlinux"), initrdPath: join(cache, "initrd"), helperPath: join(__dirname, "../../dist/vrun-host") };
  const vm = await qemuVmm.start(
    {
      assets,
      accelerator: (await chooseAccelerator(assets)).accelerator,
      vcpus: 2,
      memoryBytes: 512 * 1024 * 1024,
      apparmor: false,
      memoryMaxBytes: 2048 * 1024 * 1024,
      sharedDirectory,
      runDirectory,
    },
    startTimeoutMs,
  );
  const close = async (): Promise<void> => {
    await vm.kill();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return { vm, agent: await connectAgent(vm.agentChannel, helloTimeoutMs), directory, close };
  } catch (error) {
    process.stderr.write(vm.diagnostics());
    await close();
    throw error;
  }
}

async function makeRootfs(path: string): Promise<void> {
  for (const name of ["bin", "dev", "proc", "sys", "tmp"]) await mkdir(join(path, name), { recursive: true });
  await copyFile("/bin/busybox", join(path, "bin/busybox"));
  for (const applet of ["sh", "cat", "sleep", "stty", "yes"]) await symlink("busybox", join(path, "bin", applet));
}

/** A small config.json for `args` on the shared busybox root file system. */
export function containerConfig(args: readonly string[], terminal: boolean): Buffer {
  const namespaces = ["pid", "ipc", "uts", "mount", "cgroup"].map((type) => ({ type }));
  const config = {
    ociVersion: "1.0.2",
    root: { path: "/run/shared/rootfs", readonly: false },
    process: { terminal, args, cwd: "/", env: ["PATH=/bin"], user: { uid: 0, gid: 0 } },
    hostname: "container",
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
      { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["newinstance", "ptmxmode=0666", "mode=0620"] },
    ],
    linux: { namespaces },
  };
  return Buffer.from(JSON.stringify(config));
}
