/*
 * Tests of what a shim takes from its monitor, and of what the helper does with files that a guest can change. The latter
 * mount, in a mount namespace of their own.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

int main(void) {
  test_shim_frames();
  if (geteuid() != 0) {
    printf("vrun-host tests of mounts skipped: they mount, which takes root\n");
    return 0;
  }
  CHECK(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
  CHECK(mount("test", "/tmp", "tmpfs", 0, NULL) == 0 && mkdir("/tmp/test", 0755) == 0);
  umask(022);
  test_share("/tmp/test");
  test_mount_points("/tmp/test");
  test_bind("/tmp/test");
  printf("vrun-host tests passed\n");
  return 0;
}
