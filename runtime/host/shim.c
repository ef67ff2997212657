#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REPORT_FD = 3 };

void fail(const char *step, const char *detail) {
  char line[8192];
  int length = snprintf(line, sizeof line, "%s: %s\n", step, detail);
  if (length > (int)sizeof line) length = sizeof line;
  if (write(REPORT_FD, line, (size_t)length) < 0) _exit(2);
  _exit(1);
}

static void parse(int argc, char **argv, struct options *options) {
  static const struct option known[] = {
      {"sandbox", required_argument, NULL, 's'}, {"key", required_argument, NULL, 'k'},
      {"netns", required_argument, NULL, 'n'},
      {"cgroup", required_argument, NULL, 'c'},  {"terminal", no_argument, NULL, 't'},
      {"console-socket", required_argument, NULL, 'o'}, {"columns", required_argument, NULL, 'w'},
      {"rows", required_argument, NULL, 'h'},    {NULL, 0, NULL, 0}};
  for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (c) {
      case 's': options->sandbox = optarg; break;
      case 'k': options->key = optarg; break;
      case 'n': options->netns = optarg; break;
      case 'c':
        if (options->cgroup_count == sizeof options->cgroups / sizeof *options->cgroups) fail("--cgroup", "too many");
        options->cgroups[options->cgroup_count++] = optarg;
        break;
      case 't': options->terminal = true; break;
      case 'o': options->console_socket = optarg; break;
      case 'w': options->columns = (uint32_t)strtoul(optarg, NULL, 10); break;
      case 'h': options->rows = (uint32_t)strtoul(optarg, NULL, 10); break;
      default: fail("usage", "unknown option");
    }
  }
  if (!options->sandbox || !options->key || strlen(options->key) != KEY_LENGTH)
    fail("usage", "--sandbox and --key are needed");
}

/*
 * A pipe or terminal is opened anew, so that our non-blocking writes do not change the description that the manager
 * shares with us. A file must not be: it would lose its offset.
 */
static void prepare_sink(struct sink *sink, int fd) {
  struct stat status;
  sink->fd = fd;
  ring_make(&sink->pending, WINDOW);
  if (fstat(fd, &status) < 0) {
    sink->closed = true;
    return;
  }
  sink->is_socket = S_ISSOCK(status.st_mode);
  if (S_ISFIFO(status.st_mode) || (S_ISCHR(status.st_mode) && isatty(fd) && ttyname(fd))) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int again = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (again >= 0) sink->fd = again;
  }
}

static int block_signals(void) {
  sigset_t set;
  sigfillset(&set);
  sigdelset(&set, SIGKILL);
  sigdelset(&set, SIGSTOP);
  sigprocmask(SIG_SETMASK, &set, NULL);
  int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0) fail("signalfd", strerror(errno));
  return fd;
}

static void forward_signals(struct shim *shim) {
  struct signalfd_siginfo info;
  while (read(shim->signals, &info, sizeof info) == (ssize_t)sizeof info) {
    unsigned char payload[4];
    bool from_kernel = info.ssi_code > 0;
    if (info.ssi_signo == SIGWINCH && shim->terminal >= 0) {
      send_window(shim);
      continue;
    }
    /* Those that our own reading and writing raises are not meant for the container. */
    if (from_kernel && (info.ssi_signo == SIGPIPE || info.ssi_signo == SIGTTIN || info.ssi_signo == SIGTTOU)) continue;
    put_u32(payload, info.ssi_signo);
    queue_frame(shim, FRAME_SIGNAL, 0, payload, sizeof payload);
  }
}


static void drop_sink(struct shim *shim, unsigned stream) {
  struct sink *sink = &shim->sinks[stream];
  shim->owed[stream] += (uint32_t)sink->pending.length;
  ring_drop(&sink->pending, sink->pending.length);
  if (sink->closed) return;
  sink->closed = true;
  queue_frame(shim, FRAME_CLOSED, stream, NULL, 0);
}

static void end_input(struct shim *shim) {
  if (shim->input_ended) return;
  shim->input_ended = true;
  queue_frame(shim, FRAME_END, 0, NULL, 0);
  /* A pty of ours ends when the manager has closed its master: then it takes no output either. */
  if (shim->terminal >= 0 && shim->input == shim->terminal) drop_sink(shim, 1);
}

static void read_input(struct shim *shim) {
  unsigned char data[32 * 1024];
  size_t room = shim->outgoing.capacity - shim->outgoing.length;
  size_t wanted = sizeof data;
  if (wanted > shim->input_credit) wanted = shim->input_credit;
  if (room <= 4096 + FRAME_HEADER) return;
  if (wanted > room - 4096 - FRAME_HEADER) wanted = room - 4096 - FRAME_HEADER;
  ssize_t got = read(shim->input, data, wanted);
  if (got > 0) {
    shim->input_credit -= (uint32_t)got;
    queue_frame(shim, FRAME_DATA, 0, data, (size_t)got);
  } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
    end_input(shim);
  }
}

