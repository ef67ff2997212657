#define _GNU_SOURCE
#include "tap.h"
#include "cleanup.h"
#include "send.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

static int failed(const char *step) {
  fprintf(stderr, "%s: %s\n", step, strerror(errno));
  return 1;
}

int send_tap(const char *name, const char *message) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | IFF_TUN_EXCL};
  if (strlen(name) >= sizeof request.ifr_name) {
    errno = ENAMETOOLONG;
    return failed(name);
  }
  strcpy(request.ifr_name, name);
  CLEANUP_FD int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (tap < 0) return failed("/dev/net/tun");
  if (ioctl(tap, TUNSETIFF, &request) < 0) return failed(name);
  return send_descriptor(tap, message);
}
