/* Core dumps, which would hold what a guest or a container knows. */
#ifndef VRUN_CORE_H
#define VRUN_CORE_H

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * Neither this process nor what it starts leaves memory in a core dump: not in a file, and not with a program that the host
 * pipes dumps to, for which the limit does not count. core(5): the filter is kept by fork and execve.
 */
static inline void leave_no_core(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return; /* a kernel without core dumps */
  if (write(fd, "0", 1) < 0) _exit(126);
  close(fd);
}

#endif
