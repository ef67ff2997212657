/** Names that the kernel knows, from its headers. */

/** uapi/linux/capability.h, of kernel 5.9 and newer. */
export const capabilities: readonly string[] = [
  "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
  "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO",
  "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME",
  "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
  "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
].map((name) => `CAP_${name}`);

/** getrlimit(2). */
export const rlimits: readonly string[] = [
  "AS", "CORE", "CPU", "DATA", "FSIZE", "LOCKS", "MEMLOCK", "MSGQUEUE", "NICE", "NOFILE", "NPROC", "RSS", "RTPRIO", "RTTIME",
  "SIGPENDING", "STACK",
].map((name) => `RLIMIT_${name}`);

export const namespaces: readonly string[] = ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"];

/** signal(7), x86 and ARM. */
const signals: readonly string[] = [
  "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
  "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];
const otherNames: ReadonlyMap<string, number> = new Map([["IOT", 6], ["CLD", 17], ["POLL", 29], ["UNUSED", 31]]);

/** The number of a signal given as a number or a name, with or without SIG, in any case; undefined when there is none. */
export function signalNumber(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const name = text.toUpperCase().replace(/^SIG/, "");
  const index = signals.indexOf(name);
  return index >= 0 ? index + 1 : otherNames.get(name);
}

/** The name of a signal, with SIG. */
export function signalName(signal: number): string {
  const name = signals[signal - 1];
  return name === undefined ? `SIG${signal}` : `SIG${name}`;
}

export const mountOptions: readonly string[] = [
  "async", "atime", "bind", "defaults", "dev", "diratime", "dirsync", "exec", "idmap", "iversion", "lazytime", "loud", "mand",
  "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nolazytime", "nomand", "norelatime", "nostrictatime",
  "nosuid", "nosymfollow", "private", "ratime", "rbind", "rdev", "rdiratime", "relatime", "remount", "rexec", "ridmap", "rnoatime",
  "rnodev", "rnodiratime", "rnoexec", "rnorelatime", "rnostrictatime", "rnosuid", "rnosymfollow", "ro", "rprivate",
  "rrelatime", "rro", "rrw", "rslave", "rstrictatime", "rsuid", "rsymfollow", "runbindable", "rw", "silent", "slave",
  "strictatime", "suid", "symfollow", "sync", "tmpcopyup", "unbindable",
];
