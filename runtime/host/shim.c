#define _GNU_SOURCE
#include "core.h"
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

static void report(const char *line) {
  if (write(REPORT_FD, line, strlen(line)) != (ssize_t)strlen(line)) _exit(1);
}

/* The key comes over the socket that we report to: everybody on the host can read a command line. */
static void read_key(char *key) {
  for (size_t length = 0; length < KEY_LENGTH;) {
    ssize_t got = read(REPORT_FD, key + length, KEY_LENGTH - length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("key", got < 0 ? strerror(errno) : "the caller has gone");
    length += (size_t)got;
  }
}

static enum descriptor_use parse_use(const char *word) {
  if (strcmp(word, "input") == 0) return USE_INPUT;
  if (strcmp(word, "output") == 0) return USE_OUTPUT;
  if (strcmp(word, "both") != 0) fail("usage", "--descriptor takes input, output or both");
  return USE_BOTH;
}

static void parse(int argc, char **argv, struct options *options) {
  static const struct option known[] = {
      {"sandbox", required_argument, NULL, 's'}, {"netns", required_argument, NULL, 'n'},
      {"cgroup", required_argument, NULL, 'c'},  {"terminal", no_argument, NULL, 't'},
      {"console-socket", required_argument, NULL, 'o'}, {"columns", required_argument, NULL, 'w'},
      {"rows", required_argument, NULL, 'h'},    {"descriptor", required_argument, NULL, 'd'},
      {"pidfd-socket", required_argument, NULL, 'p'}, {"pidfd-text", required_argument, NULL, 'x'},
      {NULL, 0, NULL, 0}};
  for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (c) {
      case 's': options->sandbox = optarg; break;
      case 'n': options->netns = optarg; break;
      case 'c':
        if (options->cgroup_count == sizeof options->cgroups / sizeof *options->cgroups) fail("--cgroup", "too many");
        options->cgroups[options->cgroup_count++] = optarg;
        break;
      case 't': options->terminal = true; break;
      case 'o': options->console_socket = optarg; break;
      case 'w': options->columns = (uint32_t)strtoul(optarg, NULL, 10); break;
      case 'h': options->rows = (uint32_t)strtoul(optarg, NULL, 10); break;
      case 'd':
        if (options->descriptor_count == DESCRIPTORS_MAX) fail("--descriptor", "too many");
        options->descriptors[options->descriptor_count++] = parse_use(optarg);
        break;
      case 'p': options->pidfd_socket = optarg; break;
      case 'x': options->pidfd_text = optarg; break;
      default: fail("usage", "unknown option");
    }
  }
  if (!options->sandbox) fail("usage", "--sandbox is needed");
  if (!options->pidfd_socket != !options->pidfd_text) fail("usage", "--pidfd-socket and --pidfd-text go together");
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

/* A guest may say that one of these ended a process, and it would stop the shim for ever. */
static bool only_stops(int number) {
  return number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

static void end_as_guest(struct shim *shim) __attribute__((noreturn));
static void end_as_guest(struct shim *shim) {
  restore_terminal(shim);
  if (shim->exit_kind == 0) _exit((int)(shim->exit_value & 0xff));
  sigset_t only;
  int number = (int)shim->exit_value;
  if (only_stops(number)) _exit(128 + number);
  signal(number, SIG_DFL);
  sigemptyset(&only);
  sigaddset(&only, number);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  _exit(128 + number); /* a signal whose default is no end */
}

static bool is_drained(const struct shim *shim) {
  for (unsigned stream = 1; stream < shim->streams; stream++)
    if (!shim->sinks[stream].closed && shim->sinks[stream].pending.length > 0) return false;
  return true;
}

static void serve(struct shim *shim) {
  struct pollfd watched[2 + 2 * STREAMS_MAX];
  struct pollfd *sources = watched + 2, *sinks = sources + shim->streams;
  bool stuck = false;
  for (;;) {
    /* A killed process leaves what nobody reads, as it would leave a full pipe; one that exited has written it all. */
    bool killed = shim->has_exit && shim->exit_kind == 1;
    if (shim->has_exit && (is_drained(shim) || stuck)) end_as_guest(shim);

    bool read_more = !shim->has_exit && shim->outgoing.length < shim->outgoing.capacity / 2;
    watched[0] = (struct pollfd){.fd = shim->has_exit ? -1 : shim->monitor, .events = (short)(POLLIN | (shim->outgoing.length ? POLLOUT : 0))};
    watched[1] = (struct pollfd){.fd = shim->signals, .events = POLLIN};
    for (unsigned stream = 0; stream < shim->streams; stream++) {
      struct source *source = &shim->sources[stream];
      struct sink *sink = &shim->sinks[stream];
      sources[stream] = (struct pollfd){.fd = read_more && !source->ended && source->credit > 0 ? source->fd : -1, .events = POLLIN};
      sinks[stream] = (struct pollfd){.fd = !sink->closed && sink->pending.length ? sink->fd : -1, .events = POLLOUT};
    }
    int ready = poll(watched, 2 + 2 * shim->streams, killed ? 0 : -1);
    if (ready < 0) {
      if (errno == EINTR) continue;
      raise(SIGKILL);
    }
    stuck = killed && ready == 0;
    bool alive = true;
    if (watched[1].revents) forward_signals(shim);
    for (unsigned stream = 0; stream < shim->streams; stream++) {
      if (sources[stream].revents) read_source(shim, stream);
      if (sinks[stream].revents) write_sink(shim, stream);
    }
    pay_credit(shim);
    if (!shim->has_exit && !flush_outgoing(shim)) alive = false;
    if (watched[0].revents && !read_monitor(shim)) alive = false;
    finish_sinks(shim);
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
  char key[KEY_LENGTH];
  parse(argc, argv, &options);
  /* What else the manager left open must not stay open as long as the container lives. */
  close_range(REPORT_FD + 1 + options.descriptor_count, ~0U, 0);
  prctl(PR_SET_NAME, "vrun-shim");
  leave_no_core();
  shim.signals = block_signals();
  shim.terminal = -1;
  ring_make(&shim.outgoing, WINDOW);
  read_key(key);

  bool foreground_terminal = options.terminal && !options.console_socket;
  /* In the foreground the caller's terminal must go on sending us SIGWINCH. */
  if (!foreground_terminal) setsid();
  join_network(&options);
  shim.monitor = connect_in_directory(options.sandbox, "control.sock");
  queue_frame(&shim, FRAME_HELLO, 0, key, KEY_LENGTH);
  explicit_bzero(key, sizeof key);
  if (foreground_terminal)
    take_terminal(&shim);
  else if (options.console_socket)
    open_terminal(&shim, &options);
  open_streams(&shim, &options, REPORT_FD + 1);
  send_own_pidfd(&options);
  if (chdir("/") < 0) fail("chdir /", strerror(errno));
  if (options.console_socket) {
    /* The manager's own stdio must not be held open by a container that does not use it. */
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= 2; fd++) dup2(null, fd);
    if (null > 2) close(null);
  }
  if (options.terminal) send_window(&shim);
  if (!flush_outgoing(&shim)) fail("control.sock", "closed by the monitor");
  report("connected\n");
  /* The kernel waits for all processors, some 10 ms: time in which the guest begins. */
  join_cgroups(&options);
  report("ready\n");
  close(REPORT_FD);
  serve(&shim);
}
