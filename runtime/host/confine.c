#define _GNU_SOURCE
#include "confine.h"
#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Where the new root is put together: a folder that every host has and that nothing here is taken from. */
static const char workshop[] = "/sys";
/* runtime/vmm/qemu-arguments.ts has this path too. */
static const char memory_file[] = "/guest-memory";

static int failed(const char *step) {
  fprintf(stderr, "confine: %s: %s\n", step, strerror(errno));
  return -1;
}

/* The working directory is the new root: PATH is below it what it is outside. */
static int make_parents(const char *path) {
  char folder[PATH_MAX];
  if (snprintf(folder, sizeof folder, "%s", path + 1) >= (int)sizeof folder) {
    errno = ENAMETOOLONG;
    return failed(path);
  }
  for (char *at = strchr(folder, '/'); at; at = strchr(at + 1, '/')) {
    *at = '\0';
    if (mkdir(folder, 0755) < 0 && errno != EEXIST) return failed(folder);
    *at = '/';
  }
  return 0;
}

static int make_link(const char *path) {
  char target[PATH_MAX];
  ssize_t length = readlink(path, target, sizeof target - 1);
  if (length < 0) return failed(path);
  target[length] = '\0';
  return symlink(target, path + 1) < 0 ? failed(path) : 0;
}

static int show(const char *path) {
  struct stat found;
  if (path[0] != '/' || lstat(path, &found) < 0) return path[0] == '/' && errno == ENOENT ? 0 : failed(path);
  if (make_parents(path) < 0) return -1;
  if (S_ISLNK(found.st_mode)) return make_link(path);
  if (S_ISDIR(found.st_mode)) {
    if (mkdir(path + 1, 0755) < 0 && errno != EEXIST) return failed(path);
  } else {
    CLEANUP_FD int fd = open(path + 1, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return failed(path);
  }
  if (mount(path, path + 1, NULL, MS_BIND, NULL) < 0) return failed(path);
  if (mount(NULL, path + 1, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) < 0) return failed(path);
  return 0;
}

static int make_device(const char *path, uid_t user) {
  struct stat found;
  if (path[0] != '/' || stat(path, &found) < 0) return path[0] == '/' && errno == ENOENT ? 0 : failed(path);
  if (make_parents(path) < 0) return -1;
  if (mknod(path + 1, (found.st_mode & S_IFMT) | 0600, found.st_rdev) < 0 || chown(path + 1, user, user) < 0) return failed(path);
  return 0;
}

/* Its file system holds this file and no more, and is mounted nowhere else. */
static int make_memory(const char *bytes, uid_t user) {
  char options[64];
  snprintf(options, sizeof options, "mode=700,size=%s", bytes);
  if (mkdir("memory", 0700) < 0 || mount("vrun", "memory", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options) < 0) return failed("memory");
  CLEANUP_FD int fd = open("memory/file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || fchown(fd, user, user) < 0 || ftruncate(fd, strtoll(bytes, NULL, 10)) < 0) return failed("memory/file");
  CLEANUP_FD int place = open(memory_file + 1, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (place < 0 || mount("memory/file", memory_file + 1, NULL, MS_BIND, NULL) < 0) return failed(memory_file);
  if (umount2("memory", MNT_DETACH) < 0 || rmdir("memory") < 0) return failed("memory");
  return 0;
}

static int put(const char *kind, const char *what, uid_t user) {
  if (strcmp(kind, "read") == 0) return show(what);
  return strcmp(kind, "memory") == 0 ? make_memory(what, user) : make_device(what, user);
}

/* Leaves "--" as the first of ARGV. */
static int enter_root(char ***argv, uid_t user) {
  char here[PATH_MAX];
  if (!getcwd(here, sizeof here)) return failed("the working directory");
  if (unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS) < 0) return failed("make namespaces");
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return failed("make / a private mount");
  if (mount("vrun", workshop, "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755,size=1m") < 0 || chdir(workshop) < 0) return failed(workshop);
  for (; (*argv)[0] && (*argv)[1] && strcmp((*argv)[0], "--") != 0; *argv += 2) {
    if (put((*argv)[0], (*argv)[1], user) < 0) return -1;
  }
  if (mount(NULL, ".", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC, NULL) < 0) return failed("make the root read-only");
  if (syscall(SYS_pivot_root, ".", ".") < 0) return failed("enter the root");
  if (umount2(".", MNT_DETACH) < 0) return failed("leave the host's root");
  if (chdir(here) < 0 && chdir("/") < 0) return failed("/");
  return 0;
}

static int drop_privileges(uid_t user) {
  for (int capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; capability++) continue;
  if (errno != EINVAL) return failed("drop capabilities");
  if (setgroups(0, NULL) < 0 || setresgid(user, user, user) < 0 || setresuid(user, user, user) < 0) return failed("change the user");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return failed("refuse new privileges");
  return 0;
}

int run_confined(char **argv) {
  pid_t parent = getppid();
  char *end = argv[0];
  unsigned long user = argv[0] ? strtoul(argv[0], &end, 10) : 0;
  if (user == 0 || user >= UINT_MAX || *end) {
    fprintf(stderr, "confine: a user id, and not root's, must come first\n");
    return 1;
  }
  argv++;
  umask(022);
  if (enter_root(&argv, (uid_t)user) < 0 || drop_privileges((uid_t)user) < 0) return 1;
  /* A change of the user would have undone it; the parent may have died before. */
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent) return 1;
  if (!argv[0] || !argv[1]) {
    fprintf(stderr, "confine: no program\n");
    return 1;
  }
  umask(077);
  execv(argv[1], argv + 1);
  failed(argv[1]);
  return 1;
}
