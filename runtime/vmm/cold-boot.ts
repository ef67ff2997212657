import type { Child } from "./child.ts";
import { startQemu } from "./confinement.ts";
import { channelCount, qemuArguments } from "./qemu-arguments.ts";
import type { Tail } from "./tail.ts";
import type { VmSpec } from "./vm.ts";

/** Starts QEMU so that the guest boots its kernel from the beginning. */
export function coldBoot(spec: VmSpec, fileServerSocket: string, output: Tail): Promise<Child> {
  return startQemu(spec, {
    args: qemuArguments(spec, fileServerSocket),
    cwd: spec.runDirectory,
    channels: channelCount,
    output,
  });
}
