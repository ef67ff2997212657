#define _GNU_SOURCE
#include "descriptors.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* What can be read and written is no one-way stream, and what is written to a file or pipe would come back as input. */
static const char *one_way(int access, const char *both) {
  if (access == O_RDONLY) return "input";
  return access == O_WRONLY ? "output" : both;
}

static const char *socket_use(int fd) {
  int type = 0, listens = 0;
  socklen_t length = sizeof(int);
  struct sockaddr_storage peer;
  socklen_t peer_length = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0 || type != SOCK_STREAM) return "no stream socket";
  if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) < 0 || listens) return "no stream: a listening socket";
  if (getpeername(fd, (struct sockaddr *)&peer, &peer_length) < 0) return "no stream: a socket that is not connected";
  return "both";
}

static const char *use_of(int fd) {
  struct stat status;
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fstat(fd, &status) < 0) return "no open descriptor";
  if (flags & O_PATH) return "no stream: opened as a path";
  switch (status.st_mode & S_IFMT) {
    case S_IFIFO: return one_way(flags & O_ACCMODE, "no stream: a pipe that is open both ways");
    case S_IFREG: return one_way(flags & O_ACCMODE, "no stream: a file that is open both ways");
    case S_IFSOCK: return socket_use(fd);
    case S_IFCHR:
      return status.st_rdev == makedev(1, 3) ? one_way(flags & O_ACCMODE, "both") : "no stream: a character device";
    case S_IFBLK: return "no stream: a block device";
    case S_IFDIR: return "no stream: a directory";
    default: return "no stream: not open, or an object of the host's kernel";
  }
}

int tell_descriptors(int count) {
  for (int i = 0; i < count; i++) printf("%s\n", use_of(3 + i));
  return 0;
}
