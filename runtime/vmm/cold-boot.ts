import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { channelCount, qemuArguments, qemuProgram } from "./qemu-arguments.ts";
import type { Tail } from "./tail.ts";
import type { VmSpec } from "./vm.ts";

/** Starts QEMU so that the guest boots its kernel from the beginning. */
export function coldBoot(spec: VmSpec, fileServerSocket: string, output: Tail): Promise<Child> {
  return startChild({
    program: qemuProgram,
    args: qemuArguments(spec, fileServerSocket),
    cwd: spec.runDirectory,
    channels: channelCount,
    output,
  });
}