static void write_sink(struct shim *shim, unsigned stream) {
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

/* Gives the monitor back what has been written, in portions: a frame for each write would be half the traffic. */
static void pay_credit(struct shim *shim) {
  for (unsigned stream = 1; stream <= 2; stream++) {
    unsigned char payload[4];
    if (shim->owed[stream] < WINDOW / 4) continue;
    put_u32(payload, shim->owed[stream]);
    if (queue_frame(shim, FRAME_CREDIT, stream, payload, sizeof payload)) shim->owed[stream] = 0;
  }
}

/* Returns false when the monitor has gone. */
static bool flush_outgoing(struct shim *shim) {
  const unsigned char *data;
  for (size_t length; (length = ring_peek(&shim->outgoing, &data)) > 0;) {
    ssize_t wrote = send(shim->monitor, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (wrote < 0) return errno == EAGAIN || errno == EINTR;
    ring_drop(&shim->outgoing, (size_t)wrote);
  }
  return true;
}

/* Returns false when the monitor has gone or broke the protocol. */
static bool read_monitor(struct shim *shim) {
  ssize_t got = recv(shim->monitor, shim->incoming + shim->incoming_length,
                     sizeof shim->incoming - shim->incoming_length, MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  shim->incoming_length += (size_t)got;
  return take_frames(shim);
}

static void end_as_guest(struct shim *shim) __attribute__((noreturn));
static void end_as_guest(struct shim *shim) {
  restore_terminal(shim);
  if (shim->exit_kind == 0) _exit((int)(shim->exit_value & 0xff));
  struct rlimit none = {0, 0};
  sigset_t only;
  int number = (int)shim->exit_value;
  setrlimit(RLIMIT_CORE, &none);
  signal(number, SIG_DFL);
  sigemptyset(&only);
  sigaddset(&only, number);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  _exit(128 + number); /* a signal whose default is no end */
}

static void serve(struct shim *shim) {
  bool stuck = false;
  for (;;) {
    bool drained = true;
    for (unsigned stream = 1; stream <= 2; stream++)
      if (!shim->sinks[stream].closed && shim->sinks[stream].pending.length > 0) drained = false;
    /* A killed process leaves what nobody reads, as it would leave a full pipe; one that exited has written it all. */
    bool killed = shim->has_exit && shim->exit_kind == 1;
    if (shim->has_exit && (drained || stuck)) end_as_guest(shim);

    bool read_more = !shim->input_ended && !shim->has_exit && shim->input_credit > 0 &&
                     shim->outgoing.length < shim->outgoing.capacity / 2;
    struct pollfd watched[5] = {
        {.fd = shim->has_exit ? -1 : shim->monitor, .events = (short)(POLLIN | (shim->outgoing.length ? POLLOUT : 0))},
        {.fd = shim->signals, .events = POLLIN},
        {.fd = read_more ? shim->input : -1, .events = POLLIN},
        {.fd = shim->sinks[1].pending.length ? shim->sinks[1].fd : -1, .events = POLLOUT},
        {.fd = shim->sinks[2].pending.length ? shim->sinks[2].fd : -1, .events = POLLOUT}};
    int ready = poll(watched, 5, killed ? 0 : -1);
    if (ready < 0) {
      if (errno == EINTR) continue;
      raise(SIGKILL);
    }
    stuck = killed && ready == 0;
    bool alive = true;
    if (watched[1].revents) forward_signals(shim);
    if (watched[2].revents) read_input(shim);
    for (unsigned stream = 1; stream <= 2; stream++)
      if (watched[2 + stream].revents) write_sink(shim, stream);
    pay_credit(shim);
    if (!shim->has_exit && !flush_outgoing(shim)) alive = false;
    if (watched[0].revents && !read_monitor(shim)) alive = false;
    if (!alive && !shim->has_exit) {
      /* Without its monitor the guest process is gone. */
      restore_terminal(shim);
      raise(SIGKILL);
    }
  }
}

int main(int argc, char **argv) {
  static struct shim shim;
  struct options options = {0};
  /* What else the manager left open must not stay open as long as the container lives. */
  close_range(REPORT_FD + 1, ~0U, 0);
  parse(argc, argv, &options);
  prctl(PR_SET_NAME, "vrun-shim");
  shim.signals = block_signals();
  shim.terminal = -1;
  shim.input = 0;
  shim.input_credit = WINDOW;
  ring_make(&shim.outgoing, WINDOW);

  bool foreground_terminal = options.terminal && !options.console_socket;
  /* In the foreground the caller's terminal must go on sending us SIGWINCH. */
  if (!foreground_terminal) setsid();
  join_cgroups(&options);
  join_network(&options);
  shim.monitor = connect_in_directory(options.sandbox, "control.sock");
  queue_frame(&shim, FRAME_HELLO, 0, options.key, KEY_LENGTH);
  if (foreground_terminal)
    take_terminal(&shim);
  else if (options.console_socket)
    open_terminal(&shim, &options);
  prepare_sink(&shim.sinks[1], options.console_socket ? shim.terminal : 1);
  if (options.terminal)
    shim.sinks[2].closed = true;
  else
    prepare_sink(&shim.sinks[2], 2);
  if (chdir("/") < 0) fail("chdir /", strerror(errno));
  if (options.console_socket) {
    /* The manager's own stdio must not be held open by a container that does not use it. */
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= 2; fd++) dup2(null, fd);
    if (null > 2) close(null);
  }
  if (options.terminal) send_window(&shim);
  if (!flush_outgoing(&shim)) fail("control.sock", "closed by the monitor");
  if (write(REPORT_FD, "ready\n", 6) != 6) _exit(1);
  close(REPORT_FD);
  serve(&shim);
}
