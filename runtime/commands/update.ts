import { dirname } from "node:path";
import { ContainerStatusError, UnsupportedError } from "../errors/errors.ts";
import type { Resources } from "../oci/config.ts";
import { limitsBlockIO } from "../oci/block-io.ts";
import { parseCpuList } from "../oci/cpu-list.ts";
import { realHost } from "../oci/host-view.ts";
import { formatJson } from "../oci/json.ts";
import { resourcesFromFlags, type GivenLimits } from "../oci/limits.ts";
import { loadResources, parseResources } from "../oci/load.ts";
import { planResources } from "../oci/plan.ts";
import { sizingLimits, type VmShape } from "../oci/plan-shape.ts";
import { refuseOfMember, refuseResources } from "../oci/refusals.ts";
import { ask } from "../sandbox/control-client.ts";
import { limitBlockIO } from "../sandbox/host-block-io.ts";
import { setHostCpus } from "../sandbox/host-cgroup.ts";
import { readSandboxSpec } from "../sandbox/sandbox-spec.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import { readState, statusOf } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

/** Memory that is plugged in takes the guest a while. */
const timeoutMs = 120_000;

/**
 * Memory and quotas count up to what the host has, and the VM can have all of that. CPUs are named one by one.
 *
 * @throws {UnsupportedError} for a CPU that the VM cannot bring up.
 */
export function refuseBeyondVm(resources: Resources, { vcpusMax }: VmShape): void {
  const last = parseCpuList(resources.cpu?.cpus ?? "")?.at(-1) ?? 0;
  if (last >= vcpusMax) throw new UnsupportedError("linux.resources.cpu.cpus", "linux.resources.cpu.cpus", `the VM has CPUs 0-${vcpusMax - 1}, not ${resources.cpu?.cpus}`);
}

/** What runc adds, so that the kernel takes the rest. */
function withNeeded(resources: Resources): Resources {
  const { memory, cpu } = resources;
  return {
    ...resources,
    ...(memory?.limit !== undefined && Number(memory.limit) === -1 && memory.swap === undefined ? { memory: { ...memory, swap: -1 } } : {}),
    ...(cpu?.idle !== undefined && cpu.shares === undefined ? { cpu: { ...cpu, shares: 0 } } : {}),
  };
}

/**
 * `vrun update`: changes limits in the guest, and those of block I/O on the host. The VM grows where limits need it, and
 * keeps its size where they don't.
 *
 * @param file A file with a resources object, `-` for standard input; empty for the flags.
 * @throws {UnsupportedError | HostError | RemoteError} what the guest cannot apply, or the VM cannot have; no limit is changed then.
 */
export async function update(context: Context, id: string, file: string, flags: GivenLimits): Promise<void> {
  const state = readState(context.root, id);
  const status = statusOf(state);
  if (status === "stopped" || status === "creating") throw new ContainerStatusError("container not running");
  const sandbox = sandboxPath(context.root, state.sandbox);
  const resources = withNeeded(file === "" ? parseResources(formatJson(resourcesFromFlags(flags))) : loadResources(file));
  for (const name of ["l3-cache-schema", "mem-bw-schema"])
    if (file === "" && (flags.get(name) ?? "") !== "") throw new UnsupportedError("linux.intelRdt", `--${name}`);
  for (const name of ["kernel-memory", "kernel-memory-tcp"])
    if (file === "" && (flags.get(name) ?? "") !== "") context.log.warn("Kernel memory settings are ignored and will be removed");
  refuseResources(resources, realHost);
  if (state.sandbox !== id) refuseOfMember(resources);
  refuseBeyondVm(resources, readSandboxSpec(sandbox).shape);
  if (limitsBlockIO(resources.blockIO)) limitBlockIO(state.cgroupFiles.map((file) => dirname(file)), resources.blockIO);
  const restoreCpus = setHostCpus(state.cgroupFiles, resources.cpu?.cpus ?? "");
  try {
    await ask(sandbox, { op: "update", id, resources: planResources(resources), limits: sizingLimits(resources) }, timeoutMs);
  } catch (error) {
    restoreCpus();
    throw error;
  }
}
