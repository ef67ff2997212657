import type { Duplex } from "node:stream";

export type Accelerator = "kvm" | "tcg";

/** The files a sandbox boots from, and what confines its VM, as `setup` built them. */
export interface GuestAssets {
  /** vrun-host. */
  readonly helperPath: string;
  readonly kernelPath: string;
  readonly initrdPath: string;
}

export interface VmSpec {
  readonly assets: GuestAssets;
  readonly accelerator: Accelerator;
  /** CPUs that the VM has. The guest runs on the first alone until it is told to bring others up. */
  readonly vcpus: number;
  /** What the VM starts with. */
  readonly memoryBytes: number;
  /** Whether the guest's kernel is to have AppArmor. */
  readonly apparmor: boolean;
  /** What it can have at most, with what is plugged in while it runs. */
  readonly memoryMaxBytes: number;
  /** Host directory that the guest mounts by virtiofs as /run/shared. */
  readonly sharedDirectory: string;
  /** Private directory for sockets, logs and pid files; made and removed by the caller. */
  readonly runDirectory: string;
}

/** A disk of the VM. */
export interface Drive {
  /** Its serial number in the guest, at most 20 characters; unique in the VM. */
  readonly id: string;
  /** The block device, opened for reading, or for both; the caller's to close once it is plugged in. */
  readonly descriptor: number;
  readonly writable: boolean;
}

/** A network device of the VM. */
export interface NetworkDevice {
  /** Unique in the VM, also among devices that were unplugged. */
  readonly id: string;
  /** Name of the tap to make; an interface of this name must not exist. */
  readonly tap: string;
  readonly mac: string;
}

export type VmEnding = { kind: "exited"; status: number } | { kind: "signalled"; signal: string };

/** One running VM. Closing it ends QEMU and virtiofsd and removes what they made in the run directory. */
export interface Vm {
  readonly qemuPid: number;
  readonly virtiofsdPid: number;
  /** The guest agent's channel; what its bytes mean is not known here. */
  readonly agentChannel: Duplex;
  /** Resolves when QEMU has ended, whatever the reason: the end of virtiofsd is one. */
  readonly ended: Promise<VmEnding>;
  /** What it was started with: not less than what was asked for. */
  readonly memoryBytes: number;
  /** Last lines of the guest console and of QEMU's stderr, for error messages; at most 16 KiB. */
  diagnostics(): string;
  /** Makes a tap in this process's network namespace and plugs a network device in that is joined to it. */
  plugNetwork(device: NetworkDevice): Promise<void>;
  /** Takes a network device and its tap away. */
  unplugNetwork(id: string): Promise<void>;
  /** Plugs a disk in. @throws {HostError} QEMU refused it; nothing of it is left. */
  plugDrive(drive: Drive): Promise<void>;
  /** Takes a disk away, once the guest has given it up. @throws {HostError} It has not, and keeps it. */
  unplugDrive(id: string): Promise<void>;
  /**
   * Plugs memory in and waits until the guest's kernel uses it.
   *
   * @param bytes A multiple of the guest kernel's block of memory.
   * @throws {HostError} There is no room for it, or the guest did not take it.
   */
  plugMemory(bytes: number): Promise<void>;
  /** Kills QEMU and virtiofsd and waits until both are reaped. Safe to call twice. */
  kill(): Promise<void>;
}

/**
 * A way to run a VM. QEMU is the first; a second goes behind this interface.
 * Throws VmStartError (with the diagnostics) when the VM could not be started; nothing is left running then.
 */
export interface Vmm {
  start(spec: VmSpec, timeoutMs: number): Promise<Vm>;
}
