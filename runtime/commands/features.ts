import { capabilities, mountOptions, namespaces } from "../oci/names.ts";
import { podAnnotations } from "../oci/pod.ts";
import { specVersion, version } from "../oci/version.ts";

const seccomp = {
  enabled: true,
  actions: ["ALLOW", "ERRNO", "KILL", "KILL_PROCESS", "KILL_THREAD", "LOG", "TRACE", "TRAP"].map((name) => `SCMP_ACT_${name}`),
  operators: ["EQ", "GE", "GT", "LE", "LT", "MASKED_EQ", "NE"].map((name) => `SCMP_CMP_${name}`),
  archs: ["X86", "X86_64", "X32"].map((name) => `SCMP_ARCH_${name}`),
  knownFlags: ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
  supportedFlags: ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC"],
};

/** `vrun features`: what a config.json may ask of vrun. @see runtime-spec, features.md */
export function features(): object {
  return {
    ociVersionMin: "1.0.0",
    ociVersionMax: specVersion,
    hooks: ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"],
    mountOptions,
    linux: {
      namespaces,
      capabilities,
      // A config's cgroup settings are the guest's, which has version 2; cgroupsPath works on any host.
      cgroup: { v1: true, v2: true, systemd: true, systemdUser: false, rdma: false },
      seccomp,
      apparmor: { enabled: true },
      selinux: { enabled: false },
      intelRdt: { enabled: false },
      memoryPolicy: {
        modes: ["BIND", "DEFAULT", "INTERLEAVE", "LOCAL", "PREFERRED", "PREFERRED_MANY", "WEIGHTED_INTERLEAVE"].map((name) => `MPOL_${name}`),
        flags: ["NUMA_BALANCING", "RELATIVE_NODES", "STATIC_NODES"].map((name) => `MPOL_F_${name}`),
      },
      mountExtensions: { idmap: { enabled: true } },
      netDevices: { enabled: false },
    },
    annotations: {
      "org.opencontainers.runc.checkpoint.enabled": "false",
      "org.lacuna.vrun.version": version,
    },
    potentiallyUnsafeConfigAnnotations: podAnnotations,
  };
}
