#define _GNU_SOURCE
#include "mount-points.h"
#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As many as the kernel follows in a path. */
enum { MOST_LINKS = 40 };

static int open_in(int root, const char *path) {
  struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}

static int make_entry(int parent, const char *name, bool is_directory) {
  if (is_directory) return mkdirat(parent, name, 0755);
  CLEANUP_FD int fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  return fd < 0 ? -1 : 0;
}

/* Where the symbolic link NAME in PARENT, with path LINK, leads to, and REST behind it. Returns 0, or -1 when it is none. */
static int behind_link(int parent, const char *link, const char *name, const char *rest, char *path, size_t size) {
  char target[PATH_MAX];
  ssize_t length = readlinkat(parent, name, target, sizeof target - 1);
  if (length < 0) return -1;
  target[length] = '\0';
  int folder = *target == '/' ? 0 : (int)(strrchr(link, '/') - link);
  if (snprintf(path, size, "%.*s/%s/%s", folder, link, target, rest) < (int)size) return 0;
  errno = ENAMETOOLONG;
  return -1;
}

static int make(int root, const char *path, bool is_directory, int links_left) {
  char prefix[PATH_MAX] = "", rest[PATH_MAX], *position = rest;
  if (strlen(path) >= sizeof rest - 1) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(rest, path);
  while (*(position += strspn(position, "/"))) {
    char *name = position;
    position += strcspn(position, "/");
    bool is_last = position[strspn(position, "/")] == '\0';
    if (*position) *position++ = '\0';
    CLEANUP_FD int parent = open_in(root, *prefix ? prefix : ".");
    if (parent < 0) return -1;
    strcat(strcat(prefix, "/"), name);
    CLEANUP_FD int entry = open_in(root, prefix);
    if (entry >= 0) continue;
    if (errno != ENOENT) return -1;
    char target[PATH_MAX];
    if (links_left > 0 && behind_link(parent, prefix, name, position, target, sizeof target) == 0)
      return make(root, target, is_directory, links_left - 1);
    if (make_entry(parent, name, is_directory || !is_last) < 0) return -1;
  }
  return 0;
}

int make_mount_point(const char *root_path, const char *path, bool is_directory) {
  CLEANUP_FD int root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return root < 0 ? -1 : make(root, path, is_directory, MOST_LINKS);
}
