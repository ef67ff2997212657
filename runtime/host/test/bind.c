#define _GNU_SOURCE
#include "../bind.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

/* A process in a mount namespace of its own, in a chroot to FOLDER. */
static pid_t start_in_chroot(const char *folder) {
  int ready[2];
  char byte;
  CHECK(pipe(ready) == 0);
  pid_t pid = fork();
  CHECK(pid >= 0);
  if (pid == 0) {
    CHECK(unshare(CLONE_NEWNS) == 0 && chroot(folder) == 0 && write(ready[1], "", 1) == 1);
    for (;;) pause();
  }
  CHECK(read(ready[0], &byte, 1) == 1);
  return pid;
}

/* As vrun-host does, in a process of its own, whose view changes. */
static void bind_in_process(char **argv) {
  int status;
  pid_t pid = fork();
  CHECK(pid >= 0);
  if (pid == 0) {
    const char *step = NULL;
    CHECK(bind_all(argv, &step) == 0);
    _exit(0);
  }
  CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

void test_bind(const char *folder) {
  char root[128], path[192], process[32];
  snprintf(root, sizeof root, "%s/jail", folder);
  snprintf(path, sizeof path, "%s/share", root);
  CHECK(mkdir(root, 0755) == 0 && mkdir(path, 0755) == 0);
  snprintf(path, sizeof path, "%s/bound", folder);
  CHECK(mkdir(path, 0755) == 0);
  pid_t pid = start_in_chroot(root);
  snprintf(process, sizeof process, "/proc/%d", pid);
  bind_in_process((char *[]){"into", process, "new", "/share", "web", "one", "ro", "dir", path, "rootfs", NULL});
  snprintf(path, sizeof path, "%s/root/share/web/rootfs", process);
  CHECK(access(path, F_OK) == 0);
  CHECK(access("/share", F_OK) < 0);
  CHECK(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
}
