#define _GNU_SOURCE
#include "../mount-points.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"

enum { ROUNDS = 3000 };

static char root[256], victim[256], path[512];
static atomic_bool done;

static const char *in_root(const char *name) {
  snprintf(path, sizeof path, "%s/%s", root, name);
  return path;
}

/* A folder and a link to the victim change places, as fast as they can. */
static void *swap(void *unused) {
  char folder[512], link[512];
  snprintf(folder, sizeof folder, "%s/swapped", root);
  snprintf(link, sizeof link, "%s/link", root);
  while (!atomic_load(&done))
    CHECK(syscall(SYS_renameat2, AT_FDCWD, folder, AT_FDCWD, link, 2 /* RENAME_EXCHANGE */) == 0);
  return unused;
}

static void stays_inside_while_links_are_swapped(void) {
  pthread_t swapping;
  char name[64];
  CHECK(mkdir(in_root("swapped"), 0755) == 0 && symlink(victim, in_root("link")) == 0);
  CHECK(pthread_create(&swapping, NULL, swap, NULL) == 0);
  for (int i = 0; i < ROUNDS; i++) {
    snprintf(name, sizeof name, "/swapped/%s%d/inner", i % 2 ? "folder" : "file", i);
    make_mount_point(root, name, i % 2); /* which of the two it met is chance */
  }
  atomic_store(&done, true);
  CHECK(pthread_join(swapping, NULL) == 0);
  CHECK(rmdir(victim) == 0);
}

void test_mount_points(const char *folder) {
  snprintf(root, sizeof root, "%s/root", folder);
  snprintf(victim, sizeof victim, "%s/outside", folder);
  CHECK(mkdir(root, 0755) == 0 && mkdir(victim, 0755) == 0);
  struct stat found;
  CHECK(make_mount_point(root, "/a/b/file", false) == 0 && stat(in_root("a/b/file"), &found) == 0 && S_ISREG(found.st_mode));
  CHECK(make_mount_point(root, "/a/b/file", true) == 0 && make_mount_point(root, "/a/../../../c", true) == 0);
  CHECK(stat(in_root("c"), &found) == 0 && S_ISDIR(found.st_mode) && (found.st_mode & 07777) == 0755);
  CHECK(symlink(victim, in_root("absolute")) == 0 && symlink("../../../..", in_root("up")) == 0);
  CHECK(make_mount_point(root, "/absolute/x", true) == 0 && make_mount_point(root, "/up/y", true) == 0);
  CHECK(stat(in_root("y"), &found) == 0 && symlink("loop", in_root("loop")) == 0);
  CHECK(make_mount_point(root, "/loop/x", true) < 0 && errno == ELOOP);
  CHECK(mkfifo(in_root("fifo"), 0600) == 0 && make_mount_point(root, "/fifo", false) == 0);
  CHECK(make_mount_point(root, "/fifo/x", false) < 0 && errno == ENOTDIR);
  stays_inside_while_links_are_swapped();
}
