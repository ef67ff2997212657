#define _GNU_SOURCE
#include "namespace.h"
#include "cleanup.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name;
  int flag;
} kinds[] = {{"ipc", CLONE_NEWIPC}, {"uts", CLONE_NEWUTS}, {"user", CLONE_NEWUSER}};

static int failed(const char *step) {
  fprintf(stderr, "%s: %s\n", step, strerror(errno));
  return 1;
}

static int kind_of(const char *name) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i].name, name) == 0) return kinds[i].flag;
  errno = EINVAL;
  return -1;
}

static int print_file(int proc, const char *name) {
  char buffer[4096];
  ssize_t got = 0;
  CLEANUP_FD int fd = openat(proc, name, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno != ENOENT) return failed(name);
  while (fd >= 0 && (got = read(fd, buffer, sizeof buffer)) > 0) fwrite(buffer, 1, (size_t)got, stdout);
  if (got < 0) return failed(name);
  putchar('\0');
  return 0;
}

int read_inside(const char *kind, const char *file, char **names) {
  int flag = kind_of(kind);
  if (flag < 0) return failed(kind);
  CLEANUP_FD int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) return failed("/proc");
  CLEANUP_FD int namespace = open(file, O_RDONLY | O_CLOEXEC);
  if (namespace < 0) return failed(file);
  if (setns(namespace, flag) < 0) return failed(file);
  for (; *names; names++)
    if (print_file(proc, *names)) return 1;
  return fflush(stdout) == 0 ? 0 : failed("print");
}
