/* The listening end of runc's --console-socket: takes one pty master from one connection. */
#ifndef LACUNA_CONSOLE_H
#define LACUNA_CONSOLE_H

#include <sys/un.h>

#include "loop.h"
#include "util.h"

struct console {
	struct source source;
	struct sockaddr_un address;
	/* Called once with the master, which is given away, or with -1 when what came was no master. */
	void (*arrived)(struct console *console, int master);
};

int console_listen(struct console *console, const char *path, void (*arrived)(struct console *, int), struct agent_error *error);
/* Looks whether the master has come, without waiting. */
void console_poll(struct console *console);
/* Ends listening and removes the socket. Safe when it never listened (source.fd is -1) and when called twice. */
void console_close(struct console *console);

#endif
