/*
 * ready-socket PATH
 *
 * Makes the datagram socket PATH, which everybody may send to, and says "listening". Waits for a datagram that begins with
 * "READY=", says its first line, and ends: sd_notify(3) for a container, as runc passes it on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char prefix[] = "READY=";

static int failed(const char *step) {
  fprintf(stderr, "%s: %s\n", step, strerror(errno));
  return 1;
}

int main(int argc, char **argv) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) {
    fprintf(stderr, "usage: ready-socket PATH\n");
    return 1;
  }
  strcpy(address.sun_path, argv[1]);
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return failed("socket");
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || chmod(argv[1], 0777) < 0) return failed(argv[1]);
  if (write(STDOUT_FILENO, "listening\n", 10) != 10) return 1;
  for (;;) {
    char got[4097];
    ssize_t length = recv(fd, got, sizeof got - 1, 0);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return failed("receive");
    got[length] = '\0';
    if (strncmp(got, prefix, sizeof prefix - 1) != 0) continue;
    got[strcspn(got, "\n")] = '\0';
    return dprintf(STDOUT_FILENO, "%s\n", got) < 0;
  }
}
