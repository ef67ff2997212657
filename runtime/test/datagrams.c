/*
 * datagrams listen PATH COUNT    prints COUNT datagrams, each as it begins, and closes the descriptors that come along
 * datagrams send TEXT...         sends each to $NOTIFY_SOCKET, and waits for ever
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listen_at(int fd, const struct sockaddr_un *address, int count) {
  if (bind(fd, (const struct sockaddr *)address, sizeof *address) < 0) return 1;
  printf("listening\n");
  for (; count > 0; count--) {
    char text[256], space[CMSG_SPACE(sizeof(int))];
    struct iovec part = {.iov_base = text, .iov_len = sizeof text - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    ssize_t length = recvmsg(fd, &message, 0);
    if (length < 0) return 1;
    text[length] = '\0';
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header) close(*(int *)(void *)CMSG_DATA(header));
    printf("%.*s%s\n", (int)strcspn(text, "\n"), text, header ? " with a descriptor" : "");
  }
  return 0;
}

int main(int argc, char **argv) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int listens = argc == 4 && strcmp(argv[1], "listen") == 0;
  const char *path = listens ? argv[2] : getenv("NOTIFY_SOCKET");
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0 || !path || strlen(path) >= sizeof address.sun_path) return 1;
  strcpy(address.sun_path, path);
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (listens) return listen_at(fd, &address, atoi(argv[3]));
  for (int index = 2; index < argc; index++)
    if (sendto(fd, argv[index], strlen(argv[index]), 0, (struct sockaddr *)&address, sizeof address) < 0) return 1;
  return pause();
}
