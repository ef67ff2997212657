/*
 * vrun-shim: the host process that stands for one process in a container.
 *
 * Its pid is the pid that a container manager sees and waits for. It carries stdio between the manager and the sandbox's
 * monitor, forwards signals, and ends as the guest process ended. The frames are described in
 * runtime/sandbox/shim-frames.ts, which is the other end.
 */
#ifndef VRUN_SHIM_H
#define VRUN_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>

enum { FRAME_HEADER = 8, FRAME_MAX = 64 * 1024, WINDOW = 256 * 1024, KEY_LENGTH = 32, DESCRIPTORS_MAX = 64, STREAMS_MAX = 3 + DESCRIPTORS_MAX };

/*
 * First byte of a frame; the second is the stream (0 stdin, 1 stdout, 2 stderr, 3 and more the process's descriptor of that
 * number, both ways), bytes 4 to 7 the payload's length.
 */
enum frame_type {
  FRAME_HELLO = 'H',  /* to the monitor: the key of the process */
  FRAME_DATA = 'D',
  FRAME_END = 'E',    /* no more data on this stream */
  FRAME_CREDIT = 'C', /* u32: this many more bytes may be sent on this stream */
  FRAME_CLOSED = 'Q', /* nobody reads this stream any more */
  FRAME_SIGNAL = 'S', /* to the monitor: u32 signal number */
  FRAME_WINDOW = 'W', /* to the monitor: u32 columns, u32 rows */
  FRAME_EXIT = 'X',   /* to the shim, the last one: u32 kind (0 exited, 1 signalled), u32 status or signal */
};

struct ring {
  unsigned char *data;
  size_t capacity, start, length;
};

/* One of the manager's descriptors that the container's input comes from. */
struct source {
  int fd;
  bool is_socket, ended;
  uint32_t credit;
};

/* One of the manager's descriptors that the container's output goes to. */
struct sink {
  int fd;
  bool is_socket, ended, closed;
  struct ring pending;
};

/* What the container does with a descriptor beyond stdio. */
enum descriptor_use { USE_INPUT, USE_OUTPUT, USE_BOTH };

struct options {
  const char *sandbox, *netns, *console_socket, *pidfd_socket, *pidfd_text, *cgroups[64];
  size_t cgroup_count;
  bool terminal;
  uint32_t columns, rows;
  enum descriptor_use descriptors[DESCRIPTORS_MAX];
  unsigned descriptor_count;
};

struct shim {
  int monitor, signals, terminal;
  bool has_exit, restore_terminal;
  struct termios saved_termios;
  uint32_t exit_kind, exit_value;
  unsigned streams; /* how many there are: the index is the stream */
  uint32_t owed[STREAMS_MAX];
  struct source sources[STREAMS_MAX]; /* those that are none have ended */
  struct sink sinks[STREAMS_MAX];     /* those that are none are closed */
  struct ring outgoing; /* frames on their way to the monitor */
  unsigned char incoming[FRAME_HEADER + FRAME_MAX];
  size_t incoming_length;
};

/* Prints "vrun-shim: message" to the report descriptor and ends with 1. Only used before the shim has reported. */
void fail(const char *step, const char *detail) __attribute__((noreturn));

/* shim-setup.c: namespaces, cgroups and the connection. Each ends the program by fail(). */
void join_network(const struct options *options);
void join_cgroups(const struct options *options);
int connect_in_directory(const char *directory, const char *name);
/* Sends one descriptor with a text to who listens at a socket; `what` names that in errors. */
void send_descriptor(const char *socket_path, const char *what, const char *text, int sent);
/* Sends a pidfd of this process where the caller wants one. */
void send_own_pidfd(const struct options *options);

/* shim-streams.c: the manager's descriptors. */
void open_streams(struct shim *shim, const struct options *options, int first_descriptor);
void read_source(struct shim *shim, unsigned stream);
void write_sink(struct shim *shim, unsigned stream);
/* The container takes no more of this input. */
void close_source(struct shim *shim, unsigned stream);
/* Closes the sinks of descriptors beyond stdio to which everything has been written. */
void finish_sinks(struct shim *shim);
/* Gives the monitor back what has been written, in portions: a frame for each write would be half the traffic. */
void pay_credit(struct shim *shim);

/* shim-terminal.c */
void open_terminal(struct shim *shim, const struct options *options);
void take_terminal(struct shim *shim);
void restore_terminal(struct shim *shim);
void send_window(struct shim *shim);

/* shim-frames.c: buffers and framing; ring functions return how many bytes they took. */
void ring_make(struct ring *ring, size_t capacity);
size_t ring_put(struct ring *ring, const void *data, size_t length);
size_t ring_peek(const struct ring *ring, const unsigned char **data);
void ring_drop(struct ring *ring, size_t length);
uint32_t get_u32(const unsigned char *data);
void put_u32(unsigned char *data, uint32_t value);
bool queue_frame(struct shim *shim, enum frame_type type, unsigned stream, const void *payload, size_t length);
/* Handles every whole frame in `incoming`. Returns false when the monitor broke the protocol. */
bool take_frames(struct shim *shim);

#endif
