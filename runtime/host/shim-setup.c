#define _GNU_SOURCE
#include "network.h"
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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

void send_descriptor(const char *socket_path, const char *what, const char *text, int sent) {
  static char directory[4096], name[4096];
  struct iovec data = {.iov_base = (void *)(uintptr_t)text, .iov_len = strlen(text)};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control = {0};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &sent, sizeof(int));

  if (strlen(socket_path) >= sizeof directory) fail(what, "path is too long");
  strcpy(directory, socket_path);
  strcpy(name, socket_path);
  int fd = connect_in_directory(dirname(directory), basename(name));
  if (sendmsg(fd, &message, 0) < 0) fail(what, strerror(errno));
  close(fd);
}

void send_own_pidfd(const struct options *options) {
  if (!options->pidfd_socket) return;
  int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
  if (fd < 0) fail("pidfd socket", strerror(errno));
  send_descriptor(options->pidfd_socket, "pidfd socket", options->pidfd_text, fd);
  close(fd);
}
