/*
 * vrun-host: what Node cannot do on the host. One sub-command a call; each prints one line and exits 1 on failure.
 *
 *   vrun-host monitor PID-FILE [--network FILE] [--cgroup FILE]... -- PROGRAM [ARG]...
 *       Starts PROGRAM detached, as pid 1 of a pid namespace, in a slave mount namespace of its own, and in the network
 *       namespace FILE or else a new one whose loopback is up, and prints its host pid, which is in PID-FILE before PROGRAM
 *       starts. PROGRAM finds one byte in its standard input once it is in its cgroups: to join them takes the kernel as
 *       long as Node takes to start, so that both are done at once. It must start nothing before. When it dies, the kernel
 *       kills everything that it started, and every mount that it made is gone.
 *   vrun-host share [into PROCESS] [new] FOLDER ID [dir|file ROOT PATH]... [rec|one ro|rw|same dir|file SOURCE NAME [map|rmap UIDS GIDS]]...
 *       Makes each PATH below its ROOT that is missing, as a folder or an empty file; no symbolic link leads out of ROOT. Then
 *       bind-mounts each SOURCE on the entry ID/NAME of the share on FOLDER, in the caller's mount namespace or in that of
 *       PROCESS, a folder of /proc; the SOURCE is the caller's in any case. With "new" it makes the share first: share.h. A map is for the
 *       owners of its files, and with rmap for those of the mounts below it: UIDS and GIDS are CONTAINER:HOST:SIZE[,...].
 *       With a PROCESS it ends with its parent.
 *   vrun-host unshare FOLDER ID
 *       Takes away what the share on FOLDER has of ID.
 *   vrun-host in-network FILE PROGRAM ARG0 [ARG]...
 *       Replaces itself by PROGRAM, with ARG0 as its argv[0], in the network namespace FILE.
 *   vrun-host read-inside KIND FILE NAME...
 *       Prints files of /proc as they are in the namespace FILE: namespace.h.
 *   vrun-host confine UID [read|device PATH | memory BYTES]... -- PROGRAM [ARG]...
 *       Replaces itself by PROGRAM, as user UID without capabilities, in a root that has nothing but each PATH: confine.h.
 *   vrun-host send-tap NAME MESSAGE
 *       Makes a tap and sends it with MESSAGE over the socket that is descriptor 3.
 *   vrun-host send MESSAGE
 *       Sends descriptor 4 with MESSAGE over the socket that is descriptor 3.
 *   vrun-host notify SOCKET MESSAGE...
 *       Sends datagrams to systemd's socket, and waits until they have got there.
 *   vrun-host descriptors COUNT
 *       Prints, for each of the descriptors from 3 on, what a container may do with it when its bytes are carried.
 */
#define _GNU_SOURCE
#include "bind.h"
#include "cleanup.h"
#include "confine.h"
#include "core.h"
#include "descriptors.h"
#include "namespace.h"
#include "network.h"
#include "notify.h"
#include "send.h"
#include "share.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

static int failed(const char *step) {
  fprintf(stderr, "%s: %s\n", step, strerror(errno));
  return 1;
}

static int usage(void) {
  fprintf(stderr, "usage: vrun-host monitor|share|unshare|in-network|read-inside|confine|send-tap|send|notify|descriptors ...\n");
  return 1;
}

static int join_cgroup(const char *file, pid_t pid) {
  int fd = open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return failed(file);
  int result = dprintf(fd, "%d", pid) > 0 ? 0 : failed(file);
  close(fd);
  return result;
}

/* The signal mask and dispositions of the caller are not the monitor's business. */
static void reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
}

static int write_pid(const char *path, pid_t pid) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failed(path);
  int result = dprintf(fd, "%d\n", pid) > 0 ? 0 : failed(path);
  close(fd);
  return result;
}

