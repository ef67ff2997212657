import type { VmSpec } from "./vm.ts";

/** Descriptors that QEMU gets: its ends of the agent channel and of the guest's console. */
export const agentDescriptor = 3;
export const consoleDescriptor = 4;
export const channelCount = 2;

/** Names that runtime/guest/agent/protocol.h has too. */
const agentPortName = "org.lacuna.agent";
const sharedTag = "lacuna.shared";

/**
 * The one shape of a sandbox's VM. Nothing depends on the host but accelerator, size and paths, so that what is seen on
 * one host is seen on another.
 *
 * @param fileServerSocket Path of virtiofsd's socket, relative to the run directory.
 */
export function qemuArguments(spec: VmSpec, fileServerSocket: string): string[] {
  const memory = `${Math.ceil(spec.memoryBytes / (1024 * 1024))}M`;
  return [
    ...["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"],
    ...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
    ...["-machine", "pc,memory-backend=ram,usb=off,vmport=off,dump-guest-core=off,mem-merge=off"],
    ...acceleratorArguments(spec),
    ...["-smp", `${spec.vcpus}`, "-m", memory],
    // virtiofsd reads and writes the guest's memory, so it must be shared.
    ...["-object", `memory-backend-memfd,id=ram,size=${memory},share=on`],
    ...["-kernel", spec.assets.kernelPath, "-initrd", spec.assets.initrdPath, "-append", kernelCommandLine(spec)],
    ...["-chardev", `socket,id=console,fd=${consoleDescriptor}`, "-serial", "chardev:console"],
    ...["-chardev", `socket,id=agent,fd=${agentDescriptor}`],
    ...["-device", "virtio-serial-pci,max_ports=2", "-device", `virtserialport,chardev=agent,name=${agentPortName}`],
    ...["-chardev", `socket,id=files,path=${fileServerSocket}`],
    ...["-device", `vhost-user-fs-pci,chardev=files,tag=${sharedTag},queue-size=1024`],
  ];
}

function acceleratorArguments(spec: VmSpec): string[] {
  if (spec.accelerator === "kvm") return ["-accel", "kvm", "-cpu", "host"];
  return ["-accel", "tcg,thread=multi", "-cpu", "max"];
}

function kernelCommandLine(spec: VmSpec): string {
  return [
    // Only errors: each console byte is an exit to QEMU.
    "console=ttyS0",
    "quiet",
    "loglevel=3",
    // An agent that dies takes its VM with it, at once.
    "panic=-1",
    "random.trust_cpu=on",
    // No container can use a profile of AppArmor or TOMOYO or a key of IMA or EVM; setting them up takes time at boot.
    "lsm=landlock,yama,bpf",
    // Self-tests of ciphers that nobody uses; and grace periods that end at once, at boot and when a container goes.
    // Both together: 3.6 s of CPU time to the agent's hello against 4.4 s (TCG, kernel 6.12, medians of three).
    "cryptomgr.notests",
    "rcupdate.rcu_expedited=1",
    // An emulated CPU does not speculate and has clocks that need no check.
    ...(spec.accelerator === "tcg" ? ["mitigations=off", "no_timer_check", "tsc=reliable"] : []),
  ].join(" ");
}
