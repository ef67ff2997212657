#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

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
  send_descriptor(options->console_socket, "console socket", "/dev/ptmx", master);
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
