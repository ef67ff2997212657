#define _GNU_SOURCE
#include "idmap.h"
#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The kernel takes a map by one write of lines with blanks. */
static int write_map(pid_t pid, const char *file, const char *mappings) {
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
  size_t length = strlen(mappings);
  if (length >= sizeof text) {
    errno = E2BIG;
    return -1;
  }
  for (size_t i = 0; i <= length; i++) text[i] = mappings[i] == ',' ? '\n' : mappings[i] == ':' ? ' ' : mappings[i];
  CLEANUP_FD int fd = open(path, O_WRONLY | O_CLOEXEC);
  return fd >= 0 && write(fd, text, length) == (ssize_t)length ? 0 : -1;
}

static int open_namespace(pid_t pid, const char *uids, const char *gids, const char **step) {
  char path[64];
  *step = "map the users of an id-mapped mount";
  if (write_map(pid, "uid_map", uids) < 0) return -1;
  *step = "map the groups of an id-mapped mount";
  if (write_map(pid, "gid_map", gids) < 0) return -1;
  snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
  return open(path, O_RDONLY | O_CLOEXEC);
}

/* A user namespace with these mappings, which the descriptor keeps alive. */
static int make_namespace(const char *uids, const char *gids, const char **step) {
  int ready[2];
  char byte;
  *step = "make a user namespace";
  if (pipe2(ready, O_CLOEXEC) < 0) return -1;
  pid_t pid = fork();
  if (pid < 0) return -1;
  if (pid == 0) {
    if (unshare(CLONE_NEWUSER) < 0 || write(ready[1], "r", 1) != 1) _exit(1);
    for (;;) pause();
  }
  close(ready[1]);
  int namespace = read(ready[0], &byte, 1) == 1 ? open_namespace(pid, uids, gids, step) : -1;
  int error = errno;
  close(ready[0]);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  errno = error;
  return namespace;
}

int map_mount(int mount, const char *uids, const char *gids, bool recursive, const char **step) {
  unsigned int below = recursive ? AT_RECURSIVE : 0;
  CLEANUP_FD int namespace = make_namespace(uids, gids, step);
  if (namespace < 0) return -1;
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (__u64)namespace};
  *step = "map a mount's ids: its file system may not be able to";
  return (int)syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | below, &attributes, sizeof attributes);
}
