#define _GNU_SOURCE
#include "../share.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"

static char path[4096];
static const char *step;

static const char *at(const char *folder, const char *name) {
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void write_file(const char *folder, const char *name, const char *text) {
  int fd = open(at(folder, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
}

static bool has_text(const char *folder, const char *name, const char *text) {
  char found[64] = "";
  int fd = open(at(folder, name), O_RDONLY | O_CLOEXEC);
  bool same = fd >= 0 && read(fd, found, sizeof found - 1) >= 0 && strcmp(found, text) == 0;
  if (fd >= 0) close(fd);
  return same;
}

static int entries_of(const char *folder) {
  DIR *listed = opendir(folder);
  int count = 0;
  CHECK(listed);
  while (readdir(listed)) count++;
  closedir(listed);
  return count - 2;
}

static int tree_of(const char *source) {
  int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  CHECK(tree >= 0);
  return tree;
}

static int add(int share, const char *name, bool is_directory, const char *source) {
  int tree = tree_of(source), result = share_add(share, name, is_directory, tree, &step), error = errno;
  close(tree);
  errno = error;
  return result;
}

/* What only a guest that could write the share would do. Returns a writable view of it. */
static const char *break_open(const char *folder, const char *share) {
  static char writable[4096];
  snprintf(writable, sizeof writable, "%s/broken", folder);
  CHECK(mkdir(writable, 0755) == 0 || errno == EEXIST);
  CHECK(mount(share, writable, NULL, MS_BIND, NULL) == 0 && mount(NULL, writable, NULL, MS_PRIVATE, NULL) == 0);
  CHECK(mount(NULL, writable, NULL, MS_BIND | MS_REMOUNT, NULL) == 0);
  return writable;
}

static void nobody_writes_it(const char *share) {
  CHECK(mkdir(at(share, "web/new"), 0755) < 0 && errno == EROFS);
  CHECK(symlink("/", at(share, "link")) < 0 && errno == EROFS);
  char other[4096];
  snprintf(other, sizeof other, "%s/moved", share);
  CHECK(rename(at(share, "web"), other) < 0 && errno == EROFS);
  CHECK(mknod(at(share, "fifo"), S_IFIFO | 0600, 0) < 0 && errno == EROFS);
}

static void holds_what_is_added(int share, const char *folder, const char *share_folder) {
  CHECK(add(share, "web/rootfs", true, at(folder, "source")) == 0);
  CHECK(add(share, "web/mounts/0", false, at(folder, "source/file")) == 0);
  CHECK(add(share, "web/mounts/1", true, at(folder, "source")) == 0);
  CHECK(has_text(share_folder, "web/rootfs/file", "text") && has_text(share_folder, "web/mounts/0", "text"));
  write_file(share_folder, "web/rootfs/file", "new");
  CHECK(has_text(folder, "source/file", "new"));
  CHECK(add(share, "web/rootfs", true, at(folder, "source")) < 0 && errno == EXDEV);
  CHECK(add(share, "web/mounts/0", false, at(folder, "source/file")) < 0 && errno == EEXIST);
}

static void takes_no_other_names(int share, const char *folder) {
  CHECK(add(share, "../out", true, at(folder, "source")) < 0 && access(at(folder, "out"), F_OK) < 0);
  CHECK(add(share, "web/../../out", true, at(folder, "source")) < 0 && access(at(folder, "out"), F_OK) < 0);
  const char *names[] = {"", ".", "..", "web/rootfs", "../source"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) CHECK(share_remove(share, names[i], &step) < 0);
  CHECK(share_remove(share, "nobody", &step) == 0);
}

static void follows_no_link(int share, const char *folder, const char *share_folder) {
  const char *writable = break_open(folder, share_folder);
  char victim[4096];
  snprintf(victim, sizeof victim, "%s/victim", folder);
  CHECK(mkdir(victim, 0755) == 0);
  write_file(victim, "secret", "kept");
  CHECK(symlink(victim, at(writable, "evil")) == 0 && mkdir(at(writable, "half"), 0755) == 0);
  CHECK(symlink(victim, at(writable, "half/mounts")) == 0 && mknod(at(writable, "half/rootfs"), S_IFIFO | 0600, 0) == 0);
  CHECK(add(share, "evil/rootfs", true, at(folder, "source")) < 0);
  CHECK(add(share, "half/mounts/secret", false, at(folder, "source/file")) < 0);
  CHECK(add(share, "half/rootfs/x", true, at(folder, "source")) < 0);
  CHECK(share_remove(share, "evil", &step) < 0 && share_remove(share, "half", &step) == 0);
  CHECK(has_text(victim, "secret", "kept") && entries_of(victim) == 1 && access(at(writable, "half"), F_OK) < 0);
  CHECK(unlink(at(writable, "evil")) == 0 && umount(writable) == 0);
}

static void gives_all_back(int share, const char *folder, const char *share_folder) {
  char source[4096];
  snprintf(source, sizeof source, "%s/source", folder);
  CHECK(mount(source, at(share_folder, "web/mounts/1"), NULL, MS_BIND, NULL) == 0);
  CHECK(share_remove(share, "web", &step) == 0 && entries_of(share_folder) == 0);
  CHECK(has_text(folder, "source/file", "new") && entries_of(source) == 1);
  CHECK(add(share, "web/rootfs", true, source) == 0 && has_text(share_folder, "web/rootfs/file", "new"));
  CHECK(share_remove(share, "web", &step) == 0);
}

void test_share(const char *folder) {
  char share_folder[256];
  snprintf(share_folder, sizeof share_folder, "%s/share", folder);
  CHECK(mkdir(share_folder, 0700) == 0 && mkdir(at(folder, "source"), 0755) == 0);
  write_file(folder, "source/file", "text");
  CHECK(share_open(share_folder, &step) < 0 && errno == ENOENT);
  CHECK(share_make(share_folder, &step) == 0);
  int share = share_open(share_folder, &step);
  CHECK(share >= 0);
  holds_what_is_added(share, folder, share_folder);
  nobody_writes_it(share_folder);
  takes_no_other_names(share, folder);
  follows_no_link(share, folder, share_folder);
  gives_all_back(share, folder, share_folder);
  CHECK(chdir("/") == 0 && close(share) == 0 && umount(share_folder) == 0);
}
