/** What becomes of system calls that a filter does not know. */

import type { Linux } from "./config.ts";

type Seccomp = NonNullable<Linux["seccomp"]>;
type Rule = NonNullable<Seccomp["syscalls"]>[number];

/** System calls from Linux 5.1 on, by their numbers, which are the same on every architecture: 424 and following, as of Linux 6.12. */
const calls: readonly string[] = [
  "pidfd_send_signal", "io_uring_setup", "io_uring_enter", "io_uring_register", "open_tree", "move_mount", "fsopen", "fsconfig",
  "fsmount", "fspick", "pidfd_open", "clone3", "close_range", "openat2", "pidfd_getfd", "faccessat2", "process_madvise",
  "epoll_pwait2", "mount_setattr", "quotactl_fd", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
  "memfd_secret", "process_mrelease", "futex_waitv", "set_mempolicy_home_node", "cachestat", "fchmodat2", "map_shadow_stack",
  "futex_wake", "futex_wait", "futex_requeue", "statmount", "listmount", "lsm_get_self_attr", "lsm_set_self_attr",
  "lsm_list_modules", "mseal",
];

const permitting: ReadonlySet<string> = new Set(["SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE"]);
const enosys = 38;

/**
 * The rule for calls that a filter's author could not know: as with runc, those newer than the newest that it names are
 * not implemented, so that a C library falls back, where the default would be another error or the process's end. crun
 * leaves them to the default. Of calls before Linux 5.1 nothing is said.
 *
 * @returns None where the default permits, or is ENOSYS itself, or no call is named.
 */
export function rulesForNewerCalls({ defaultAction, defaultErrnoRet, syscalls = [] }: Seccomp): readonly Rule[] {
  const named = new Set(syscalls.flatMap(({ names }) => names));
  if (permitting.has(defaultAction) || defaultErrnoRet === enosys || named.size === 0) return [];
  const names = calls.slice(calls.findLastIndex((name) => named.has(name)) + 1);
  return names.length === 0 ? [] : [{ names, action: "SCMP_ACT_ERRNO", errnoRet: enosys }];
}
