#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void send_master(const char *socket_path, int master) {
  static char directory[4096], name[4096];
  char text[] = "/dev/ptmx";
  struct iovec data = {.iov_base = text, .iov_len = sizeof text - 1};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control = {0};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &master, sizeof(int));

  if (strlen(socket_path) >= sizeof directory) fail("console socket", "path is too long");
  strcpy(directory, socket_path);
  strcpy(name, socket_path);
  int fd = connect_in_directory(dirname(directory), basename(name));
  if (sendmsg(fd, &message, 0) < 0) fail("console socket", strerror(errno));
  close(fd);
}

/* Makes a pty, hands its master to the manager, and keeps the other side, raw: the guest's pty does the editing. */
void open_terminal(struct shim *shim, const struct options *options) {
  struct termios termios;
  struct winsize size = {.ws_col = (unsigned short)options->columns, .ws_row = (unsigned short)options->rows};
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) fail("make a pty", strerror(errno));
  char name[64];
  if (ptsname_r(master, name, sizeof name) != 0) fail("name of the pty", strerror(errno));
  int slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave < 0) fail(name, strerror(errno));
  if (tcgetattr(slave, &termios) < 0) fail(name, strerror(errno));
  cfmakeraw(&termios);
  if (tcsetattr(slave, TCSANOW, &termios) < 0) fail(name, strerror(errno));
  if (size.ws_col || size.ws_row) ioctl(slave, TIOCSWINSZ, &size);
  /* As its controlling terminal the pty sends SIGWINCH and SIGHUP here. */
  if (ioctl(slave, TIOCSCTTY, 0) < 0) fail("take the pty as controlling terminal", strerror(errno));
  send_master(options->console_socket, master);
  close(master);
  shim->terminal = slave;
}

/* Foreground: uses the caller's own terminal, raw until the end. */
void take_terminal(struct shim *shim) {
  struct termios termios;
  static const int candidates[] = {2, 1, 0};
  shim->terminal = -1;
  for (size_t i = 0; i < 3 && shim->terminal < 0; i++)
    if (isatty(candidates[i])) shim->terminal = candidates[i];
  if (shim->terminal < 0) shim->terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (shim->terminal < 0) fail("open /dev/tty", strerror(errno));
  if (tcgetattr(shim->terminal, &shim->saved_termios) < 0) fail("terminal", strerror(errno));
  termios = shim->saved_termios;
  cfmakeraw(&termios);
  if (tcsetattr(shim->terminal, TCSANOW, &termios) < 0) fail("terminal", strerror(errno));
  shim->restore_terminal = true;
}

void restore_terminal(struct shim *shim) {
  if (shim->restore_terminal) tcsetattr(shim->terminal, TCSADRAIN, &shim->saved_termios);
}

void send_window(struct shim *shim) {
  struct winsize size;
  unsigned char payload[8];
  if (shim->terminal < 0 || ioctl(shim->terminal, TIOCGWINSZ, &size) < 0) return;
  put_u32(payload, size.ws_col);
  put_u32(payload + 4, size.ws_row);
  queue_frame(shim, FRAME_WINDOW, 0, payload, sizeof payload);
}
