/** The size of the VM that containers need. */

import type { Config, Resources } from "./config.ts";
import { parseCpuList } from "./cpu-list.ts";
import type { HostView } from "./host-view.ts";
import { podShape } from "./pod.ts";

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;
/** For the guest's kernel, agent and page tables, beside the containers' own limits. */
const guestOverheadBytes = 192 * mebibyte;
const defaultMemoryBytes = 256 * mebibyte;
/** CPUs that every VM can bring up later; each beyond costs every VM memory and time to boot. */
const vcpusRoom = 8;
/** An emulated CPU addresses 1 TiB, of which devices have a part. */
const memoryRoomBytes = 512 * gibibyte;

export interface VmSize {
  readonly vcpus: number;
  readonly memoryBytes: number;
}

/** A VM's size at its start, and what it can grow to. */
export interface VmShape extends VmSize {
  readonly vcpusMax: number;
  readonly memoryMaxBytes: number;
}

/** The limits of a container that the size of its VM follows; what is absent is as it was. */
export interface SizingLimits {
  readonly memoryBytes?: number;
  readonly quota?: number;
  readonly period?: number;
  readonly cpus?: string;
}

/** The limits among these resources. */
export function sizingLimits({ memory, cpu }: Resources): SizingLimits {
  return {
    ...(memory?.limit === undefined ? {} : { memoryBytes: Number(memory.limit) }),
    ...(cpu?.quota === undefined ? {} : { quota: Number(cpu.quota) }),
    ...(cpu?.period === undefined ? {} : { period: Number(cpu.period) }),
    ...(cpu?.cpus === undefined ? {} : { cpus: cpu.cpus }),
  };
}

/** As many CPUs as a quota needs, in parts of one; none without a quota. */
function quotaCpus({ quota = 0, period = 0 }: SizingLimits): number {
  return quota > 0 ? quota / (period > 0 ? period : 100_000) : 0;
}

/** As many CPUs as the highest number in a list needs. */
function listedCpus({ cpus = "" }: SizingLimits): number {
  return cpus === "" ? 0 : (parseCpuList(cpus)?.at(-1) ?? 0) + 1;
}

/**
 * The size of a VM for all of these containers together: each can have what its limits allow at the same time.
 *
 * @param most What quotas and memory limits count up to. CPUs that are named by number are not bounded.
 */
export function sizeFor(containers: readonly SizingLimits[], most: VmSize): VmSize {
  const quota = containers.reduce((sum, limits) => sum + quotaCpus(limits), 0);
  const memory = containers.reduce((sum, { memoryBytes = 0 }) => sum + Math.max(0, memoryBytes), 0);
  const memoryBytes = memory === 0 ? 0 : Math.ceil((memory + guestOverheadBytes) / (2 * mebibyte)) * 2 * mebibyte;
  return {
    vcpus: Math.max(1, Math.min(Math.ceil(quota), most.vcpus), ...containers.map(listedCpus)),
    memoryBytes: Math.max(defaultMemoryBytes, Math.min(memoryBytes, most.memoryBytes)),
  };
}

/** What VMs of this host can grow to; one that starts larger cannot grow. */
export function vmRoom(host: Pick<HostView, "cpuCount" | "memoryBytes">): VmSize {
  return {
    vcpus: Math.min(host.cpuCount, vcpusRoom),
    // In whole steps, so that a kernel which keeps a few pages more makes no other VM.
    memoryBytes: Math.min(Math.ceil(host.memoryBytes / gibibyte) * gibibyte, memoryRoomBytes),
  };
}

/** As many vCPUs as the limits let a container use, and memory for it and the guest. A pod's annotations count for its sandbox. */
export function planShape({ linux, annotations = {} }: Config, host: HostView): VmShape {
  const pod = podShape(annotations);
  const limits = { ...sizingLimits(linux?.resources ?? {}), ...pod.cpu, ...(pod.memoryBytes === undefined ? {} : { memoryBytes: pod.memoryBytes }) };
  const room = vmRoom(host);
  const { vcpus, memoryBytes } = sizeFor([limits], { vcpus: host.cpuCount, memoryBytes: room.memoryBytes });
  return { vcpus, memoryBytes, vcpusMax: Math.max(vcpus, room.vcpus), memoryMaxBytes: room.memoryBytes };
}
