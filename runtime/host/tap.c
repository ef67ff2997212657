#define _GNU_SOURCE
#include "tap.h"
#include "cleanup.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static const int receiver = 3;

static int failed(const char *step) {
  fprintf(stderr, "%s: %s\n", step, strerror(errno));
  return 1;
}

int send_tap(const char *name, const char *message) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | IFF_TUN_EXCL};
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control = {0};
  if (strlen(name) >= sizeof request.ifr_name) {
    errno = ENAMETOOLONG;
    return failed(name);
  }
  strcpy(request.ifr_name, name);
  CLEANUP_FD int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (tap < 0) return failed("/dev/net/tun");
  if (ioctl(tap, TUNSETIFF, &request) < 0) return failed(name);
  struct iovec part = {.iov_base = (void *)message, .iov_len = strlen(message)};
  struct msghdr sent = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
  struct cmsghdr *header = CMSG_FIRSTHDR(&sent);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof tap);
  memcpy(CMSG_DATA(header), &tap, sizeof tap);
  ssize_t done;
  do done = sendmsg(receiver, &sent, MSG_NOSIGNAL);
  while (done < 0 && errno == EINTR);
  if (done != (ssize_t)part.iov_len) return failed("send the tap");
  return 0;
}
