#define _GNU_SOURCE
#include "share.h"
#include "cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Levels of a container's folder: ID and "mounts" have entries of ours. */
enum { DEPTH_MAX = 2 };

/* The share has nothing but folders and empty files. */
static const unsigned long top_flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

/* NAME of one of the share's own entries below DIRECTORY: never a link's target, never in what is mounted on one. */
static int open_own(int directory, const char *name, unsigned long long flags) {
  struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV};
  return (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
}

/* The descriptor, which the caller's scope keeps no longer. */
static int give(int *fd) {
  int given = *fd;
  *fd = -1;
  return given;
}

int share_make(const char *folder, const char **step) {
  *step = folder;
  if (mount("vrun", folder, "tmpfs", top_flags, "mode=755,size=64k,nr_inodes=0") < 0) return -1;
  if (mount(NULL, folder, NULL, MS_SHARED, NULL) == 0 &&
      mount(NULL, folder, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | top_flags, NULL) == 0)
    return 0;
  int error = errno;
  umount2(folder, MNT_DETACH | UMOUNT_NOFOLLOW);
  errno = error;
  return -1;
}

int share_open(const char *folder, const char **step) {
  struct statfs found;
  *step = folder;
  CLEANUP_FD int share = open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (share < 0 || fstatfs(share, &found) < 0) return -1;
  if (found.f_type == TMPFS_MAGIC && (found.f_flags & ST_RDONLY)) return give(&share);
  *step = "find the sandbox's share";
  errno = ENOENT;
  return -1;
}

/* The share as a writable mount, with nothing mounted in it, that ends with its descriptor. */
static int open_workshop(int share) {
  CLEANUP_FD int tree = (int)syscall(SYS_open_tree, share, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  struct mount_attr attributes = {.attr_clr = MOUNT_ATTR_RDONLY, .propagation = MS_PRIVATE};
  if (tree < 0 || syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof attributes) < 0) return -1;
  return give(&tree);
}

static int make_entry(int parent, const char *name, bool is_directory) {
  if (is_directory) return mkdirat(parent, name, 0755) < 0 && errno != EEXIST ? -1 : 0;
  CLEANUP_FD int file = open_own(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  return file < 0 ? -1 : fchmod(file, 0644);
}

/* Makes NAME with the folders that lead to it. */
static int make_entries(int workshop, const char *name, bool is_directory) {
  char copy[512], *rest = copy;
  if (strlen(name) >= sizeof copy) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(copy, name);
  CLEANUP_FD int parent = fcntl(workshop, F_DUPFD_CLOEXEC, 0);
  for (char *word; parent >= 0 && (word = strsep(&rest, "/"));) {
    if (make_entry(parent, word, rest || is_directory) < 0) return -1;
    if (!rest) return 0;
    int next = open_own(parent, word, O_PATH | O_DIRECTORY);
    close(parent);
    parent = next;
  }
  return -1;
}

int share_add(int share, const char *name, bool is_directory, int tree, const char **step) {
  *step = name;
  CLEANUP_FD int workshop = open_workshop(share);
  if (workshop < 0 || make_entries(workshop, name, is_directory) < 0) return -1;
  CLEANUP_FD int entry = open_own(share, name, O_PATH | O_NOFOLLOW);
  if (entry < 0) return -1;
  return (int)syscall(SYS_move_mount, tree, "", entry, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

/* Takes away what is mounted on NAME, with what is mounted below that. Whoever uses a file there keeps it. */
static int unmount_all(int directory, const char *name) {
  if (fchdir(directory) < 0) return -1;
  while (umount2(name, MNT_DETACH | UMOUNT_NOFOLLOW) == 0) continue;
  return errno == EINVAL ? 0 : -1;
}

/* Empties a folder of the share, which is PLACE where things are mounted and WORKSHOP where it can be written. */
static int empty(int place, int workshop, int depth) {
  int listed = open_own(workshop, ".", O_RDONLY | O_DIRECTORY);
  if (listed < 0) return -1;
  DIR *entries = fdopendir(listed);
  int result = entries ? 0 : -1;
  for (struct dirent *entry; result == 0 && (entry = readdir(entries));) {
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    if ((result = unmount_all(place, name)) < 0) break;
    if (unlinkat(workshop, name, entry->d_type == DT_DIR ? AT_REMOVEDIR : 0) == 0) continue;
    CLEANUP_FD int inner = open_own(place, name, O_RDONLY | O_DIRECTORY);
    CLEANUP_FD int inner_workshop = open_own(workshop, name, O_RDONLY | O_DIRECTORY);
    if (inner < 0 || inner_workshop < 0 || depth == DEPTH_MAX || empty(inner, inner_workshop, depth + 1) < 0) result = -1;
    else result = unlinkat(workshop, name, AT_REMOVEDIR);
  }
  if (entries) closedir(entries);
  else close(listed);
  return result;
}

int share_remove(int share, const char *id, const char **step) {
  *step = id;
  if (*id == '\0' || strcmp(id, ".") == 0 || strchr(id, '/')) {
    errno = EINVAL;
    return -1;
  }
  CLEANUP_FD int workshop = open_workshop(share);
  if (workshop < 0) return -1;
  CLEANUP_FD int place = open_own(share, id, O_RDONLY | O_DIRECTORY);
  if (place < 0) return errno == ENOENT ? 0 : -1;
  CLEANUP_FD int inner = open_own(workshop, id, O_RDONLY | O_DIRECTORY);
  if (inner < 0 || empty(place, inner, 1) < 0) return -1;
  return unlinkat(workshop, id, AT_REMOVEDIR);
}
