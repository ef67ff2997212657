import { RuntimeError } from "./errors.ts";

/** The VM could not be started; nothing is left running. `diagnostics` is what QEMU and the guest console said last. */
export class VmStartError extends RuntimeError {
  override readonly code = "VM_START";
  readonly diagnostics: string;

  constructor(reason: string, diagnostics: string, cause?: unknown) {
    const last = diagnostics.trimEnd().split("\n").at(-1) ?? "";
    super(`cannot start the VM: ${reason}${last ? `: ${last}` : ""}`, { cause });
    this.diagnostics = diagnostics;
  }
}
