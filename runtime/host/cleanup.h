/* Descriptors that close when they go out of scope. */
#ifndef VRUN_CLEANUP_H
#define VRUN_CLEANUP_H

#include <errno.h>
#include <unistd.h>

#define CLEANUP_FD __attribute__((cleanup(close_fd)))

/* Keeps errno. */
static inline void close_fd(const int *fd) {
  int error = errno;
  if (*fd >= 0) close(*fd);
  errno = error;
}

#endif
