/*
 * Takes the agent's port from the guest's first process and writes as many random bytes to it as the argument says. For
 * tests: an agent that was taken over could do so.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **arguments) {
  static unsigned char bytes[1 << 20];
  long left = count > 1 ? atol(arguments[1]) : 0;
  int agent = (int)syscall(SYS_pidfd_open, 1, 0), port = -1;
  for (int fd = 0; fd < 64 && port < 0; fd++) {
    char path[64], target[64] = "";
    snprintf(path, sizeof path, "/proc/1/fd/%d", fd);
    if (readlink(path, target, sizeof target - 1) > 0 && !strncmp(target, "/dev/vport", 10)) port = (int)syscall(SYS_pidfd_getfd, agent, fd, 0);
  }
  if (port < 0) return 1;
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(rand() >> 7);
  while (left > 0) {
    ssize_t wrote = write(port, bytes, sizeof bytes);
    if (wrote < 0) {
      usleep(1000); /* the agent's own port is non-blocking */
      continue;
    }
    left -= wrote;
  }
  return 0;
}
