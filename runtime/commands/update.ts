import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError, ContainerStatusError, UnsupportedError, messageOf } from "../errors/errors.ts";
import type { Resources } from "../oci/config.ts";
import { limitsBlockIO } from "../oci/block-io.ts";
import { parseCpuList } from "../oci/cpu-list.ts";
import { realHost } from "../oci/host-view.ts";
import { formatJson } from "../oci/json.ts";
import { resourcesFromFlags } from "../oci/limits.ts";
import { parseResources } from "../oci/load.ts";
import { planResources } from "../oci/plan.ts";
import type { VmShape } from "../oci/plan-shape.ts";
import { refuseOfMember, refuseResources } from "../oci/refusals.ts";
import { ask } from "../sandbox/control-client.ts";
import { limitBlockIO } from "../sandbox/host-block-io.ts";
import { readSandboxSpec } from "../sandbox/sandbox-spec.ts";
import { sandboxPath } from "../sandbox/paths.ts";
import { readState, statusOf } from "../sandbox/state.ts";
import type { Context } from "./context.ts";

const timeoutMs = 60_000;

function readResources(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new ConfigError(`cannot read --resources ${file}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * A quota above the VM's CPUs holds as the ceiling that it is; memory and CPUs that are not there cannot be given.
 *
 * @throws {UnsupportedError} naming the limit.
 */
export function refuseBeyondVm(resources: Resources, vm: VmShape): void {
  const limit = Number(resources.memory?.limit ?? 0);
  if (limit > vm.memoryBytes)
    throw new UnsupportedError("linux.resources.memory.limit", "linux.resources.memory.limit", `${limit} bytes are more than the VM's ${vm.memoryBytes}`);
  const last = parseCpuList(resources.cpu?.cpus ?? "")?.at(-1) ?? 0;
  if (last >= vm.vcpus) throw new UnsupportedError("linux.resources.cpu.cpus", "linux.resources.cpu.cpus", `the VM has CPUs 0-${vm.vcpus - 1}, not ${resources.cpu?.cpus}`);
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
 * `vrun update`: changes limits in the guest, and those of block I/O on the host. The VM keeps its size.
 *
 * @param file A file with a resources object, `-` for standard input; empty for the flags.
 * @param flags The flags of single limits that were given, with their values.
 * @throws {UnsupportedError} what the guest cannot apply; nothing is changed then.
 */
export async function update(context: Context, id: string, file: string, flags: ReadonlyMap<string, string>): Promise<void> {
  const state = readState(context.root, id);
  const status = statusOf(state);
  if (status === "stopped" || status === "creating") throw new ContainerStatusError("container not running");
  const sandbox = sandboxPath(context.root, state.sandbox);
  const resources = withNeeded(parseResources(file === "" ? formatJson(resourcesFromFlags(flags)) : readResources(file)));
  for (const name of ["l3-cache-schema", "mem-bw-schema"])
    if (file === "" && (flags.get(name) ?? "") !== "") throw new UnsupportedError("linux.intelRdt", `--${name}`);
  for (const name of ["kernel-memory", "kernel-memory-tcp"])
    if (file === "" && (flags.get(name) ?? "") !== "") context.log.warn("Kernel memory settings are ignored and will be removed");
  refuseResources(resources, realHost);
  if (state.sandbox !== id) refuseOfMember(resources);
  refuseBeyondVm(resources, readSandboxSpec(sandbox).shape);
  if (limitsBlockIO(resources.blockIO)) limitBlockIO(state.cgroupFiles.map((file) => dirname(file)), resources.blockIO);
  await ask(sandbox, { op: "update", id, resources: planResources(resources) }, timeoutMs);
}
