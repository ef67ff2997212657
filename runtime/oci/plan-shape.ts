/** The size of the VM that a container gets. */

import type { Config, Resources } from "./config.ts";
import { parseCpuList } from "./cpu-list.ts";
import type { HostView } from "./host-view.ts";
import { podShape } from "./pod.ts";

const mebibyte = 1024 * 1024;
/** For the guest's kernel, agent and page tables, beside the container's own limit. */
const guestOverheadBytes = 192 * mebibyte;
const defaultMemoryBytes = 256 * mebibyte;

export interface VmShape {
  readonly vcpus: number;
  readonly memoryBytes: number;
}

function planVcpus(cpu: NonNullable<Resources["cpu"]>, host: HostView): number {
  const quota = Number(cpu.quota ?? 0);
  const period = Number(cpu.period ?? 0) > 0 ? Number(cpu.period) : 100_000;
  const fromQuota = quota > 0 ? Math.min(Math.ceil(quota / period), host.cpuCount) : 1;
  const cpus = (cpu.cpus ?? "") === "" ? [0] : (parseCpuList(cpu.cpus ?? "") ?? [0]);
  return Math.max(1, fromQuota, (cpus.at(-1) ?? 0) + 1);
}

function planMemory(limit: number | bigint | undefined): number {
  const bytes = Number(limit ?? 0);
  if (bytes <= 0) return defaultMemoryBytes;
  return Math.ceil((bytes + guestOverheadBytes) / (2 * mebibyte)) * 2 * mebibyte;
}

/** As many vCPUs as the limits let a container use, and memory for it and the guest. A pod's annotations count for its sandbox. */
export function planShape({ linux, annotations = {} }: Config, host: HostView): VmShape {
  const { cpu = {}, memory = {} } = linux?.resources ?? {};
  const pod = podShape(annotations);
  return { vcpus: planVcpus({ ...cpu, ...pod.cpu }, host), memoryBytes: planMemory(pod.memoryBytes ?? memory.limit) };
}
