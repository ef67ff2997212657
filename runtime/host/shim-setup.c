#define _GNU_SOURCE
#include "network.h"
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void join_network(const struct options *options) {
  const char *step;
  if (options->netns && enter_network(options->netns, &step) < 0) fail(step, strerror(errno));
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
