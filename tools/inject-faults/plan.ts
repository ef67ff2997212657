/** What is to fail, and where: drawn from a seed. */

/** Whose system call fails. The helper and the monitor are started by create, a shim by create and exec. */
export type Target = "command" | "helper" | "shim" | "monitor";
export type Phase = "create" | "start" | "exec" | "pause" | "kill" | "delete";

export interface Fault {
  readonly index: number;
  readonly target: Target;
  readonly phase: Phase;
  readonly call: string;
  readonly error: string;
  /** A number from 0 to below 1: which of the calls, from the first of the target's own to the last. */
  readonly place: number;
}

const phases: Readonly<Record<Target, readonly Phase[]>> = {
  command: ["create", "start", "exec", "pause", "kill", "delete"], helper: ["create"], shim: ["create", "exec"], monitor: ["create"],
};

const files = ["openat", "read", "write", "close", "fsync", "mkdir", "rename", "renameat2", "unlink", "rmdir", "statx", "readlink", "getdents64", "lseek", "fstat"];
const sockets = ["socket", "connect", "bind", "listen", "accept4", "socketpair", "getsockopt", "sendto", "recvfrom"];
const processes = ["clone", "clone3", "vfork", "pipe2", "mmap", "epoll_ctl", "eventfd2", "flock", "pwrite64", "fcntl", "dup2"];
const mounts = ["open_tree", "move_mount", "mount_setattr", "mount", "setns", "unshare", "openat2", "mkdirat", "pivot_root", "umount2", "close_range", "prctl", "chdir", "setsid"];
/** Where one of these fails, Node aborts: the first process of a pid namespace, as the monitor is, cannot end so while it is traced (it does untraced). */
const abortCalls: readonly string[] = ["clone3", "epoll_ctl", "eventfd2"];
const calls: Readonly<Record<Target, readonly string[]>> = {
  command: [...files, ...sockets, ...processes], helper: ["openat", "read", "write", "pipe2", "clone", "fcntl", "statfs", ...mounts],
  shim: ["openat", "read", "write", "socket", "connect", "getsockopt", "sendto", "recvfrom", "poll", "signalfd4", "setns", "close_range", "prctl", "setsid", "fcntl", "dup2", "chdir"],
  monitor: [...files, ...sockets, ...processes.filter((call) => !abortCalls.includes(call)), "lchown", "chmod"],
};
const errors: readonly string[] = ["ENOSPC", "EIO", "EMFILE", "ENOMEM", "EACCES", "EPERM", "EAGAIN"];

/** Numbers from 0 to below 1 that follow from a seed. @see mulberry32, by Tommy Ettinger */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The fault of this number. */
export function faultOf(seed: number, index: number): Fault {
  const random = numbers(seed * 1_000_003 + index);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const target = one(["command", "command", "helper", "shim", "monitor"] as const);
  return { index, target, phase: one(phases[target]), call: one(calls[target]), error: one(errors), place: random() };
}