static int run_monitor(char **argv) {
  int pipe_fds[2], go[2], joined[2];
  const char *pid_file = *argv, *network = NULL, *step;
  if (!pid_file) return usage();
  argv++;
  if (*argv && strcmp(*argv, "--network") == 0 && argv[1]) {
    network = argv[1];
    argv += 2;
  }
  char **cgroups = argv;
  while (*argv && strcmp(*argv, "--cgroup") == 0 && argv[1]) argv += 2;
  char **end = argv;
  if (!*argv || strcmp(*argv, "--") != 0 || !argv[1]) return usage();
  argv++;
  if (pipe2(pipe_fds, O_CLOEXEC) < 0 || pipe2(go, O_CLOEXEC) < 0 || pipe2(joined, O_CLOEXEC) < 0) return failed("pipe");
  if (enter_network(network, &step) < 0) return failed(step);
  if (unshare(CLONE_NEWNS | CLONE_NEWPID) < 0) return failed("make namespaces");
  if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) return failed("make / a slave mount");
  pid_t child = fork();
  if (child < 0) return failed("fork");
  if (child == 0) {
    char ready;
    close(go[1]);
    if (read(go[0], &ready, 1) != 1) _exit(1);
    setsid();
    reset_signals();
    leave_no_core();
    dup2(joined[0], STDIN_FILENO);
    /* What the manager left open must not stay open as long as the VM lives. */
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0) execvp(argv[0], argv);
    int error = errno;
    if (write(pipe_fds[1], &error, sizeof error) < 0) _exit(126);
    _exit(127);
  }
  close(pipe_fds[1]);
  close(go[0]);
  int error;
  if (write_pid(pid_file, child)) return 1;
  if (write(go[1], "g", 1) != 1) return failed("start the program");
  if (read(pipe_fds[0], &error, sizeof error) == (ssize_t)sizeof error) {
    waitpid(child, NULL, 0);
    errno = error;
    return failed(argv[0]);
  }
  for (; cgroups != end; cgroups += 2)
    if (join_cgroup(cgroups[1], child)) return 1;
  if (write(joined[1], "j", 1) != 1) return failed("let the program go on");
  printf("%d\n", child);
  return 0;
}

static int run_share(char **argv) {
  const char *step = NULL;
  if (bind_all(argv, &step) == 0) return 0;
  return step ? failed(step) : usage();
}

static int run_unshare(const char *folder, const char *id) {
  const char *step;
  CLEANUP_FD int share = share_open(folder, &step);
  return share < 0 || share_remove(share, id, &step) < 0 ? failed(step) : 0;
}

static int run_in_network(char **argv) {
  const char *step;
  if (!argv[0] || !argv[1] || !argv[2]) return usage();
  if (enter_network(argv[0], &step) < 0) return failed(step);
  execv(argv[1], argv + 2);
  return failed(argv[1]);
}

int main(int argc, char **argv) {
  if (argc < 2) return usage();
  if (strcmp(argv[1], "monitor") == 0) return run_monitor(argv + 2);
  if (strcmp(argv[1], "share") == 0) return run_share(argv + 2);
  if (strcmp(argv[1], "unshare") == 0 && argc == 4) return run_unshare(argv[2], argv[3]);
  if (strcmp(argv[1], "in-network") == 0) return run_in_network(argv + 2);
  if (strcmp(argv[1], "read-inside") == 0 && argc > 4) return read_inside(argv[2], argv[3], argv + 4);
  if (strcmp(argv[1], "confine") == 0) return run_confined(argv + 2);
  if (strcmp(argv[1], "send-tap") == 0 && argc == 4) return send_tap(argv[2], argv[3]);
  if (strcmp(argv[1], "send") == 0 && argc == 3) return send_descriptor(4, argv[2]);
  if (strcmp(argv[1], "notify") == 0 && argc > 3) return notify_host(argv[2], argv + 3);
  if (strcmp(argv[1], "descriptors") == 0 && argc == 3) return tell_descriptors(atoi(argv[2]));
  return usage();
}
