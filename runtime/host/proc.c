/*
 * vrun-proc.so: loaded into virtiofsd before its libraries, so that the /proc that it mounts for itself has nothing but processes.
 *
 * The C one keeps a descriptor of /proc/self/task open (QEMU 7.2), from which ".." leads to all of that /proc. Whoever has
 * taken virtiofsd over, which is root there, could write to /proc/sys/kernel/core_pattern what the host is to run.
 * The option is there since Linux 5.8.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data) {
  bool is_proc = type && strcmp(type, "proc") == 0;
  return (int)syscall(SYS_mount, source, target, type, flags, is_proc ? "subset=pid" : data);
}
