#define _GNU_SOURCE
#include "notify.h"
#include "cleanup.h"

#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static const int barrier_ms = 30000;

static int failed(const char *step) {
  fprintf(stderr, "%s: %s\n", step, strerror(errno));
  return 1;
}

/* The other end closes the descriptor that comes with the message once it has got there. */
static int send_barrier(int to) {
  int ends[2];
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control = {0};
  char text[] = "BARRIER=1";
  struct iovec part = {.iov_base = text, .iov_len = sizeof text - 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
  if (pipe2(ends, O_CLOEXEC) < 0) return failed("pipe");
  CLEANUP_FD int mine = ends[0];
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof ends[1]);
  memcpy(CMSG_DATA(header), &ends[1], sizeof ends[1]);
  ssize_t sent = sendmsg(to, &message, MSG_NOSIGNAL);
  close_fd(&ends[1]);
  if (sent < 0) return failed("send BARRIER=1");
  struct pollfd waiting = {.fd = mine};
  while (poll(&waiting, 1, barrier_ms) < 0 && errno == EINTR) continue;
  return 0;
}

int notify_host(const char *address, char **messages) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  size_t length = strlen(address);
  if (length == 0 || length >= sizeof to.sun_path) {
    errno = ENAMETOOLONG;
    return failed(address);
  }
  memcpy(to.sun_path, address, length);
  if (address[0] == '@') to.sun_path[0] = '\0';
  CLEANUP_FD int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return failed("socket");
  if (connect(fd, (struct sockaddr *)&to, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0) return failed(address);
  for (; *messages; messages++)
    if (send(fd, *messages, strlen(*messages), MSG_NOSIGNAL) < 0) return failed(*messages);
  return send_barrier(fd);
}
