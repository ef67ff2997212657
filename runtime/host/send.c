#include "send.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static const int receiver = 3;

int send_descriptor(int descriptor, const char *message) {
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct iovec part = {.iov_base = (void *)message, .iov_len = strlen(message)};
  struct msghdr sent = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
  struct cmsghdr *header = CMSG_FIRSTHDR(&sent);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  ssize_t done;
  do done = sendmsg(receiver, &sent, MSG_NOSIGNAL);
  while (done < 0 && errno == EINTR);
  if (done == (ssize_t)part.iov_len) return 0;
  fprintf(stderr, "send a descriptor: %s\n", strerror(errno));
  return 1;
}
