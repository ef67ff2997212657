/*
 * Feeds the shim what a monitor should never send, and what it does between: the manager's descriptors are pipes and
 * sockets whose other ends read, write and go as the input says.
 *
 * An input is a list of records: a kind, an argument, a length (u16, little-endian) and that many bytes; see `play`. The
 * shim's side checks that what it queues are whole frames of its own types, that no stream holds more than its window, and that an
 * end is one that a process can have.
 */
#define _GNU_SOURCE
#include "../shim.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FUZZED_STREAMS = 6 };

static void must(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "the shim broke a promise: %s\n", what);
  abort();
}

void fail(const char *step, const char *detail) {
  fprintf(stderr, "%s: %s\n", step, detail);
  abort();
}

static struct shim shim;
/* The manager's ends of stdin, stdout, stderr and the three descriptors. */
static int manager[FUZZED_STREAMS];

static void make_pair(int *ours, int *theirs, bool to_us) {
  int ends[2];
  must(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0, "a pipe can be made");
  *ours = ends[to_us ? 0 : 1];
  *theirs = ends[to_us ? 1 : 0];
}

static void begin(void) {
  struct options options = {.descriptor_count = 3, .descriptors = {USE_INPUT, USE_OUTPUT, USE_BOTH}};
  int ours[FUZZED_STREAMS], ends[2];
  memset(&shim, 0, sizeof shim);
  shim.terminal = -1;
  ring_make(&shim.outgoing, WINDOW);
  make_pair(&ours[0], &manager[0], true);
  make_pair(&ours[1], &manager[1], false);
  make_pair(&ours[2], &manager[2], false);
  make_pair(&ours[3], &manager[3], true);
  make_pair(&ours[4], &manager[4], false);
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0, "a pair of sockets can be made");
  ours[5] = ends[0];
  manager[5] = ends[1];
  /* Places that open_streams expects: 0 to 2, and 3 and more in a row. */
  for (int i = 0; i < FUZZED_STREAMS; i++) {
    must(dup3(ours[i], 100 + i, O_CLOEXEC) == 100 + i, "a descriptor has a place");
    close(ours[i]);
  }
  open_streams(&shim, &options, 103);
  /* Those of stdio are the fuzzer's own, or were opened anew. */
  for (unsigned stream = 1; stream <= 2; stream++)
    if (shim.sinks[stream].fd > 2) close(shim.sinks[stream].fd);
  shim.sources[0].fd = 100;
  shim.sinks[1].fd = 101;
  shim.sinks[2].fd = 102;
  shim.sinks[1].closed = shim.sinks[2].closed = false;
  shim.sinks[1].is_socket = shim.sinks[2].is_socket = shim.sources[0].is_socket = false;
}

static void finish(void) {
  for (unsigned stream = 0; stream < FUZZED_STREAMS; stream++) {
    if (manager[stream] >= 0) close(manager[stream]);
    struct source *source = &shim.sources[stream];
    struct sink *sink = &shim.sinks[stream];
    int first = sink->pending.data ? sink->fd : -1, second = source->credit || !source->ended ? source->fd : -1;
    if (first >= 0) close(first);
    if (second >= 0 && second != first) close(second);
    free(sink->pending.data);
  }
  close_range(100, 120, 0);
  free(shim.outgoing.data);
}

/* All that the shim says are whole frames that a shim may send. */
static void check_outgoing(void) {
  static unsigned char copy[WINDOW];
  size_t length = 0;
  const unsigned char *data;
  for (size_t piece; (piece = ring_peek(&shim.outgoing, &data)) > 0; ring_drop(&shim.outgoing, piece)) {
    must(length + piece <= sizeof copy, "no more waits than a window");
    memcpy(copy + length, data, piece);
    length += piece;
  }
  for (size_t at = 0; at < length;) {
    must(length - at >= FRAME_HEADER, "a header is whole");
    uint32_t payload = get_u32(copy + at + 4);
    must(strchr("DECQS", copy[at]) && copy[at + 1] < FUZZED_STREAMS, "a frame is one of a shim");
    must(payload <= FRAME_MAX && length - at >= FRAME_HEADER + payload, "a frame is whole");
    at += FRAME_HEADER + payload;
  }
}

static void check_streams(void) {
  for (unsigned stream = 0; stream < FUZZED_STREAMS; stream++) {
    must(shim.sources[stream].credit <= WINDOW, "no more credit than a window");
    must(shim.owed[stream] + shim.sinks[stream].pending.length <= WINDOW, "no more output than a window");
  }
  if (shim.has_exit) must(shim.exit_kind == 0 ? shim.exit_value <= 255 : shim.exit_kind == 1 && shim.exit_value >= 1 && shim.exit_value <= 64, "a process can end so");
}

/* The manager reads, writes or goes. */
static void act_as_manager(unsigned kind, unsigned stream, const uint8_t *bytes, size_t size) {
  static unsigned char sunk[64 * 1024];
  if (manager[stream] < 0) return;
  if (kind == 0 && read(manager[stream], sunk, sizeof sunk) < 0) return;
  if (kind == 1 && write(manager[stream], bytes, size) < 0) return;
  if (kind != 2) return;
  close(manager[stream]);
  manager[stream] = -1;
}

/* One record. Returns false when the monitor broke the protocol: the shim has ended. */
static bool play(unsigned kind, unsigned argument, const uint8_t *bytes, size_t size) {
  unsigned stream = argument % FUZZED_STREAMS;
  switch (kind % 8) {
    case 0: case 1:
      for (size_t at = 0; at < size;) {
        size_t room = sizeof shim.incoming - shim.incoming_length, piece = size - at < room ? size - at : room;
        must(piece > 0, "there is room for a whole frame");
        memcpy(shim.incoming + shim.incoming_length, bytes + at, piece);
        shim.incoming_length += piece;
        at += piece;
        if (!take_frames(&shim)) return false;
        check_streams();
      }
      return true;
    case 2: if (!shim.sources[stream].ended && shim.sources[stream].credit > 0) read_source(&shim, stream); return true;
    case 3: if (!shim.sinks[stream].closed && shim.sinks[stream].pending.length > 0) write_sink(&shim, stream); return true;
    case 4: finish_sinks(&shim); return true;
    case 5: pay_credit(&shim); return true;
    case 6: act_as_manager(argument / FUZZED_STREAMS % 3, stream, bytes, size); return true;
    default: check_outgoing(); return true;
  }
}

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerInitialize(int *count, char ***arguments) {
  (void)count;
  (void)arguments;
  /* The shim has blocked all signals. */
  signal(SIGPIPE, SIG_IGN);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  begin();
  for (size_t at = 0; size - at >= 4;) {
    size_t length = (size_t)input[at + 2] | (size_t)input[at + 3] << 8;
    unsigned kind = input[at], argument = input[at + 1];
    at += 4;
    if (length > size - at) length = size - at;
    if (!play(kind, argument, input + at, length)) break;
    check_streams();
    at += length;
  }
  check_outgoing();
  finish();
  return 0;
}
