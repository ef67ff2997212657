#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void prepare_source(struct source *source, int fd) {
  struct stat status;
  source->fd = fd;
  source->credit = WINDOW;
  source->ended = false;
  source->is_socket = fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

static void prepare_sink(struct sink *sink, int fd) {
  struct stat status;
  sink->fd = fd;
  ring_make(&sink->pending, WINDOW);
  sink->closed = fstat(fd, &status) < 0;
  sink->is_socket = !sink->closed && S_ISSOCK(status.st_mode);
}

/*
 * A pipe or terminal is opened anew, so that our non-blocking reads and writes do not change the description that the
 * manager shares with us. A file must not be: it would lose its offset. Returns the descriptor itself for what is neither.
 */
static int open_anew(int fd, int flags) {
  struct stat status;
  if (fstat(fd, &status) < 0) return fd;
  if (!S_ISFIFO(status.st_mode) && !(S_ISCHR(status.st_mode) && isatty(fd) && ttyname(fd))) return fd;
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int again = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return again < 0 ? fd : again;
}

/* Its other end may wait for a pipe to be closed, so no second descriptor of it is kept. */
static void open_descriptor(struct shim *shim, unsigned stream, enum descriptor_use use, int inherited) {
  int fd = use == USE_BOTH ? inherited : open_anew(inherited, use == USE_INPUT ? O_RDONLY : O_WRONLY);
  if (fd != inherited) close(inherited);
  if (use != USE_OUTPUT) prepare_source(&shim->sources[stream], fd);
  if (use != USE_INPUT) prepare_sink(&shim->sinks[stream], fd);
}

void open_streams(struct shim *shim, const struct options *options, int first_descriptor) {
  bool own_terminal = options->console_socket != NULL;
  shim->streams = 3 + options->descriptor_count;
  for (unsigned stream = 0; stream < shim->streams; stream++) shim->sources[stream].ended = shim->sinks[stream].closed = true;
  prepare_source(&shim->sources[0], own_terminal ? shim->terminal : 0);
  prepare_sink(&shim->sinks[1], open_anew(own_terminal ? shim->terminal : 1, O_WRONLY));
  if (!options->terminal) prepare_sink(&shim->sinks[2], open_anew(2, O_WRONLY));
  for (unsigned i = 0; i < options->descriptor_count; i++)
    open_descriptor(shim, 3 + i, options->descriptors[i], first_descriptor + (int)i);
}

/* Closes a descriptor beyond stdio when it is neither read nor written any more: its other end may wait for that. */
static void close_unused(struct shim *shim, unsigned stream) {
  struct source *source = &shim->sources[stream];
  struct sink *sink = &shim->sinks[stream];
  if (stream < 3 || !source->ended || !sink->closed) return;
  int fd = sink->pending.data ? sink->fd : source->fd;
  if (fd >= 0) close(fd);
  source->fd = sink->fd = -1;
}

static void drop_sink(struct shim *shim, unsigned stream) {
  struct sink *sink = &shim->sinks[stream];
  shim->owed[stream] += (uint32_t)sink->pending.length;
  ring_drop(&sink->pending, sink->pending.length);
  if (sink->closed) return;
  sink->closed = true;
  queue_frame(shim, FRAME_CLOSED, stream, NULL, 0);
  close_unused(shim, stream);
}

static void end_source(struct shim *shim, unsigned stream) {
  struct source *source = &shim->sources[stream];
  if (source->ended) return;
  source->ended = true;
  queue_frame(shim, FRAME_END, stream, NULL, 0);
  /* A pty of ours ends when the manager has closed its master: then it takes no output either. */
  if (stream == 0 && shim->terminal >= 0 && source->fd == shim->terminal) drop_sink(shim, 1);
  close_unused(shim, stream);
}

void close_source(struct shim *shim, unsigned stream) {
  struct source *source = &shim->sources[stream];
  if (source->ended) return;
  source->ended = true;
  if (stream >= 3 && source->is_socket) shutdown(source->fd, SHUT_RD);
  close_unused(shim, stream);
}

void read_source(struct shim *shim, unsigned stream) {
  struct source *source = &shim->sources[stream];
  unsigned char data[32 * 1024];
  size_t room = shim->outgoing.capacity - shim->outgoing.length;
  size_t wanted = sizeof data;
  if (wanted > source->credit) wanted = source->credit;
  if (room <= 4096 + FRAME_HEADER) return;
  if (wanted > room - 4096 - FRAME_HEADER) wanted = room - 4096 - FRAME_HEADER;
  ssize_t got = source->is_socket ? recv(source->fd, data, wanted, MSG_DONTWAIT) : read(source->fd, data, wanted);
  if (got > 0) {
    source->credit -= (uint32_t)got;
    queue_frame(shim, FRAME_DATA, stream, data, (size_t)got);
  } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
    end_source(shim, stream);
  }
}

void write_sink(struct shim *shim, unsigned stream) {
  struct sink *sink = &shim->sinks[stream];
  const unsigned char *data;
  size_t length = ring_peek(&sink->pending, &data);
  if (length == 0) return;
  /* Where non-blocking writes cannot be had, poll promises room for 4096 bytes. */
  bool blocking = !sink->is_socket && !(fcntl(sink->fd, F_GETFL) & O_NONBLOCK);
  if (blocking && length > 4096) length = 4096;
  ssize_t wrote = sink->is_socket ? send(sink->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL)
                                  : write(sink->fd, data, length);
  if (wrote > 0) {
    ring_drop(&sink->pending, (size_t)wrote);
    shim->owed[stream] += (uint32_t)wrote;
  } else if (wrote < 0 && errno != EINTR && errno != EAGAIN) {
    drop_sink(shim, stream);
  }
}

void finish_sinks(struct shim *shim) {
  for (unsigned stream = 3; stream < shim->streams; stream++) {
    struct sink *sink = &shim->sinks[stream];
    if (sink->closed || !sink->ended || sink->pending.length > 0) continue;
    sink->closed = true;
    if (sink->is_socket) shutdown(sink->fd, SHUT_WR);
    close_unused(shim, stream);
  }
}

void pay_credit(struct shim *shim) {
  for (unsigned stream = 1; stream < shim->streams; stream++) {
    unsigned char payload[4];
    if (shim->owed[stream] < WINDOW / 4) continue;
    put_u32(payload, shim->owed[stream]);
    if (queue_frame(shim, FRAME_CREDIT, stream, payload, sizeof payload)) shim->owed[stream] = 0;
  }
}
