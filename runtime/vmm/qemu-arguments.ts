import type { VmSpec } from "./vm.ts";

export const qemuProgram = "/usr/bin/qemu-system-x86_64";

/** Descriptors that QEMU gets: its ends of the agent channel, of the guest's console, and of its own control channel. */
const agentDescriptor = 3;
const consoleDescriptor = 4;
const controlDescriptor = 5;
export const channelCount = 3;
/** For a VM that is saved or restored also: where its state goes to or comes from. */
export const stateDescriptor = 6;
export const templateChannelCount = 4;

const mebibyte = 1024 * 1024;
/** How often memory can be plugged in. virtiofsd maps each piece, and can map 32. */
const memorySlots = 16;

/** What a VM is, without what it shares. */
export type MachineSpec = Pick<VmSpec, "assets" | "accelerator" | "vcpus" | "memoryBytes" | "memoryMaxBytes" | "apparmor">;

/**
 * The file of the guest's memory, as `vrun-host confine` makes it for QEMU. It has a name, since QEMU 10.0 and 11.1 leave memory out of
 * the state that they save only then; 7.2 does so anyway.
 */
export const memoryPath = "/guest-memory";

/** Names that runtime/guest/agent/protocol.h has too. */
const agentPortName = "org.lacuna.agent";
export const sharedTag = "lacuna.shared";

/** The PCI bus that takes devices later: q35's own takes none. It has 31 slots. */
export const laterBus = "later";

/**
 * The one shape of a sandbox's VM. Nothing depends on the host but accelerator, size and paths, so that what is seen on
 * one host is seen on another.
 *
 * @param fileServerSocket Path of virtiofsd's socket, relative to the run directory.
 */
export function qemuArguments(spec: VmSpec, fileServerSocket: string): string[] {
  const { driver, ...properties } = fileDevice("files");
  const device = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
  return [...machineArguments(spec), ...controlArguments, "-chardev", `socket,id=files,path=${fileServerSocket}`, "-device", [driver, ...device].join(",")];
}

/** The same VM without the shared folder, which QEMU cannot save: it is plugged in later. */
export function templateArguments(spec: MachineSpec): string[] {
  return [...machineArguments(spec), ...controlArguments];
}

/** The device by which the guest sees the shared folder, as device_add takes it. @param chardev Id of virtiofsd's socket. */
export function fileDevice(chardev: string): { readonly driver: string } & Readonly<Record<string, string | number>> {
  return { driver: "vhost-user-fs-pci", bus: laterBus, chardev, tag: sharedTag, "queue-size": 1024 };
}

const controlArguments = ["-chardev", `socket,id=control,fd=${controlDescriptor}`, "-mon", "chardev=control,mode=control"];

/** A VM has whole mebibytes. */
export function memoryFileBytes({ memoryBytes }: Pick<MachineSpec, "memoryBytes">): number {
  return Math.ceil(memoryBytes / mebibyte) * mebibyte;
}

function machineArguments(spec: MachineSpec): string[] {
  const memory = `${memoryFileBytes(spec) / mebibyte}M`;
  return [
    ...["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"],
    ...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
    // Each device that is plugged in costs the guest one evaluation of the interrupt routing (_PRT) in ACPI byte code. q35 has
    // a table there; pc has a loop, 75 ms under TCG.
    ...["-machine", "q35,memory-backend=ram,usb=off,sata=off,smbus=off,vmport=off,dump-guest-core=off,mem-merge=off"],
    ...["-device", `pcie-pci-bridge,id=${laterBus}`],
    ...acceleratorArguments(spec),
    ...["-smp", `${spec.vcpus}`, "-m", memory + memoryRoom(spec)],
    // virtiofsd reads and writes the guest's memory, so it must be shared.
    ...["-object", `memory-backend-file,id=ram,size=${memory},share=on,mem-path=${memoryPath}`],
    ...["-kernel", spec.assets.kernelPath, "-initrd", spec.assets.initrdPath, "-append", kernelCommandLine(spec)],
    ...["-chardev", `socket,id=console,fd=${consoleDescriptor}`, "-serial", "chardev:console"],
    ...["-chardev", `socket,id=agent,fd=${agentDescriptor}`],
    ...["-device", "virtio-serial-pci,max_ports=2", "-device", `virtserialport,chardev=agent,name=${agentPortName}`],
  ];
}

/** Room for memory that is plugged in later. It costs neither host nor guest anything (QEMU 7.2, Linux 6.12). */
function memoryRoom({ memoryBytes, memoryMaxBytes }: MachineSpec): string {
  if (memoryMaxBytes <= memoryBytes) return "";
  return `,slots=${memorySlots},maxmem=${Math.ceil((memoryBytes + memoryMaxBytes) / mebibyte)}M`;
}

function acceleratorArguments(spec: MachineSpec): string[] {
  if (spec.accelerator === "kvm") return ["-accel", "kvm", "-cpu", "host"];
  return ["-accel", "tcg,thread=multi", "-cpu", "max"];
}

/**
 * QEMU keeps what it has translated of a page of guest memory until the guest writes to the page. What virtiofsd, another
 * process, writes there it does not see: a program that was read into memory that held another one would run as that other
 * one. So the guest's kernel must write to each page before it asks virtiofsd to fill it, which it does when it clears all
 * memory that it hands out. Debian's kernel does so by default; here everything depends on it. docs/vrun.md has the evidence.
 */
const clearedMemory = "init_on_alloc=1";

function kernelCommandLine(spec: MachineSpec): string {
  return [
    // Only errors: each console byte is an exit to QEMU.
    "console=ttyS0",
    "quiet",
    "loglevel=3",
    // An agent that dies takes its VM with it, at once.
    "panic=-1",
    "random.trust_cpu=on",
    // runtime/guest/agent/boot.c says what for.
    "rootfstype=ramfs",
    // CPU time from QEMU's start to the agent's hello is about 3.6 s with the next three (TCG, kernel 6.12; two or three runs
    // of each on a busy machine, spread 0.5 s, so only the ciphers' share is beyond doubt).
    // No container can use a profile of TOMOYO or a key of IMA or EVM, and few have one of AppArmor; with them it is 4.0 s.
    `lsm=landlock,yama,${spec.apparmor ? "apparmor," : ""}bpf`,
    // Self-tests of ciphers that nobody uses; with them it is 4.6 s.
    "cryptomgr.notests",
    // Grace periods end at once, at boot and when a container's namespaces go; without it is 3.8 s.
    "rcupdate.rcu_expedited=1",
    // The other CPUs are there but not up, which costs next to nothing up to 8 (16: 5 MB and 0.3 s of emulation). Linux 6.12
    // takes no CPU that is plugged in later where it knows no hypervisor, and it does not know QEMU's emulation.
    "maxcpus=1",
    // Memory that is plugged in is used at once, and holds its own page structures: a small guest can take a large piece.
    "memhp_default_state=online",
    "memory_hotplug.memmap_on_memory=1",
    // With room above 4 GiB the kernel would keep, and touch, 64 MiB for devices that reach less. There are none.
    "swiotlb=noforce",
    // An emulated CPU does not speculate and has a timer that needs no check. Its time stamp counter is the host's, whose pace
    // the guest measures as it boots: on a busy host it was wrong in one boot of three, and the guest's clock ran four to
    // eight times too fast, in each sandbox of a template made so. The ACPI timer has a pace of its own.
    ...(spec.accelerator === "tcg" ? ["mitigations=off", "no_timer_check", "tsc=unstable", "clocksource=acpi_pm", clearedMemory] : []),
  ].join(" ");
}
