#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A fresh network namespace has its loopback down; runc brings it up. */
static void raise_loopback(void) {
  struct ifreq request = {.ifr_name = "lo"};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket for the loopback interface", strerror(errno));
  if (ioctl(fd, SIOCGIFFLAGS, &request) < 0) fail("read the loopback interface", strerror(errno));
  request.ifr_flags |= IFF_UP;
  if (ioctl(fd, SIOCSIFFLAGS, &request) < 0) fail("raise the loopback interface", strerror(errno));
  close(fd);
}

void join_network(const struct options *options) {
  if (options->netns) {
    int fd = open(options->netns, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail(options->netns, strerror(errno));
    if (setns(fd, CLONE_NEWNET) < 0) fail(options->netns, strerror(errno));
    close(fd);
  } else if (options->new_netns) {
    if (unshare(CLONE_NEWNET) < 0) fail("make a network namespace", strerror(errno));
    raise_loopback();
  }
}

void join_cgroups(const struct options *options) {
  for (size_t i = 0; i < options->cgroup_count; i++) {
    int fd = open(options->cgroups[i], O_WRONLY | O_CLOEXEC);
    if (fd < 0) fail(options->cgroups[i], strerror(errno));
    if (write(fd, "0", 1) != 1) fail(options->cgroups[i], strerror(errno));
    close(fd);
  }
}

/* Connects through a descriptor of the directory: a socket's address holds 107 bytes and state roots are longer. */
int connect_in_directory(const char *directory, const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct ucred peer;
  socklen_t peer_length = sizeof peer;
  int dir = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (dir < 0) fail(directory, strerror(errno));
  int length = snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", dir, name);
  if (length < 0 || (size_t)length >= sizeof address.sun_path) fail(name, "socket name is too long");
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket", strerror(errno));
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail(name, strerror(errno));
  close(dir);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &peer_length) < 0) fail(name, strerror(errno));
  if (peer.uid != geteuid() && strcmp(name, "control.sock") == 0) fail(name, "belongs to another user");
  return fd;
}
