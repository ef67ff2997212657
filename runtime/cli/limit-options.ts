import type { OptionSpec } from "./options.ts";

/** One limit each; their names are runc's. */
export const singleLimits: readonly OptionSpec[] = [
  { name: "blkio-weight", kind: "text", help: "weight of the container's block I/O on the host (between 10 and 1000), or 0 to leave it" },
  { name: "cpu-period", kind: "text", help: "CPU CFS period to be used for hardcapping (in usecs). 0 to use system default" },
  { name: "cpu-quota", kind: "text", help: "CPU CFS hardcap limit (in usecs). Allowed cpu time in a given period" },
  { name: "cpu-burst", kind: "text", help: "CPU CFS hardcap burst limit (in usecs). Allowed accumulated cpu time additionally for burst a given period" },
  { name: "cpu-share", kind: "text", help: "CPU shares (relative weight vs. other containers)" },
  { name: "cpu-rt-period", kind: "text", help: "refused: the guest has cgroup version 2" },
  { name: "cpu-rt-runtime", kind: "text", help: "refused: the guest has cgroup version 2" },
  { name: "cpuset-cpus", kind: "text", help: "CPU(s) to use" },
  { name: "cpuset-mems", kind: "text", help: "Memory node(s) to use" },
  { name: "kernel-memory", kind: "text", help: "(obsoleted; do not use)", hidden: true },
  { name: "kernel-memory-tcp", kind: "text", help: "(obsoleted; do not use)", hidden: true },
  { name: "memory", kind: "text", help: "Memory limit (in bytes)" },
  { name: "cpu-idle", kind: "text", help: "set cgroup SCHED_IDLE or not, 0: default behavior, 1: SCHED_IDLE" },
  { name: "memory-reservation", kind: "text", help: "Memory reservation or soft_limit (in bytes)" },
  { name: "memory-swap", kind: "text", help: "Total memory usage (memory + swap); set '-1' to enable unlimited swap" },
  { name: "pids-limit", kind: "text", help: "Maximum number of pids allowed in the container" },
  { name: "l3-cache-schema", kind: "text", help: "refused: resctrl is the host CPU's" },
  { name: "mem-bw-schema", kind: "text", help: "refused: resctrl is the host CPU's" },
];
