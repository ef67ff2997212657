#define _GNU_SOURCE
#include "bind.h"
#include "cleanup.h"
#include "idmap.h"
#include "mount-points.h"
#include "share.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A mount that is attached nowhere yet, and the entry of the share that it is to be on. */
struct bind {
  const char *name;
  bool is_directory;
  int tree;
};

static bool is(const char *word, const char *name) { return word && strcmp(word, name) == 0; }

static int set_attributes(int tree, unsigned int below, struct mount_attr attributes) {
  return (int)syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | below, &attributes, sizeof attributes);
}

/*
 * Private: what is done to the copy must not reach the host, and what the host mounts later would come without the flags below,
 * and be no mount of the container's with runc either. The file server, whom a guest may take over, opens no
 * device, gains nothing by a setuid program and follows no link there: what the guest does with these is its own kernel's doing.
 * Only the top one becomes read-only or writable.
 */
static int take(const char *source, bool recursive, const char *access) {
  unsigned int below = recursive ? AT_RECURSIVE : 0;
  int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | below);
  if (tree < 0) return -1;
  struct mount_attr apart = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSYMFOLLOW, .propagation = MS_PRIVATE};
  struct mount_attr flags = {.attr_set = is(access, "ro") ? MOUNT_ATTR_RDONLY : 0, .attr_clr = is(access, "rw") ? MOUNT_ATTR_RDONLY : 0};
  if (set_attributes(tree, below, apart) == 0 && set_attributes(tree, 0, flags) == 0) return tree;
  int error = errno;
  close(tree);
  errno = error;
  return -1;
}

/* Takes each [rec|one ro|rw|same dir|file SOURCE NAME [map|rmap UIDS GIDS]]. Returns how many, or -1. */
static int take_all(char **argv, struct bind *binds, const char **step) {
  int count = 0;
  while (argv[0] && argv[1] && argv[2] && argv[3] && argv[4] && (is(argv[0], "rec") || is(argv[0], "one"))) {
    *step = argv[3];
    int tree = take(argv[3], is(argv[0], "rec"), argv[1]);
    if (tree < 0) return -1;
    binds[count++] = (struct bind){argv[4], is(argv[2], "dir"), tree};
    argv += 5;
    if (!is(argv[0], "map") && !is(argv[0], "rmap")) continue;
    if (!argv[1] || !argv[2]) break;
    if (map_mount(tree, argv[1], argv[2], is(argv[0], "rmap"), step) < 0) return -1;
    argv += 3;
  }
  if (!*argv) return count;
  *step = NULL;
  errno = EINVAL;
  return -1;
}

/* Another process's mount namespace, and its root, which is not the namespace's where that process is in a chroot. */
struct view {
  int namespace, root;
};

static int open_view(const char *process, struct view *view) {
  char path[64];
  snprintf(path, sizeof path, "%s/ns/mnt", process);
  view->namespace = open(path, O_RDONLY | O_CLOEXEC);
  snprintf(path, sizeof path, "%s/root", process);
  view->root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return view->namespace < 0 || view->root < 0 ? -1 : 0;
}

static int enter_view(struct view view) {
  return setns(view.namespace, CLONE_NEWNS) < 0 || fchdir(view.root) < 0 ? -1 : chroot(".");
}

/* The mounts that are not attached vanish with this process. @param into NULL for the mount namespace of the caller. */
static int bind_each(char **argv, const struct view *into, bool is_new, const char *folder, const char *id, const char **step) {
  size_t words = 0;
  char name[512];
  while (argv[words]) words++;
  struct bind binds[words / 5 + 1];
  int count = take_all(argv, binds, step);
  if (count < 0) return -1;
  *step = "enter the mount namespace";
  if (into && enter_view(*into) < 0) return -1;
  if (is_new && share_make(folder, step) < 0) return -1;
  CLEANUP_FD int share = share_open(folder, step);
  if (share < 0) return -1;
  for (int i = 0; i < count; i++) {
    snprintf(name, sizeof name, "%s/%s", id, binds[i].name);
    if (share_add(share, name, binds[i].is_directory, binds[i].tree, step) < 0) return -1;
  }
  return 0;
}

int bind_all(char **argv, const char **step) {
  struct view view;
  umask(022);
  bool is_other = is(argv[0], "into") && argv[1];
  if (is_other) {
    *step = argv[1];
    /* Nothing may be bound for a command that is no more. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || open_view(argv[1], &view) < 0) return -1;
    argv += 2;
  }
  bool is_new = is(argv[0], "new");
  argv += is_new;
  if (!argv[0] || !argv[1]) {
    *step = NULL;
    errno = EINVAL;
    return -1;
  }
  const char *folder = argv[0], *id = argv[1];
  for (argv += 2; argv[0] && argv[1] && argv[2] && (is(argv[0], "dir") || is(argv[0], "file")); argv += 3) {
    *step = argv[2];
    if (make_mount_point(argv[1], argv[2], is(argv[0], "dir")) < 0) return -1;
  }
  return bind_each(argv, is_other ? &view : NULL, is_new, folder, id, step);
}
